// SPDX-License-Identifier: Apache-2.0
#include "install.h"

#include "../os.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/** A line of the list, its parts found. */
typedef struct entry {
    int64_t size;
    char path[PATH_SIZE];
} entry;

static bool parse(const char *folder, const char *line, entry *e) {
    int at;
    if (sscanf(line, "%" SCNd64 " %n", &e->size, &at) != 1) {
        return false;
    }
    const int length = snprintf(e->path, sizeof e->path, "%s/%.*s", folder, (int)strcspn(line + at, "\n"), line + at);
    return length < (int)sizeof e->path;
}

static FILE *open_list(const char *folder) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/files", folder);
    return fopen(path, "re");
}

static bool ends_like(const char *path, const char *end) {
    const size_t length = strlen(path);
    return length >= strlen(end) && strcmp(path + length - strlen(end), end) == 0;
}

static bool check_line(const char *folder, const char *line, char *why, size_t size) {
    entry e;
    if (!parse(folder, line, &e)) {
        snprintf(why, size, "%s/files is damaged; install Kitscribe again", folder);
        return false;
    }
    const int64_t found = ks_os_file_size(e.path);
    if (ends_like(e.path, KS_INSTALL_ARCHIVE)) {
        return true;
    }
    if (found < 0) {
        snprintf(why, size, "%s is missing; install Kitscribe again", e.path);
    } else if (found != e.size) {
        snprintf(why, size, "%s has %" PRId64 " bytes, not %" PRId64 "; install Kitscribe again", e.path, found, e.size);
    }
    return found == e.size;
}

bool ks_install_check(const char *folder, char *why, size_t size) {
    FILE *list = open_list(folder);
    if (!list) {
        snprintf(why, size, "%s/files cannot be read; install Kitscribe again", folder);
        return false;
    }
    char line[PATH_SIZE];
    bool good = true;
    while (good && fgets(line, sizeof line, list)) {
        good = check_line(folder, line, why, size);
    }
    fclose(list);
    return good;
}

bool ks_install_has_archive(const char *folder, char *path, size_t size) {
    entry e = {.size = -1};
    FILE *list = open_list(folder);
    char line[PATH_SIZE];
    bool found = false;
    while (list && !found && fgets(line, sizeof line, list)) {
        found = parse(folder, line, &e) && ends_like(e.path, KS_INSTALL_ARCHIVE);
    }
    if (list) {
        fclose(list);
    }
    return found && ks_os_file_size(e.path) == e.size && snprintf(path, size, "%s", e.path) < (int)size;
}

bool ks_install_join(const char *folder, const char *path_end, char *joined, size_t size) {
    FILE *list = open_list(folder);
    char line[PATH_SIZE];
    size_t used = 0;
    bool good = list;
    joined[0] = 0;
    while (good && fgets(line, sizeof line, list)) {
        entry e;
        good = parse(folder, line, &e);
        if (good && ends_like(e.path, path_end)) {
            used += (size_t)snprintf(joined + used, size - used, "%s%s", used ? ":" : "", e.path);
            good = used < size;
        }
    }
    if (list) {
        fclose(list);
    }
    return good;
}
