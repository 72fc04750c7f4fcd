// SPDX-License-Identifier: Apache-2.0

/**
 * An LV2 plugin that shows what a host does to time: it reports the plugin's own balanced latency, and sends a note with each sample of its
 * delayed audio that is not zero. Where the host records these notes, it should record the plugin's.
 */

#include "delay.h"
#include "latency.h"

#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>
#include <stdlib.h>
#include <string.h>

enum { IN, OUT, NOTES, LATENCY, PORTS };
enum { ON = 0x90, OFF = 0x80, LOWEST = 48, KEYS = 24, VELOCITY = 100, LENGTH = 500 };

typedef struct reference {
    void *ports[PORTS];
    ks_delay delay;
    uint32_t latency;
    uint8_t key;        // keys take turns, so that a host cannot take two notes for one
    uint32_t sounding;  // samples until the note's end, or 0
    LV2_URID midi_event;
    LV2_URID sequence;
} reference;

static LV2_Handle instantiate(const LV2_Descriptor *descriptor, double rate, const char *bundle, const LV2_Feature *const *features) {
    (void)descriptor;
    (void)bundle;
    const LV2_URID_Map *map = NULL;
    const LV2_Options_Option *option = NULL;
    for (; *features; features++) {
        if (strcmp((*features)->URI, LV2_URID__map) == 0) {
            map = (*features)->data;
        } else if (strcmp((*features)->URI, LV2_OPTIONS__options) == 0) {
            option = (*features)->data;
        }
    }
    reference *r = calloc(1, sizeof *r);
    const LV2_URID max_block = map->map(map->handle, LV2_BUF_SIZE__maxBlockLength);
    for (; option && option->key; option++) {
        if (option->key == max_block) {
            const uint32_t frames = (uint32_t)*(const int32_t *)option->value;
            r->latency = ks_latency(KS_BALANCED, rate, frames);
            ks_delay_open(&r->delay, r->latency, frames);
        }
    }
    r->midi_event = map->map(map->handle, LV2_MIDI__MidiEvent);
    r->sequence = map->map(map->handle, LV2_ATOM__Sequence);
    return r;
}

static void connect_port(LV2_Handle handle, uint32_t port, void *data) {
    ((reference *)handle)->ports[port] = data;
}

static void activate(LV2_Handle handle) {
    reference *r = handle;
    ks_delay_clear(&r->delay);
    r->sounding = 0;
}

static void send(const reference *r, uint32_t capacity, uint32_t frame, uint8_t status) {
    const struct {
        LV2_Atom_Event event;
        uint8_t bytes[3];
    } midi = {.event = {.time.frames = frame, .body = {.size = 3, .type = r->midi_event}}, .bytes = {status, LOWEST + r->key, VELOCITY}};
    lv2_atom_sequence_append_event(r->ports[NOTES], capacity, &midi.event);
}

static void run(LV2_Handle handle, uint32_t frames) {
    reference *r = handle;
    *(float *)r->ports[LATENCY] = (float)r->latency;
    LV2_Atom_Sequence *sequence = r->ports[NOTES];
    const uint32_t capacity = sequence->atom.size;
    sequence->atom.type = r->sequence;
    sequence->body = (LV2_Atom_Sequence_Body){0};
    lv2_atom_sequence_clear(sequence);
    float *out = r->ports[OUT];
    ks_delay_put(&r->delay, r->ports[IN], frames);
    ks_delay_take(&r->delay, out, frames);
    for (uint32_t i = 0; i < frames; i++) {
        if (r->sounding > 0 && (--r->sounding == 0 || out[i] != 0)) {
            send(r, capacity, i, OFF);
            r->sounding = 0;
        }
        if (out[i] != 0) {
            r->key = (r->key + 1) % KEYS;
            send(r, capacity, i, ON);
            r->sounding = LENGTH;
        }
    }
}

static void cleanup(LV2_Handle handle) {
    reference *r = handle;
    ks_delay_close(&r->delay);
    free(r);
}

LV2_SYMBOL_EXPORT const LV2_Descriptor *lv2_descriptor(uint32_t index) {
    static const LV2_Descriptor plugin = {"urn:kitscribe:reference", instantiate, connect_port, activate, run, NULL, cleanup, NULL};
    return index == 0 ? &plugin : NULL;
}
