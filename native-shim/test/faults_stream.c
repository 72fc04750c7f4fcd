// SPDX-License-Identifier: Apache-2.0

/** What hosts send. */

#include "drums.h"
#include "faults.h"
#include "stage.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RATE = 48000 };

/** Drums whose second to fourth second is nothing but what no sample should be. */
static float with_nonsense(uint32_t rate, uint64_t frame) {
    static const float nonsense[] = {NAN, INFINITY, -INFINITY, 1e-40f, -1e-44f, 1e30f};
    const uint64_t second = frame / rate;
    return second >= 2 && second < 5 ? nonsense[frame % (sizeof nonsense / sizeof nonsense[0])] : drums_at(rate, frame);
}

static void not_finite(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    s.sound = with_nonsense;
    stage_start(&s);
    stage_wait_ready(&s);
    stage_play(&s, 9);
    stage_expect_notes(&s, 2);
    stage_close(&s);
}

static void no_frames(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    stage_wait_ready(&s);
    for (int i = 0; i < 60; i++) {
        float *const none[] = {NULL};
        assert(player_process(&s.player, none, 0));
        stage_play(&s, 0.05);
    }
    assert(s.player.ons > 10);
    stage_close(&s);
}

static void rate_changed(const char *plugin) {
    static const double rates[] = {44100, 192000, 48000, 384000, 96000};
    stage s;
    stage_open(&s, plugin);
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        s.player.rate = rates[i];
        stage_start(&s);
        stage_wait_ready(&s);
        stage_play(&s, 1.5);
        stage_expect_notes(&s, 3);
        stage_stop(&s);
    }
    stage_close(&s);
}

static void play_and_jump(stage *s, bool jumps) {
    stage_start(s);
    stage_wait_ready(s);
    s->player.note_count = 0;
    for (int i = 0; i < 40; i++) {
        stage_play(s, 0.1);
        if (jumps) {  // round a loop, to and fro, before the start
            s->player.song = i % 3 == 0 ? 0 : i % 3 == 1 ? i * 100000 : -RATE;
        }
    }
    stage_stop(s);
}

static void transport_jumps(const char *plugin) {
    stage straight;
    stage_open(&straight, plugin);
    stage jumping;
    stage_open(&jumping, plugin);
    play_and_jump(&straight, false);
    play_and_jump(&jumping, true);
    fprintf(stderr, "%zu and %zu notes on and off\n", straight.player.note_count, jumping.player.note_count);
    assert(straight.player.note_count > 40 && straight.player.note_count == jumping.player.note_count);
    assert(memcmp(straight.player.notes, jumping.player.notes, straight.player.note_count * sizeof(midi_event)) == 0);
    stage_close(&straight);
    stage_close(&jumping);
}

static bool restore(stage *s, char *bytes, uint64_t size) {
    player_state state = {.bytes = bytes, .size = size};
    return s->player.format->restore(&s->player, &state);
}

static void strange_state(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    char garbage[1000];
    for (size_t i = 0; i < sizeof garbage; i++) {
        garbage[i] = (char)(i * 37);
    }
    assert(!restore(&s, garbage, sizeof garbage) && !restore(&s, garbage, 0));
    stage_expect_notes(&s, 2);
    char newer[] = "kitscribe-state 99\nsensitivity=51\npalette=dark\npack=drums 7\n";
    assert(restore(&s, newer, strlen(newer)));
    stage_expect_notes(&s, 2);
    stage_close(&s);
}

const fault FAULTS_OF_STREAM[] = {{"not_finite", not_finite},           {"no_frames", no_frames},         {"rate_changed", rate_changed},
                                  {"transport_jumps", transport_jumps}, {"strange_state", strange_state}, {0}};
