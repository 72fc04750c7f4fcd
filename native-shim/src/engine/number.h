// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_NUMBER_H
#define KITSCRIBE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/** Writes a number with a point, whatever locale the host has set; `format` takes one double. [main-thread] */
void ks_number_print(char *text, size_t size, const char *format, double value) __attribute__((format(printf, 3, 0)));

/** Reads the finite number, with a point, that the text starts with; false when there is none. [main-thread] */
bool ks_number_parse(const char *text, double *value);

#endif
