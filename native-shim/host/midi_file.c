// SPDX-License-Identifier: Apache-2.0
#include "midi_file.h"

#include "output_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TICKS_PER_QUARTER = 960, TICKS_PER_SECOND = 2 * TICKS_PER_QUARTER };

typedef struct bytes {
    uint8_t *data;
    size_t size;
} bytes;

static void add(bytes *b, uint8_t byte) {
    b->data[b->size++] = byte;
}

static void add_big(bytes *b, uint32_t value, int count) {
    for (int i = count - 1; i >= 0; i--) {
        add(b, (uint8_t)(value >> (8 * i)));
    }
}

/** MIDI's number of variable length. */
static void add_delta(bytes *b, uint32_t value) {
    for (int shift = 28; shift > 0; shift -= 7) {
        if (value >> shift) {
            add(b, (uint8_t)(0x80 | ((value >> shift) & 0x7f)));
        }
    }
    add(b, value & 0x7f);
}

static void add_track(bytes *b, const midi_event *events, size_t count) {
    static const uint8_t TEMPO[] = {0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20};
    static const uint8_t END[] = {0, 0xff, 0x2f, 0};
    for (size_t i = 0; i < sizeof TEMPO; i++) {
        add(b, TEMPO[i]);
    }
    uint32_t now = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t at = (uint32_t)lround(fmax(0, events[i].seconds) * TICKS_PER_SECOND);
        add_delta(b, at > now ? at - now : 0);
        now = at > now ? at : now;
        for (int k = 0; k < 3; k++) {
            add(b, events[i].bytes[k]);
        }
    }
    for (size_t i = 0; i < sizeof END; i++) {
        add(b, END[i]);
    }
}

bool midi_file_write(const char *path, const midi_event *events, size_t count) {
    bytes b = {.data = malloc(64 + 8 * count)};
    if (!b.data) {
        return false;
    }
    memcpy(b.data, "MThd\0\0\0\6\0\0\0\1", 12);
    b.size = 12;
    add_big(&b, TICKS_PER_QUARTER, 2);
    memcpy(b.data + b.size, "MTrk", 4);
    b.size += 8;
    const size_t start = b.size;
    add_track(&b, events, count);
    bytes length = {.data = b.data + start - 4};
    add_big(&length, (uint32_t)(b.size - start), 4);
    const bool done = output_file_write(path, b.data, b.size);
    free(b.data);
    return done;
}
