// SPDX-License-Identifier: Apache-2.0
#include "player.h"

#include <stdlib.h>
#include <string.h>

static const plugin_format *const FORMATS[] = {&FORMAT_CLAP, &FORMAT_LV2, &FORMAT_VST3};

static bool ends_with(const char *path, const char *suffix) {
    const size_t length = strlen(path);
    const size_t end = strlen(suffix);
    return length >= end && strcmp(path + length - end, suffix) == 0;
}

const char *player_load(const char *path, const plugin_format **format, const void **factory) {
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (ends_with(path, FORMATS[i]->suffix)) {
            *format = FORMATS[i];
            return FORMATS[i]->load(path, factory);
        }
    }
    return "its name does not end like that of a plugin";
}

bool player_process(player *p, float *const *channels, uint32_t frames) {
    const player_block block = {.in = channels, .out = channels, .in_channels = p->channels, .out_channels = p->channels, .frames = frames};
    const bool done = p->format->process(p, &block);
    p->position += frames;
    p->song += frames;
    return done;
}

bool player_take_note(player *p, uint32_t frame, const uint8_t *bytes) {
    if (p->note_count == p->note_room) {
        const size_t room = p->note_room ? 2 * p->note_room : 1024;
        midi_event *notes = realloc(p->notes, room * sizeof(midi_event));
        if (!notes) {
            return false;
        }
        p->notes = notes;
        p->note_room = room;
    }
    p->notes[p->note_count++] =
        (midi_event){.seconds = ((double)(p->position + frame) - p->latency) / p->rate, .bytes = {bytes[0], bytes[1], bytes[2]}};
    p->ons += (bytes[0] & 0xf0) == 0x90;
    return true;
}

void player_destroy(player *p) {
    p->format->destroy(p);
    free(p->notes);
}

enum { PIECE = 100 };

int64_t player_state_write(player_state *state, const void *bytes, uint64_t size) {
    const uint64_t n = size < PIECE ? size : PIECE;
    char *longer = realloc(state->bytes, state->size + n);
    if (!longer) {
        return -1;
    }
    memcpy(longer + state->size, bytes, n);
    state->bytes = longer;
    state->size += n;
    return (int64_t)n;
}

int64_t player_state_read(player_state *state, void *bytes, uint64_t size) {
    uint64_t n = state->size - state->at;
    n = n < size ? n : size;
    n = n < PIECE ? n : PIECE;
    memcpy(bytes, state->bytes + state->at, n);
    state->at += n;
    return (int64_t)n;
}
