// SPDX-License-Identifier: Apache-2.0
#include "params.h"

#include "number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const OFF_ON[] = {"off", "on"};
static const char *const SETTINGS[] = {"quick", "balanced", "accurate"};
static const char *const STATUS[] = {"inactive", "starting", "ready on CPU", "ready on CUDA", "overloaded", "failed"};

#define SWITCH .max = 1, .stepped = true, .unit = "", .labels = OFF_ON
#define READ_ONLY .stepped = true, .read_only = true, .unit = ""

// clang-format off: a table
#define DRUM(number, drum_key, drum_name)                                                                    \
    [KS_DRUM_SENSITIVITY + (number)] = {.id = 100 + (number), .key = "sensitivity." drum_key,                \
                                        .name = drum_name " sensitivity", .group = "Drums", .max = 100,      \
                                        .fallback = 50, .unit = ""},                                         \
    [KS_DRUM_ON + (number)] = {.id = 200 + (number), .key = "on." drum_key, .name = drum_name " on",         \
                               .group = "Drums", .fallback = 1, SWITCH},

const ks_param KS_PARAM_TABLE[] = {
    [KS_BYPASS] = {.id = 1, .key = "bypass", .name = "Bypass", .group = "", SWITCH},
    [KS_LATENCY] = {.id = 2, .key = "latency", .name = "Latency", .group = "", .max = 2, .fallback = 1,
                    .stepped = true, .unit = "", .labels = SETTINGS},
    [KS_DELAY_AUDIO] = {.id = 3, .key = "delay_audio", .name = "Delay audio", .group = "", .fallback = 1, SWITCH},
    [KS_SENSITIVITY] = {.id = 4, .key = "sensitivity", .name = "Sensitivity", .group = "", .max = 100,
                        .fallback = 50, .unit = ""},
    [KS_DRUM_MAP] = {.id = 5, .key = "drum_map", .name = "Drum map", .group = "MIDI", .max = KS_MAPS - 1,
                     .stepped = true, .unit = "", .labels = KS_MAP_NAMES},
    [KS_CHANNEL] = {.id = 6, .key = "channel", .name = "MIDI channel", .group = "MIDI", .min = 1, .max = 16,
                    .fallback = 10, .stepped = true, .unit = ""},
    [KS_MIN_VELOCITY] = {.id = 7, .key = "min_velocity", .name = "Minimum velocity", .group = "MIDI", .min = 1,
                         .max = 127, .fallback = 1, .stepped = true, .unit = ""},
    [KS_VELOCITY_CURVE] = {.id = 8, .key = "velocity_curve", .name = "Velocity curve", .group = "MIDI", .min = -100,
                           .max = 100, .unit = ""},
    [KS_MIDI_OFFSET] = {.id = 9, .key = "midi_offset", .name = "MIDI offset", .group = "MIDI", .min = -20,
                        .max = 100, .unit = " ms"},
    [KS_SAVE_CAPTURE] = {.id = 10, .key = "save_capture", .name = "Save capture", .group = "MIDI", .trigger = true,
                         SWITCH},
    [KS_STATUS] = {.id = 11, .key = "status", .name = "Status", .group = "Status", .max = KS_STATUS_FAILED,
                   READ_ONLY, .labels = STATUS},
    [KS_LATE_NOTES] = {.id = 12, .key = "late_notes", .name = "Late notes", .group = "Status", .max = 1e6,
                       READ_ONLY},
    [KS_DROPPED_NOTES] = {.id = 13, .key = "dropped_notes", .name = "Dropped notes", .group = "Status",
                          .max = 1e6, READ_ONLY},
    KS_DRUM_LIST(DRUM)
};
// clang-format on

_Static_assert(sizeof(KS_PARAM_TABLE) / sizeof(KS_PARAM_TABLE[0]) == KS_PARAMS, "the table is whole");
_Static_assert(KS_PARAMS <= 64, "a change is a bit of 64");

int ks_param_by_id(uint32_t id) {
    for (int i = 0; i < KS_PARAMS; i++) {
        if (KS_PARAM_TABLE[i].id == id) {
            return i;
        }
    }
    return -1;
}

int ks_param_by_key(const char *key, size_t length) {
    for (int i = 0; i < KS_PARAMS; i++) {
        if (strlen(KS_PARAM_TABLE[i].key) == length && memcmp(KS_PARAM_TABLE[i].key, key, length) == 0) {
            return i;
        }
    }
    return -1;
}

bool ks_param_restarts(int param) {
    return param == KS_LATENCY || param == KS_DELAY_AUDIO;
}

double ks_param_clamp(int param, double value) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    if (isnan(value)) {
        return p->fallback;
    }
    const double inside = fmin(fmax(value, p->min), p->max);
    return p->stepped ? round(inside) : inside;
}

void ks_param_print(int param, double value, char *text, size_t size) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    const double shown = ks_param_clamp(param, value);
    if (p->labels) {
        snprintf(text, size, "%s", p->labels[(int)(shown - p->min)]);
        return;
    }
    char number[64];
    ks_number_print(number, sizeof number, p->stepped ? "%.0f" : "%.1f", shown);
    snprintf(text, size, "%s%s", number, p->unit);
}

bool ks_param_parse(int param, const char *text, double *value) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    for (int i = 0; p->labels && i <= p->max - p->min; i++) {
        if (strcmp(p->labels[i], text) == 0) {
            *value = p->min + i;
            return true;
        }
    }
    double number;
    if (!ks_number_parse(text, &number)) {
        return false;
    }
    *value = ks_param_clamp(param, number);
    return true;
}
