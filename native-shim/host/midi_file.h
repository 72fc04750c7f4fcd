// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_MIDI_FILE_H
#define KITSCRIBE_HOST_MIDI_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A note on or off, in time order as the plugin sent it. */
typedef struct midi_event {
    double seconds;
    uint8_t bytes[3];
} midi_event;

/** Writes a MIDI file of one track at 120 bpm and 960 ticks a quarter, beside its place and renamed into it. False when that fails. */
bool midi_file_write(const char *path, const midi_event *events, size_t count);

#endif
