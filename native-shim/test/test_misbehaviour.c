// SPDX-License-Identifier: Apache-2.0

/** Hosts that call in odd orders or with odd blocks: every format survives, and plays as ever afterwards. Usage: test_misbehaviour FOLDER */

#include "plugins.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_BLOCK = 8 * TEST_BLOCK, MORE_CHANNELS = 4 };

/** What a host in its senses gets. */
static player reference;

static void expect_reference_notes(const player *p) {
    assert(p->note_count == reference.note_count);
    for (size_t i = 0; i < p->note_count; i++) {
        assert(p->notes[i].seconds == reference.notes[i].seconds);
        assert(memcmp(p->notes[i].bytes, reference.notes[i].bytes, sizeof p->notes[i].bytes) == 0);
    }
}

/** The buffers of a block, and what a test does with them. */
typedef struct buffers {
    float in[MORE_CHANNELS][LONG_BLOCK];
    float out[MORE_CHANNELS][LONG_BLOCK];
    float *ins[MORE_CHANNELS];
    float *outs[MORE_CHANNELS];
    player_block block;
} buffers;

static buffers *new_buffers(uint32_t frames) {
    buffers *b = calloc(1, sizeof *b);
    assert(b);
    for (int c = 0; c < MORE_CHANNELS; c++) {
        b->ins[c] = b->in[c];
        b->outs[c] = b->out[c];
    }
    b->block = (player_block){.in = b->ins, .out = b->outs, .in_channels = 2, .out_channels = 2, .frames = frames};
    return b;
}

static bool process(player *p, buffers *b) {
    for (uint32_t i = 0; i < b->block.frames; i++) {
        for (int c = 0; c < MORE_CHANNELS; c++) {
            b->in[c][i] = test_sample(p->position + i);
        }
    }
    const bool done = p->format->process(p, &b->block);
    p->position += b->block.frames;
    return done;
}

/** Plays the audio by blocks like this one, from activate to deactivate. */
static void play(player *p, buffers *b) {
    assert(p->format->start(p, true));
    while (p->position < TEST_LENGTH) {
        assert(process(p, b));
    }
    p->format->stop(p);
}

// Orders. Each begins and ends with an inactive plugin.

static void state_before_activate(player *p) {
    player_state garbage = {.bytes = (char[]){"\xff\0garbage"}, .size = 9};
    assert(!p->format->restore(p, &garbage));
    player_state nothing = {.bytes = ""};
    assert(!p->format->restore(p, &nothing));
    player_state state = {0};
    assert(p->format->save(p, &state) && p->format->restore(p, &state));
    free(state.bytes);
}

static void process_without_activate(player *p) {
    buffers *b = new_buffers(64);
    process(p, b);
    b->block = (player_block){.without_list = true};
    process(p, b);
    free(b);
    assert(p->note_count == 0);
}

static void deactivate_without_activate(player *p) {
    p->format->stop(p);
}

static void activate_and_deactivate_twice(player *p) {
    assert(p->format->start(p, true));
    p->format->start(p, true);  // may be refused
    plugin_play(p, 64);
    p->format->stop(p);
    p->format->stop(p);
}

static void process_after_deactivate(player *p) {
    assert(p->format->start(p, true));
    plugin_play(p, 64);
    p->format->stop(p);
    process_without_activate(&(player){.format = p->format, .own = p->own, .channels = p->channels});
}

static void state_while_active(player *p) {
    assert(p->format->start(p, true));
    player_state state = {0};
    assert(p->format->save(p, &state) && p->format->restore(p, &state));
    plugin_play(p, 64);
    assert(p->format->restore(p, &state));
    plugin_play(p, 64);
    p->format->stop(p);
    free(state.bytes);
}

// Blocks.

static void no_buses(player *p) {
    buffers *b = new_buffers(64);
    assert(p->format->start(p, true));
    for (int i = 0; i < 8; i++) {
        b->block.in = i & 1 ? b->ins : NULL;
        b->block.out = i & 2 ? b->outs : NULL;
        b->block.without_list = i & 4;
        process(p, b);
    }
    p->format->stop(p);
    free(b);
}

static void buses_without_memory(player *p) {
    buffers *b = new_buffers(64);
    b->ins[0] = NULL;
    b->outs[1] = NULL;
    play(p, b);
    b->block.in_channels = b->block.out_channels = 0;
    play(p, b);
    free(b);
}

static void more_channels_than_promised(player *p) {
    buffers *b = new_buffers(64);
    b->block.in_channels = b->block.out_channels = MORE_CHANNELS;
    b->out[3][5] = 1;
    play(p, b);
    expect_reference_notes(p);
    assert(p->format == &FORMAT_LV2 || b->out[3][5] == 0);  // LV2 has the ports that it has
    free(b);
}

static void fewer_channels_than_promised(player *p) {
    buffers *b = new_buffers(64);
    b->block.in_channels = b->block.out_channels = 1;
    play(p, b);
    free(b);
}

static void silence_flags_that_lie(player *p) {
    buffers *b = new_buffers(TEST_BLOCK);
    b->block.is_silent = true;
    play(p, b);
    expect_reference_notes(p);
    free(b);
}

static void empty_blocks(player *p) {
    buffers *b = new_buffers(0);
    buffers *full = new_buffers(100);
    assert(p->format->start(p, true));
    while (p->position < TEST_LENGTH) {
        assert(process(p, b));
        b->block.in = b->block.out = NULL;
        assert(process(p, b) && process(p, full));
    }
    p->format->stop(p);
    expect_reference_notes(p);
    free(full);
    free(b);
}

static void separate_and_same_memory(player *p) {
    buffers *b = new_buffers(TEST_BLOCK);
    play(p, b);
    expect_reference_notes(p);
    float *last = malloc(sizeof b->out[0]);
    assert(last);
    memcpy(last, b->out[0], sizeof b->out[0]);
    p->note_count = 0;
    b->block.out = b->block.in;
    play(p, b);
    expect_reference_notes(p);
    assert(memcmp(last, b->in[0], TEST_BLOCK * sizeof(float)) == 0);
    free(last);
    free(b);
}

static void longer_blocks_than_announced(player *p) {
    buffers *b = new_buffers(LONG_BLOCK);
    play(p, b);
    expect_reference_notes(p);
    free(b);
}

static void nobody_takes_the_notes(player *p) {
    buffers *b = new_buffers(TEST_BLOCK);
    b->block.without_list = true;
    play(p, b);
    assert(p->note_count == 0);
    free(b);
}

// Threads.

typedef struct other_thread {
    player *p;
    player_state state;
    atomic_bool stop;
} other_thread;

static void *turn_knobs(void *argument) {
    other_thread *other = argument;
    player *p = other->p;
    while (!atomic_load(&other->stop)) {
        assert(p->format->set(p, "Sensitivity", "40") && p->format->set(p, "Kick on", "off"));
        assert(p->format->set(p, "Latency", "accurate") && p->format->set(p, "Delay audio", "off"));
        assert(p->format->restore(p, &other->state));
        char text[300];
        p->format->get(p, "Status", text, sizeof text);
    }
    return NULL;
}

/** LV2's parameters are memory of the host, which leaves it alone while the plugin runs. */
static void parameters_and_state_from_another_thread(player *p) {
    if (p->format == &FORMAT_LV2) {
        return;
    }
    other_thread other = {.p = p};
    assert(p->format->save(p, &other.state));
    assert(p->format->start(p, true));
    pthread_t thread;
    assert(pthread_create(&thread, NULL, turn_knobs, &other) == 0);
    plugin_play(p, 64);
    atomic_store(&other.stop, true);
    pthread_join(thread, NULL);
    p->format->stop(p);
    free(other.state.bytes);
}

static void (*const CASES[])(player *) = {
    state_before_activate,
    process_without_activate,
    deactivate_without_activate,
    activate_and_deactivate_twice,
    process_after_deactivate,
    state_while_active,
    no_buses,
    buses_without_memory,
    more_channels_than_promised,
    fewer_channels_than_promised,
    silence_flags_that_lie,
    empty_blocks,
    separate_and_same_memory,
    longer_blocks_than_announced,
    nobody_takes_the_notes,
    parameters_and_state_from_another_thread,
};

/** A session is made new, for what a case set is no fault, and played. */
static void plays_as_ever(const plugin *plugin, player *p) {
    p->note_count = 0;
    player fresh;
    plugin_create(&fresh, plugin, 2);
    player_state state = {0};
    assert(fresh.format->save(&fresh, &state) && p->format->restore(p, &state));
    free(state.bytes);
    player_destroy(&fresh);
    assert(p->format->start(p, true));
    assert(plugin_play(p, 100) == reference.note_count);
    p->format->stop(p);
    expect_reference_notes(p);
}

static void destroyed_while_active(const plugin *plugin) {
    player p;
    plugin_create(&p, plugin, 1);
    assert(p.format->start(&p, true));
    plugin_play(&p, 0);
    player_destroy(&p);
}

int main(int count, char **words) {
    assert(count == 2);
    plugins_load(words[1]);
    plugin_create(&reference, &PLUGINS[0], 2);
    assert(reference.format->start(&reference, true));
    assert(plugin_play(&reference, TEST_BLOCK) > 20);
    reference.format->stop(&reference);

    for (int i = 0; i < FORMATS; i++) {
        for (size_t c = 0; c < sizeof CASES / sizeof CASES[0]; c++) {
            player p;
            plugin_create(&p, &PLUGINS[i], 2);
            CASES[c](&p);
            plays_as_ever(&PLUGINS[i], &p);
            player_destroy(&p);
        }
        destroyed_while_active(&PLUGINS[i]);
    }
    player_destroy(&reference);
    return EXIT_SUCCESS;
}
