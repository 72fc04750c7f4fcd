// SPDX-License-Identifier: Apache-2.0

/** What only LV2 has: ports, the host's sequence, buffers that are the same memory, the latency of run(0), state as one property. */

#include "consumer.h"
#include "latency.h"
#include "lv2/plugin.h"

#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, BLOCK = 256, ROOM = 16384, MOST_URIS = 32 };

extern const LV2_Descriptor kitscribe_lv2_plugins[KS_LV2_PLUGINS];

// a host

static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri) {
    (void)handle;
    static char *uris[MOST_URIS];
    LV2_URID i = 0;
    while (uris[i] && strcmp(uris[i], uri) != 0) {
        i++;
    }
    assert(i + 1 < MOST_URIS);
    if (!uris[i]) {
        uris[i] = strdup(uri);
    }
    return i + 1;
}

static LV2_URID_Map map = {.map = map_uri};
static const LV2_Feature MAP = {LV2_URID__map, &map};

/** A plugin, its control ports, and the memory of its sequence. */
typedef struct host {
    const LV2_Descriptor *plugin;
    LV2_Handle handle;
    float ports[KS_LV2_CONTROLS];
    _Alignas(8) uint8_t sequence[sizeof(LV2_Atom) + ROOM];
} host;

static host create(const char *uri, int32_t max_frames) {
    const LV2_Options_Option options[] = {{LV2_OPTIONS_INSTANCE, 0, map_uri(NULL, LV2_BUF_SIZE__maxBlockLength), sizeof max_frames,
                                           map_uri(NULL, LV2_ATOM__Int), &max_frames},
                                          {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
    const LV2_Feature options_feature = {LV2_OPTIONS__options, (void *)options};
    const LV2_Feature *const features[] = {&MAP, max_frames > 0 ? &options_feature : NULL, NULL};
    host h = {.plugin = &kitscribe_lv2_plugins[strcmp(uri, KS_LV2_MONO) == 0]};
    assert(strcmp(h.plugin->URI, uri) == 0);
    h.handle = h.plugin->instantiate(h.plugin, RATE, "", features);
    assert(h.handle);
    for (int i = 0; i < KS_PARAMS; i++) {
        h.ports[KS_LV2_PARAMS + i] = (float)ks_lv2_flip(i, KS_PARAM_TABLE[i].fallback);
    }
    return h;
}

static uint32_t channels(const host *h) {
    return strcmp(h->plugin->URI, KS_LV2_MONO) == 0 ? 1 : 2;
}

static void connect(host *h) {
    for (uint32_t i = 0; i < KS_LV2_CONTROLS; i++) {
        h->plugin->connect_port(h->handle, 2 * channels(h) + i, i == KS_LV2_NOTES ? (void *)h->sequence : &h->ports[i]);
    }
}

/** Runs a block, the sequence having room for so many bytes. */
static void run(host *h, float *const *audio, uint32_t frames, uint32_t room) {
    for (uint32_t c = 0; c < 2 * channels(h); c++) {
        h->plugin->connect_port(h->handle, c, audio ? audio[c] : NULL);
    }
    memset(h->sequence, 0xee, sizeof h->sequence);
    ((LV2_Atom *)h->sequence)->size = room;
    h->plugin->run(h->handle, frames);
    for (uint32_t i = sizeof(LV2_Atom) + room; i < sizeof h->sequence; i++) {
        assert(h->sequence[i] == 0xee);  // nothing is written behind the room
    }
}

static uint32_t count_ons(const host *h) {
    uint32_t ons = 0;
    LV2_ATOM_SEQUENCE_FOREACH((const LV2_Atom_Sequence *)h->sequence, event) {
        const uint8_t *bytes = (const uint8_t *)(event + 1);
        assert(event->body.size == 3 && event->body.type == map_uri(NULL, "http://lv2plug.in/ns/ext/midi#MidiEvent"));
        ons += bytes[0] == 0x99;
    }
    return ons;
}

static void end(host *h) {
    h->plugin->deactivate(h->handle);
    h->plugin->cleanup(h->handle);
}

static void latency_is_told_by_an_empty_block(void) {
    host h = create(KS_LV2_STEREO, BLOCK);
    connect(&h);
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(h.ports[KS_LV2_LATENCY] == ks_latency(KS_BALANCED, RATE, BLOCK));
    assert(((LV2_Atom *)h.sequence)->size == sizeof(LV2_Atom_Sequence_Body));

    h.ports[KS_LV2_PARAMS + KS_LATENCY] = KS_QUICK;
    run(&h, NULL, 0, ROOM);
    assert(h.ports[KS_LV2_LATENCY] == ks_latency(KS_BALANCED, RATE, BLOCK));  // until the next activate
    h.plugin->deactivate(h.handle);
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(h.ports[KS_LV2_LATENCY] == ks_latency(KS_QUICK, RATE, BLOCK));

    h.ports[KS_LV2_PARAMS + KS_DELAY_AUDIO] = 0;
    h.plugin->deactivate(h.handle);
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(h.ports[KS_LV2_LATENCY] == 0);
    end(&h);
}

static void an_empty_block_brings_parameters(void) {
    host h = create(KS_LV2_STEREO, BLOCK);
    connect(&h);
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(atomic_load(&((ks_lv2 *)h.handle)->instance->changed) == 0);
    end(&h);
}

static void hosts_without_features(void) {
    host h = create(KS_LV2_MONO, 0);
    connect(&h);
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(h.ports[KS_LV2_LATENCY] == ks_latency(KS_BALANCED, RATE, 8192));
    end(&h);
    const LV2_Feature *const none[] = {NULL};
    assert(!h.plugin->instantiate(h.plugin, RATE, "", none));
    assert(!h.plugin->instantiate(h.plugin, RATE, "", NULL));
}

static float sample(uint64_t position, uint32_t channel) {
    return (float)((position * 7 + channel * 13) % 101) / 1000;
}

/** Each output is delayed input, although each output's memory is that of the other side's input. */
static void crossed_buffers(void) {
    host h = create(KS_LV2_STEREO, BLOCK);
    connect(&h);
    h.ports[KS_LV2_PARAMS + KS_LATENCY] = KS_QUICK;
    h.plugin->activate(h.handle);
    const uint32_t latency = ks_latency(KS_QUICK, RATE, BLOCK);
    static float memory[2][2 * BLOCK];
    float *const audio[] = {memory[0], memory[1], memory[1], memory[0]};
    for (uint64_t at = 0; at < 4 * latency; at += 2 * BLOCK) {
        for (uint32_t i = 0; i < 2 * BLOCK; i++) {
            memory[0][i] = sample(at + i, 0);
            memory[1][i] = sample(at + i, 1);
        }
        run(&h, audio, 2 * BLOCK, ROOM);  // longer than was said
        for (uint32_t i = 0; i < 2 * BLOCK; i++) {
            const uint64_t from = at + i - latency;
            assert(memory[1][i] == (at + i < latency ? 0 : sample(from, 0)));
            assert(memory[0][i] == (at + i < latency ? 0 : sample(from, 1)));
        }
    }
    end(&h);
}

/** Plays a click every 40 samples into a sequence with so much room; the notes that came, and by the port those that did not. */
static uint32_t play_clicks(uint32_t room, uint32_t *dropped) {
    host h = create(KS_LV2_MONO, BLOCK);
    connect(&h);
    h.ports[KS_LV2_PARAMS + KS_LATENCY] = KS_QUICK;
    h.ports[KS_LV2_FREEWHEEL] = 1;
    h.plugin->activate(h.handle);
    static float memory[BLOCK];
    float *const audio[] = {memory, memory};
    uint32_t ons = 0;
    for (uint64_t at = 0; at < 3 * RATE; at += BLOCK) {
        for (uint32_t i = 0; i < BLOCK; i++) {
            memory[i] = at < RATE && (at + i) % 40 == 0 ? 0.3f + (float)((at + i) / 40 % 40) / 100 : 0;
        }
        run(&h, audio, BLOCK, room);
        ons += room >= sizeof(LV2_Atom_Sequence_Body) ? count_ons(&h) : 0;
    }
    *dropped = (uint32_t)h.ports[KS_LV2_PARAMS + KS_DROPPED_NOTES];
    end(&h);
    return ons;
}

static void what_finds_the_sequence_full_is_counted(void) {
    uint32_t dropped;
    const uint32_t all = play_clicks(ROOM, &dropped);
    assert(all >= RATE / 40 && dropped == 0);
    for (uint32_t room = 0; room < 200; room += room < 40 ? 1 : 37) {
        const uint32_t some = play_clicks(room, &dropped);
        assert(some < all && some + dropped == all);
        assert((room < 32) == (some == 0));  // the sequence's own 8 bytes, and an event's 24
    }
}

static void ports_are_not_connected(void) {
    host h = create(KS_LV2_STEREO, BLOCK);
    h.plugin->run(h.handle, BLOCK);
    h.plugin->activate(h.handle);
    h.plugin->run(h.handle, BLOCK);
    h.plugin->connect_port(h.handle, 10000, h.ports);
    end(&h);
}

// state

typedef struct property {
    uint32_t key;
    uint32_t type;
    size_t size;
    char value[8192];
} property;

static LV2_State_Status store(LV2_State_Handle handle, uint32_t key, const void *value, size_t size, uint32_t type, uint32_t flags) {
    property *p = handle;
    assert(size <= sizeof p->value && flags == (LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE));
    *p = (property){.key = key, .type = type, .size = size};
    memcpy(p->value, value, size);
    return LV2_STATE_SUCCESS;
}

static const void *retrieve(LV2_State_Handle handle, uint32_t key, size_t *size, uint32_t *type, uint32_t *flags) {
    const property *p = handle;
    *size = p->size;
    *type = p->type;
    *flags = 0;
    return key == p->key ? p->value : NULL;
}

static void state_is_one_property(void) {
    host h = create(KS_LV2_STEREO, BLOCK);
    const LV2_State_Interface *state = h.plugin->extension_data(LV2_STATE__interface);
    assert(state && !h.plugin->extension_data("urn:none"));
    connect(&h);
    float *sensitivity = &h.ports[KS_LV2_PARAMS + KS_SENSITIVITY];
    float *enabled = &h.ports[KS_LV2_PARAMS + KS_BYPASS];
    *sensitivity = 30;
    *enabled = 0;
    static property saved;
    assert(state->save(h.handle, store, &saved, 0, NULL) == LV2_STATE_SUCCESS);
    assert(strstr(saved.value, "\nsensitivity=30\n") && strstr(saved.value, "\nbypass=on\n"));
    assert(saved.size == strlen(saved.value) + 1 && saved.type == map_uri(NULL, LV2_ATOM__String));
    end(&h);

    h = create(KS_LV2_STEREO, BLOCK);
    connect(&h);
    *sensitivity = 50;
    *enabled = 1;
    assert(state->restore(h.handle, retrieve, &saved, 0, NULL) == LV2_STATE_SUCCESS);
    const ks_instance *instance = ((ks_lv2 *)h.handle)->instance;
    h.plugin->activate(h.handle);
    run(&h, NULL, 0, ROOM);
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 30);  // the ports said nothing new
    *sensitivity = 70;
    run(&h, NULL, 0, ROOM);
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 70 && ks_instance_get(instance, KS_BYPASS) == 1);

    saved.type++;
    assert(state->restore(h.handle, retrieve, &saved, 0, NULL) == LV2_STATE_ERR_BAD_TYPE);
    saved.type--;
    memcpy(saved.value, "garbage", 7);
    assert(state->restore(h.handle, retrieve, &saved, 0, NULL) == LV2_STATE_ERR_UNKNOWN);
    saved.key++;
    assert(state->restore(h.handle, retrieve, &saved, 0, NULL) == LV2_STATE_ERR_NO_PROPERTY);
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 70);
    end(&h);
}

static _Atomic bool playing;

static void *play(void *argument) {
    host *h = argument;
    while (atomic_load(&playing)) {
        connect(h);
        run(h, NULL, BLOCK, ROOM);
    }
    return NULL;
}

/** The host moves its ports while it runs, and saves beside: the thread sanitizer looks. */
static void saves_while_it_runs(void) {
    static host h;
    h = create(KS_LV2_STEREO, BLOCK);
    connect(&h);
    h.ports[KS_LV2_PARAMS + KS_SENSITIVITY] = 30;
    h.plugin->activate(h.handle);
    atomic_store(&playing, true);
    pthread_t thread;
    assert(pthread_create(&thread, NULL, play, &h) == 0);
    static property saved;
    for (int i = 0; i < 100; i++) {
        assert(KS_LV2_STATE_INTERFACE.save(h.handle, store, &saved, 0, NULL) == LV2_STATE_SUCCESS);
        assert(strstr(saved.value, "\nsensitivity=30\n"));
    }
    atomic_store(&playing, false);
    pthread_join(thread, NULL);
    end(&h);
}

int main(void) {
    latency_is_told_by_an_empty_block();
    an_empty_block_brings_parameters();
    hosts_without_features();
    crossed_buffers();
    what_finds_the_sequence_full_is_counted();
    ports_are_not_connected();
    state_is_one_property();
    saves_while_it_runs();
    return EXIT_SUCCESS;
}
