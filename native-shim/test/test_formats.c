// SPDX-License-Identifier: Apache-2.0

/** The same input and blocks give the same notes, audio and state in every format. Usage: test_formats FOLDER */

#include "plugins.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct test_case {
    uint32_t channels;
    uint32_t block;  // 0: random
    const char *parameter;
    const char *value;
} test_case;

static const test_case CASES[] = {
    {2, 512, "Sensitivity", "50"}, {2, 64, "MIDI offset", "25"}, {2, 1, "Sensitivity", "50"},
    {1, 333, "MIDI channel", "3"}, {1, 0, "Kick on", "0"},       {2, 0, "Latency", "balanced"},
};

/** Plays a case; the player then holds the notes, `state` the state. */
static void play(player *p, const plugin *plugin, const test_case *c, player_state *state) {
    plugin_create(p, plugin, c->channels);
    assert(p->format->set(p, c->parameter, c->value));
    assert(p->format->start(p, true));
    assert(plugin_play(p, c->block) > 10);
    assert(p->format->save(p, state));
    p->format->stop(p);
}

static void same_in_every_format(const test_case *c) {
    player first;
    player_state first_state = {0};
    play(&first, &PLUGINS[0], c, &first_state);
    for (int i = 1; i < FORMATS; i++) {
        player p;
        player_state state = {0};
        play(&p, &PLUGINS[i], c, &state);
        assert(p.latency == first.latency && p.tail >= p.latency);
        assert(p.note_count == first.note_count);
        for (size_t n = 0; n < p.note_count; n++) {
            assert(p.notes[n].seconds == first.notes[n].seconds);
            assert(memcmp(p.notes[n].bytes, first.notes[n].bytes, sizeof p.notes[n].bytes) == 0);
        }
        assert(state.size == first_state.size && memcmp(state.bytes, first_state.bytes, state.size) == 0);
        free(state.bytes);
        player_destroy(&p);
    }
    free(first_state.bytes);
    player_destroy(&first);
}

/** A state saved by one format is loaded by each. */
static void a_state_goes_to_every_format(const plugin *from) {
    player p;
    plugin_create(&p, from, 2);
    assert(p.format->set(&p, "Snare sensitivity", "12.5") && p.format->set(&p, "Delay audio", "0"));
    player_state state = {0};
    assert(p.format->start(&p, true));
    assert(p.format->save(&p, &state));
    p.format->stop(&p);
    player_destroy(&p);
    for (int i = 0; i < FORMATS; i++) {
        plugin_create(&p, &PLUGINS[i], 2);
        assert(p.format->restore(&p, &state));
        player_state again = {0};
        assert(p.format->start(&p, true) && p.latency == 0);
        assert(p.format->save(&p, &again));
        assert(again.size == state.size && memcmp(again.bytes, state.bytes, state.size) == 0);
        free(again.bytes);
        p.format->stop(&p);
        player_destroy(&p);
    }
    free(state.bytes);
}

int main(int count, char **words) {
    assert(count == 2);
    plugins_load(words[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        same_in_every_format(&CASES[i]);
    }
    for (int i = 0; i < FORMATS; i++) {
        a_state_goes_to_every_format(&PLUGINS[i]);
    }
    return EXIT_SUCCESS;
}
