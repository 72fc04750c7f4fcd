// SPDX-License-Identifier: Apache-2.0
#include "output_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool write_file(const char *path, const void *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    if (!file) {
        return false;
    }
    const bool written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

bool output_file_write(const char *path, const void *bytes, size_t size) {
    const size_t part_size = strlen(path) + sizeof ".part";
    char *part = malloc(part_size);
    if (!part) {
        return false;
    }
    snprintf(part, part_size, "%s.part", path);
    const bool done = write_file(part, bytes, size) && rename(part, path) == 0;
    if (!done) {
        remove(part);
    }
    free(part);
    return done;
}
