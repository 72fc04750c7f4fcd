// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_INSTALLATION_H
#define KITSCRIBE_TEST_INSTALLATION_H

enum { INSTALLATION_PATH = 300 };

/** Another installation of the plugin, of links to the files of the first, to be damaged. */
typedef struct installation {
    char folder[INSTALLATION_PATH];
    char plugin[2 * INSTALLATION_PATH];
} installation;

/** Makes one beside the logs of this run. */
installation installation_copy(const char *plugin);

/** Makes a file of it a true copy; its path is valid until the next call. */
const char *installation_own(const installation *i, const char *file);

/** Puts another file in the place of one of its files, made as long as that was. */
void installation_replace(const installation *i, const char *file, const char *other);

/** Its Java hangs as it starts, in the host's process and in a child, until there is what HANGING_JVM_WAITS_FOR names. */
void installation_hang_java(const installation *i);

/** Removes it. */
void installation_remove(const installation *i);

#endif
