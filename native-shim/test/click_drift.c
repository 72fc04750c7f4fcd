// SPDX-License-Identifier: Apache-2.0

/**
 * Plays a click a second through the plugin, its Java in this process, at three rates, and prints how far the notes wander from the
 * clicks: click_drift PLUGIN SECONDS. Exit code 1: a click has no note or several, or the last note's offset is not the first one's.
 */

#include "drums.h"
#include "stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MISSED = 1, USAGE = 2 };
static const double BAR = 1;  // sample

/** Clicks before those that count: the first ones lack the past that the network hears before the others. */
enum { BEFORE = 4 };

/**
 * A kick a second, the first at once: a tone, so that it is one drum whichever model hears it, and one that never ends quite, so that
 * there is no silence in which time begins anew.
 */
static float click(uint32_t rate, uint64_t frame) {
    return drums_kick((double)(frame % rate) / rate);
}

static bool measure(const char *plugin, uint32_t rate, uint32_t seconds) {
    stage s;
    stage_open(&s, plugin);
    s.sound = click;
    s.player.rate = rate;
    stage_start(&s);
    stage_play(&s, BEFORE + seconds);
    stage_play(&s, (double)s.player.tail / rate);
    stage_stop(&s);

    double first = 0;
    double last = 0;
    double farthest = 0;
    uint32_t count = 0;
    for (size_t i = 0; i < s.player.note_count; i++) {
        const midi_event *event = &s.player.notes[i];  // the host has taken the latency away
        const double since = event->seconds - BEFORE - count;
        if (event->bytes[0] >> 4 == 9 && event->seconds > BEFORE - 0.5 && event->seconds < BEFORE + seconds - 0.5) {
            last = since * rate;
            first = count == 0 ? last : first;
            farthest = fmax(farthest, fabs(last - first));
            count++;
        }
    }
    const bool met = count == seconds && fabs(last - first) <= BAR;
    printf("%u Hz: %u clicks, %u notes; the first %.1f samples after its click, the last %.1f, any at most %.1f from the first (bar: %.0f) "
           "%s\n",
           rate, seconds, count, first, last, farthest, BAR, met ? "met" : "MISSED");
    fflush(stdout);
    stage_close(&s);
    return met;
}

int main(int count, char **words) {
    const long seconds = count == 3 ? atol(words[2]) : 0;
    if (seconds < 2) {
        fputs("usage: click_drift PLUGIN SECONDS\n", stderr);
        return USAGE;
    }
    static const uint32_t RATES[] = {44100, 48000, 96000};
    bool met = true;
    for (int i = 0; i < 3; i++) {
        met &= measure(words[1], RATES[i], (uint32_t)seconds);
    }
    return met ? 0 : MISSED;
}
