// SPDX-License-Identifier: Apache-2.0
#include "installation.h"

#include <assert.h>
#include <dirent.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 1000 };

/** A folder of links to what is in another. */
static void link_all(const char *from, const char *to) {
    assert(mkdir(to, 0700) == 0);
    DIR *folder = opendir(from);
    assert(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char old[PATH_ROOM];
        char new[PATH_ROOM];
        snprintf(old, sizeof old, "%s/%s", from, entry->d_name);
        snprintf(new, sizeof new, "%s/%s", to, entry->d_name);
        assert(entry->d_name[0] == '.' || symlink(old, new) == 0);
    }
    closedir(folder);
}

/** Makes of a link to a folder a folder of links. */
static void open_folder(const char *path) {
    struct stat file;
    assert(lstat(path, &file) == 0);
    if (S_ISLNK(file.st_mode)) {
        char *target = realpath(path, NULL);
        assert(unlink(path) == 0);
        link_all(target, path);
        free(target);
    }
}

static void copy(const char *from_path, const char *to_path) {
    FILE *from = fopen(from_path, "rb");
    FILE *to = fopen(to_path, "wb");
    assert(from && to);
    static char bytes[1 << 16];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, from)) > 0;) {
        assert(fwrite(bytes, 1, n, to) == n);
    }
    fclose(from);
    assert(fclose(to) == 0);
}

/** Makes of a link to a file a file. */
static void open_file(const char *path) {
    char *target = realpath(path, NULL);
    struct stat file;
    assert(stat(target, &file) == 0 && unlink(path) == 0);
    copy(target, path);
    assert(chmod(path, file.st_mode) == 0);
    free(target);
}

installation installation_copy(const char *plugin) {
    char *path = realpath(plugin, NULL);
    char *name = basename(strdupa(path));
    installation i;
    snprintf(i.folder, sizeof i.folder, "%s/installation", getenv("XDG_STATE_HOME"));
    snprintf(i.plugin, sizeof i.plugin, "%s/%s", i.folder, name);
    link_all(dirname(path), i.folder);
    installation_own(&i, name);
    installation_own(&i, "libkitscribe-engine.so");
    free(path);
    return i;
}

const char *installation_own(const installation *i, const char *file) {
    static char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s", i->folder, file);
    for (char *slash = path + strlen(i->folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        open_folder(path);
        *slash = '/';
    }
    open_file(path);
    return path;
}

void installation_replace(const installation *i, const char *file, const char *other) {
    const char *path = installation_own(i, file);
    struct stat old;
    assert(stat(path, &old) == 0);
    copy(other, path);
    assert(truncate(path, old.st_size) == 0);
}

void installation_hang_java(const installation *i) {
    installation_replace(i, "jdk/lib/server/libjvm.so", HANGING_JVM);
    installation_own(i, "jdk/bin/java");  // it takes the library beside itself
}

void installation_remove(const installation *i) {
    char command[PATH_ROOM];
    snprintf(command, sizeof command, "rm -rf '%s'", i->folder);
    assert(system(command) == 0);
}
