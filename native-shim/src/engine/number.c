// SPDX-License-Identifier: Apache-2.0
#include "number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void ks_number_print(char *text, size_t size, const char *format, double value) {
    const locale_t host = uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));  // glibc's "C" is static: nothing to free
    snprintf(text, size, format, value);
    uselocale(host);
}

bool ks_number_parse(const char *text, double *value) {
    const locale_t host = uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
    char *end;
    const double parsed = strtod(text, &end);
    uselocale(host);
    if (end == text || !isfinite(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}
