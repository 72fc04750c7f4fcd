// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_OUTPUT_FILE_H
#define KITSCRIBE_HOST_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/** Writes a file beside its place and renames it into it: it is there whole or not at all. False when that fails. */
bool output_file_write(const char *path, const void *bytes, size_t size);

#endif
