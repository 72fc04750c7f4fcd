// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_PARAMS_H
#define KITSCRIBE_PARAMS_H

#include "drum_maps.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Places in the table; the host sees the ids instead, which never change. */
enum {
    KS_BYPASS,
    KS_LATENCY,
    KS_DELAY_AUDIO,
    KS_SENSITIVITY,
    KS_DRUM_MAP,
    KS_CHANNEL,
    KS_MIN_VELOCITY,
    KS_VELOCITY_CURVE,
    KS_MIDI_OFFSET,
    KS_SAVE_CAPTURE,
    KS_STATUS,
    KS_LATE_NOTES,
    KS_DROPPED_NOTES,
    KS_DRUM_SENSITIVITY,
    KS_DRUM_ON = KS_DRUM_SENSITIVITY + KS_DRUMS,
    KS_PARAMS = KS_DRUM_ON + KS_DRUMS,
};

/** What an instance tells of itself, as values of the parameter Status. */
enum {
    KS_STATUS_INACTIVE,
    KS_STATUS_STARTING,
    KS_STATUS_READY_CPU,
    KS_STATUS_READY_CUDA,
    KS_STATUS_OVERLOADED,
    KS_STATUS_FAILED,
};

/** One parameter. Values are plain: what the user reads. */
typedef struct ks_param {
    uint32_t id;       // to hosts and to Java; never reused
    const char *key;   // in saved state
    const char *name;  // to the user
    const char *group;
    double min;
    double max;
    double fallback;  // the default
    bool stepped;
    bool read_only;             // its value is ours to change
    bool trigger;               // setting it to 1 does something once; it goes back to 0 by itself and is no part of the state
    const char *unit;           // after a number, or ""
    const char *const *labels;  // for each step, from min on; or NULL
} ks_param;

/** The table, KS_PARAMS long. [any] */
extern const ks_param KS_PARAM_TABLE[];

/** Returns a parameter's place by the host's id, or -1. [any] */
int ks_param_by_id(uint32_t id);

/** Returns a parameter's place by its key, or -1. [any] */
int ks_param_by_key(const char *key, size_t length);

/** A change comes into force only with the next activate. [any] */
bool ks_param_restarts(int param);

/** The nearest value that the parameter can have; its default for NaN. [any] */
double ks_param_clamp(int param, double value);

/** Writes a value as the user reads it. [main-thread] */
void ks_param_print(int param, double value, char *text, size_t size);

/** Reads what print writes, with or without the unit; false when it is neither a label nor a number. [main-thread] */
bool ks_param_parse(int param, const char *text, double *value);

#endif
