// SPDX-License-Identifier: Apache-2.0
#include "stage.h"

#include "drums.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double stage_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void stage_sleep(double seconds) {
    const struct timespec time = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

void stage_sleep_until(double time) {
    const double left = time - stage_clock();
    if (left > 0) {
        stage_sleep(left);
    }
}

void stage_open(stage *s, const char *plugin) {
    *s = (stage){.player = {.channels = 1, .rate = 48000, .max_frames = 512}, .sound = drums_at, .block = 512, .process = player_process};
    const void *factory;
    const char *error = player_load(plugin, &s->player.format, &factory);
    error = error ? error : s->player.format->create(&s->player, factory);
    if (error) {
        fprintf(stderr, "%s: %s\n", plugin, error);
        abort();
    }
}

void stage_start(stage *s) {
    assert(s->player.format->start(&s->player, !s->realtime));
}

void stage_wait(const stage *s, const char *status) {
    char found[300] = "";
    for (int i = 0; i < 12000; i++) {
        s->player.format->get(&s->player, "Status", found, sizeof found);
        if (strncmp(found, status, strlen(status)) == 0) {
            return;
        }
        stage_sleep(0.01);
    }
    fprintf(stderr, "the status is \"%s\", not \"%s\"\n", found, status);
    abort();
}

void stage_wait_ready(const stage *s) {
    stage_wait(s, "ready");
}

static void play_block(stage *s) {
    static float samples[PLAYER_LARGEST_BLOCK];
    float *const channels[] = {samples};
    const uint64_t from = s->player.position;
    const uint32_t rate = (uint32_t)s->player.rate;
    for (uint32_t i = 0; i < s->block; i++) {
        samples[i] = s->sound(rate, from + i);
    }
    assert(s->process(&s->player, channels, s->block));
    for (uint32_t i = 0; i < s->block; i++) {
        const uint64_t at = from + i;
        const float expected = at < s->player.latency ? 0 : s->sound(rate, at - s->player.latency);
        assert(memcmp(&samples[i], &expected, sizeof expected) == 0);  // to the bit, also where it is no number
    }
}

void stage_play(stage *s, double seconds) {
    const double start = stage_clock();
    const uint64_t from = s->player.position;
    const uint64_t until = from + (uint64_t)(seconds * s->player.rate);
    while (s->player.position < until) {
        play_block(s);
        if (s->realtime) {
            stage_sleep_until(start + (double)(s->player.position - from) / s->player.rate);
        }
    }
}

void stage_play_until_ready(stage *s) {
    char status[300];
    do {
        stage_play(s, 0.01);
        stage_sleep(s->realtime ? 0 : 0.05);
        s->player.format->get(&s->player, "Status", status, sizeof status);
    } while (strncmp(status, "ready", strlen("ready")) != 0);
}

double stage_expect_notes(stage *s, double within) {
    enum { SOME = 5 };
    const uint32_t before = s->player.ons;
    double played = 0;
    while (s->player.ons < before + SOME) {
        if (played > within) {
            char status[300];
            s->player.format->get(&s->player, "Status", status, sizeof status);
            fprintf(stderr, "%u notes within %.1f s; %s\n", s->player.ons - before, played, status);
            abort();
        }
        stage_play(s, 0.1);
        played += 0.1;
    }
    return played;
}

void stage_start_well(stage *s) {
    stage_start(s);
    stage_play_until_ready(s);
    stage_expect_notes(s, 5);
}

void stage_stop(stage *s) {
    s->player.format->stop(&s->player);
}

void stage_close(stage *s) {
    player_destroy(&s->player);
}
