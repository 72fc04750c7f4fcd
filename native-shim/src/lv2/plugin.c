// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include "../engine/runtime.h"

#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <stdlib.h>
#include <string.h>

/** For hosts that do not tell their largest block. A longer one is processed in parts. */
static const uint32_t USUAL_LARGEST_BLOCK = 8192;

static LV2_URID urid(const LV2_URID_Map *map, const char *uri) {
    return map->map(map->handle, uri);
}

static const void *find_feature(const LV2_Feature *const *features, const char *uri) {
    for (; features && *features; features++) {
        if (strcmp((*features)->URI, uri) == 0) {
            return (*features)->data;
        }
    }
    return NULL;
}

static uint32_t largest_block(const LV2_Feature *const *features, const LV2_URID_Map *map) {
    const LV2_URID key = urid(map, LV2_BUF_SIZE__maxBlockLength);
    const LV2_URID type = urid(map, LV2_ATOM__Int);
    const LV2_Options_Option *option = find_feature(features, LV2_OPTIONS__options);
    for (; option && option->key != 0; option++) {
        if (option->key == key && option->type == type && *(const int32_t *)option->value > 0) {
            return (uint32_t)*(const int32_t *)option->value;
        }
    }
    return USUAL_LARGEST_BLOCK;
}

static void cleanup(LV2_Handle handle) {
    ks_lv2 *lv2 = handle;
    if (lv2->instance->active) {
        ks_instance_deactivate(lv2->instance);
    }
    ks_instance_destroy(lv2->instance);
    free(lv2);
}

static LV2_Handle instantiate(const LV2_Descriptor *descriptor, double rate, const char *bundle, const LV2_Feature *const *features) {
    (void)bundle;
    const LV2_URID_Map *map = find_feature(features, LV2_URID__map);
    ks_lv2 *lv2 = map ? calloc(1, sizeof *lv2) : NULL;
    if (!lv2) {
        return NULL;
    }
    lv2->rate = rate;
    lv2->max_frames = largest_block(features, map);
    lv2->channels = strcmp(descriptor->URI, KS_LV2_MONO) == 0 ? 1 : 2;
    lv2->midi_event = urid(map, LV2_MIDI__MidiEvent);
    lv2->sequence = urid(map, LV2_ATOM__Sequence);
    lv2->string = urid(map, LV2_ATOM__String);
    lv2->state = urid(map, KS_LV2_STATE);
    lv2->instance = ks_instance_create();
    if (!lv2->instance) {
        free(lv2);
        return NULL;
    }
    ks_lv2_see_ports(lv2);
    return lv2;
}

static void connect_port(LV2_Handle handle, uint32_t port, void *data) {
    ks_lv2 *lv2 = handle;
    const uint32_t control = port - 2 * lv2->channels;
    if (port < 2 * lv2->channels) {
        lv2->audio[port] = data;
    } else if (control < KS_LV2_CONTROLS) {
        lv2->controls[control] = data;
    }
}

static void activate(LV2_Handle handle) {
    ks_lv2 *lv2 = handle;
    ks_lv2_follow_ports(lv2);
    lv2->runs = true;
    if (!lv2->instance->active) {
        ks_instance_activate(lv2->instance, ks_runtime_bridge(), lv2->rate, lv2->max_frames, lv2->channels);
    }
}

static void deactivate(LV2_Handle handle) {
    ks_lv2 *lv2 = handle;
    lv2->runs = false;
    if (lv2->instance->active) {
        ks_instance_deactivate(lv2->instance);
    }
}

/** Where a block sends its notes. */
typedef struct destination {
    const ks_lv2 *lv2;
    LV2_Atom_Sequence *sequence;  // NULL: nowhere
    uint32_t capacity;
} destination;

/** Empties the host's sequence; its size said how much it can hold. */
static destination open_sequence(const ks_lv2 *lv2) {
    LV2_Atom_Sequence *sequence = lv2->controls[KS_LV2_NOTES];
    destination to = {.lv2 = lv2};
    if (sequence && sequence->atom.size >= sizeof sequence->body) {
        to.sequence = sequence;
        to.capacity = sequence->atom.size / 8 * 8;  // events are padded to 8 bytes
        sequence->atom.type = lv2->sequence;
        sequence->body = (LV2_Atom_Sequence_Body){0};
        lv2_atom_sequence_clear(sequence);
    }
    return to;
}

static bool push_note(void *context, const ks_note *note) {
    const destination *to = context;
    const struct {
        LV2_Atom_Event event;
        uint8_t bytes[3];
    } midi = {
        .event = {.time.frames = note->frame, .body = {.size = 3, .type = to->lv2->midi_event}},
        .bytes = {(uint8_t)((note->on ? LV2_MIDI_MSG_NOTE_ON : LV2_MIDI_MSG_NOTE_OFF) | note->channel), note->key, note->velocity},
    };
    return to->sequence && lv2_atom_sequence_append_event(to->sequence, to->capacity, &midi.event);
}

/** A plugin that could not be activated lets the audio through. */
static void pass(const ks_lv2 *lv2, uint32_t frames) {
    for (uint32_t c = 0; c < lv2->channels; c++) {
        const float *in = lv2->audio[c];
        float *out = lv2->audio[lv2->channels + c];
        if (in && out) {
            memmove(out, in, frames * sizeof(float));
        } else if (out) {
            memset(out, 0, frames * sizeof(float));
        }
    }
}

static void follow_freewheel(ks_lv2 *lv2) {
    const float *freewheel = lv2->controls[KS_LV2_FREEWHEEL];
    const bool offline = freewheel && *freewheel > 0;
    if (offline != atomic_load_explicit(&lv2->instance->offline, memory_order_relaxed)) {
        ks_instance_set_offline(lv2->instance, offline);
    }
}

static void run(LV2_Handle handle, uint32_t frames) {
    ks_lv2 *lv2 = handle;
    ks_lv2_follow_ports(lv2);
    follow_freewheel(lv2);
    destination to = open_sequence(lv2);
    if (lv2->instance->active) {
        const ks_block block = {.in = (const float *const *)lv2->audio,
                                .out = lv2->audio + lv2->channels,
                                .frames = frames,
                                .sink = push_note,
                                .context = &to};
        ks_instance_process(lv2->instance, &block);
    } else {
        pass(lv2, frames);
    }
    ks_lv2_write_ports(lv2);
}

static const void *extension_data(const char *uri) {
    return strcmp(uri, LV2_STATE__interface) == 0 ? &KS_LV2_STATE_INTERFACE : NULL;
}

#define PLUGIN(uri) {uri, instantiate, connect_port, activate, run, deactivate, cleanup, extension_data}

/** The engine library's entry for the bundle. */
LV2_SYMBOL_EXPORT const LV2_Descriptor kitscribe_lv2_plugins[KS_LV2_PLUGINS] = {PLUGIN(KS_LV2_STEREO), PLUGIN(KS_LV2_MONO)};
