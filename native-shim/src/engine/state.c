// SPDX-License-Identifier: Apache-2.0
#include "state.h"

#include "number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 65536 };
static const char MAGIC[] = "kitscribe-state ";
static const char FIRST_LINE[] = "kitscribe-state 1\npack=drums\n";
static const char PACK_KEY[] = "pack";

static bool write_text(const char *text, ks_state_write *write, void *context) {
    for (uint64_t left = strlen(text); left > 0;) {
        const int64_t written = write(context, text, left);
        if (written <= 0 || (uint64_t)written > left) {
            return false;
        }
        text += written;
        left -= (uint64_t)written;
    }
    return true;
}

bool ks_state_save(const ks_instance *instance, ks_state_write *write, void *context) {
    bool done = write_text(FIRST_LINE, write, context);
    for (int i = 0; i < KS_PARAMS && done; i++) {
        const ks_param *param = &KS_PARAM_TABLE[i];
        if (param->read_only || param->trigger) {
            continue;
        }
        char number[64];
        if (param->labels) {
            ks_param_print(i, ks_instance_get(instance, i), number, sizeof number);
        } else {
            ks_number_print(number, sizeof number, "%.17g", ks_instance_get(instance, i));
        }
        char line[128];
        snprintf(line, sizeof line, "%s=%s\n", param->key, number);
        done = write_text(line, write, context);
    }
    return done && (!instance->kept || write_text(instance->kept, write, context));
}

/** Reads to the end, into new memory with a closing zero; NULL on failure. */
static char *read_text(ks_state_read *read, void *context) {
    char *text = malloc(LARGEST + 1);
    uint64_t size = 0;
    while (text && size < LARGEST) {
        const int64_t got = read(context, text + size, LARGEST - size);
        if (got < 0 || (uint64_t)got > LARGEST - size) {
            free(text);
            return NULL;
        }
        if (got == 0) {
            text[size] = 0;
            return text;
        }
        size += (uint64_t)got;
    }
    free(text);
    return NULL;
}

/** Takes one line: a value, or text to be kept, of which it returns the new end. */
static char *take_line(const char *line, double *values, char *kept_end) {
    const char *equals = strchr(line, '=');
    if (!equals) {
        return kept_end;
    }
    const size_t length = (size_t)(equals - line);
    const int param = ks_param_by_key(line, length);
    if (param >= 0) {
        ks_param_parse(param, equals + 1, &values[param]);
    } else if (length != strlen(PACK_KEY) || memcmp(line, PACK_KEY, length) != 0) {
        return stpcpy(stpcpy(kept_end, line), "\n");
    }
    return kept_end;
}

bool ks_state_load(ks_instance *instance, ks_state_read *read, void *context) {
    char *text = read_text(read, context);
    char *kept = text ? malloc(strlen(text) + 2) : NULL;
    if (!kept || strncmp(text, MAGIC, strlen(MAGIC)) != 0) {
        free(kept);
        free(text);
        return false;
    }
    char *kept_end = kept;
    *kept = 0;
    double values[KS_PARAMS];
    for (int i = 0; i < KS_PARAMS; i++) {
        values[i] = KS_PARAM_TABLE[i].fallback;
    }
    char *rest = strchr(text, '\n');
    while (rest) {
        char *line = rest + 1;
        rest = strchr(line, '\n');
        if (rest) {
            *rest = 0;
        }
        kept_end = take_line(line, values, kept_end);
    }
    for (int i = 0; i < KS_PARAMS; i++) {
        if (!KS_PARAM_TABLE[i].trigger) {
            ks_instance_set(instance, i, values[i]);
        }
    }
    free(text);
    free(instance->kept);
    instance->kept = kept;
    return true;
}
