// SPDX-License-Identifier: Apache-2.0

/** The host deactivates the plugin around the saving of the capture. */

#include "drums.h"
#include "faults.h"
#include "stage.h"

#include <assert.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000 };

static const double PLAYED = 4;

/** Drums, and silence in the last second, so that their notes are out in time. */
static float drums_then_silence(uint32_t rate, uint64_t frame) {
    return (double)frame < (PLAYED - 1) * rate ? drums_at(rate, frame) : 0;
}

/** MIDI's number of variable length. */
static uint32_t read_number(const uint8_t **at) {
    uint32_t number = 0;
    do {
        number = number << 7 | (**at & 0x7f);
    } while (*(*at)++ & 0x80);
    return number;
}

/** Reads the times of the notes, in seconds, from a file of one track at 1,920 ticks a second; how many. */
static size_t read_notes(const char *path, double *times) {
    enum { HEADS = 22 };
    static uint8_t bytes[100000];
    FILE *file = fopen(path, "rb");
    assert(file);
    const uint8_t *const end = bytes + fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    size_t count = 0;
    uint32_t now = 0;
    uint8_t kind = 0;
    for (const uint8_t *at = bytes + HEADS; at < end;) {
        now += read_number(&at);
        kind = *at & 0x80 ? *at++ : kind;
        if (kind == 0xff) {
            at++;
            const uint32_t size = read_number(&at);
            at += size;
        } else {
            if ((kind & 0xf0) == 0x90 && at[1] > 0) {
                assert(count < MOST);
                times[count++] = now / 1920.0;
            }
            at += 2;
        }
    }
    return count;
}

/** Plays on until the status tells where the capture lies, and reads that file. */
static size_t read_capture(stage *s, double *times) {
    char status[600];
    const char *saved;
    const double start = stage_clock();
    do {
        assert(stage_clock() < start + 60);
        stage_sleep(0.01);
        stage_play(s, 0.001);
        s->player.format->get(&s->player, "Status", status, sizeof status);
        saved = strstr(status, "; saved ");
    } while (!saved);
    return read_notes(saved + strlen("; saved "), times);
}

/** Activates, plays the drums and deactivates; Save capture may be pressed in the last moment. */
static void play(stage *s, bool save) {
    stage_start(s);
    stage_wait_ready(s);
    stage_play(s, PLAYED);
    assert(!save || s->player.format->set(&s->player, "Save capture", "on"));
    stage_stop(s);
}

static void open_stage(stage *s, const char *plugin) {
    assert(setenv("HOME", getenv("XDG_STATE_HOME"), 1) == 0);  // where there are no documents
    stage_open(s, plugin);
    s->sound = drums_then_silence;
}

static void deactivated_before_save(const char *plugin) {
    static const double rates[] = {48000, 96000, 44100};
    enum { ACTIVATIONS = sizeof rates / sizeof rates[0] };
    uint32_t ends[ACTIVATIONS];
    stage s;
    open_stage(&s, plugin);
    for (size_t i = 0; i < ACTIVATIONS; i++) {
        s.player.rate = rates[i];
        play(&s, false);
        ends[i] = s.player.ons;
    }
    assert(s.player.format->set(&s.player, "Save capture", "on"));
    stage_start(&s);
    double times[MOST];
    const size_t count = read_capture(&s, times);
    fprintf(stderr, "%zu notes saved, %u sent\n", count, ends[ACTIVATIONS - 1]);
    assert(ends[0] > 10 && count == ends[ACTIVATIONS - 1]);

    size_t note = 0;
    size_t activation = 0;
    double shift = -1;  // from the time in its activation to that in the file
    for (size_t i = 0; note < count; i++) {
        const midi_event *e = &s.player.notes[i];
        if ((e->bytes[0] & 0xf0) != 0x90) {
            continue;
        }
        const double found = times[note] - e->seconds;
        if (note == 0 || note == ends[activation]) {
            // what Java had not heard when the host stopped is left out; blocks are whole
            activation += note > 0;
            assert(note == 0 || (found > shift + PLAYED - 1 && found < shift + PLAYED + 0.02));
            shift = found;
        }
        assert(fabs(found - shift) < 0.002);
        note++;
    }
    stage_close(&s);
}

static void deactivated_with_save(const char *plugin) {
    stage s;
    open_stage(&s, plugin);
    play(&s, true);
    char pattern[300];
    snprintf(pattern, sizeof pattern, "%s/kitscribe/captures/Drums*.mid", getenv("XDG_STATE_HOME"));
    glob_t found = {0};
    const double start = stage_clock();
    while (glob(pattern, 0, NULL, &found) != 0) {
        assert(stage_clock() < start + 60);
        stage_sleep(0.01);
    }
    double times[MOST];
    assert(found.gl_pathc == 1 && s.player.ons > 10 && read_notes(found.gl_pathv[0], times) == s.player.ons);
    globfree(&found);
    stage_close(&s);
}

const fault FAULTS_OF_CAPTURE[] = {
    {"deactivated_before_save", deactivated_before_save}, {"deactivated_with_save", deactivated_with_save}, {0}};
