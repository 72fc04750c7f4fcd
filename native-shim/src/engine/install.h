// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_INSTALL_H
#define KITSCRIBE_INSTALL_H

#include <stdbool.h>
#include <stddef.h>

/** The classes that Java may load ready parsed. */
#define KS_INSTALL_ARCHIVE "/plugin.jsa"

/**
 * Checks the installed files against the list `files` in their folder: a line for each, its size in bytes, a space, its path. A truncated
 * library would kill the process that loads it. False, with one line that says what is wrong, when one differs; only the archive of
 * classes may. [any]
 */
bool ks_install_check(const char *folder, char *why, size_t size);

/** Finds the archive of classes; false where there is none, or not all of it: Java would not start with that. [any] */
bool ks_install_has_archive(const char *folder, char *path, size_t size);

/**
 * Joins the listed paths that end like this, each below the folder, by colons. False when they do not fit or the list cannot be read. [any]
 */
bool ks_install_join(const char *folder, const char *path_end, char *joined, size_t size);

#endif
