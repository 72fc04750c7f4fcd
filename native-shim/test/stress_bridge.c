// SPDX-License-Identifier: Apache-2.0

/**
 * The engine's side of a run against Java's rings: stress_bridge SAMPLES EVENTS. Writes the shared file's path, then numbered samples in blocks
 * of random sizes, and takes numbered events; now and then it stands still.
 */

#include "audio_ring.h"
#include "bridge.h"
#include "random.h"
#include "ring.h"

#include <assert.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LONGEST = 4096 };

/** 24 bits of a number's hash. Java's test has the same. */
static uint32_t hash(uint64_t number) {
    return (uint32_t)(number * 0x9e3779b97f4a7c15u >> 40);
}

static void take_events(ks_ring *events, uint64_t *taken) {
    ks_event e;
    for (; ks_ring_pop(events, &e); (*taken)++) {
        const uint32_t h = hash(*taken);
        assert(e.position == *taken * 3 && e.length == h && e.key == (h & 127) && e.channel == (h >> 7 & 15) &&
               e.velocity == (h >> 11 & 127));
    }
}

static void stall(uint64_t *seed) {
    switch (random_below(seed, 20000)) {
        case 0: usleep(20000); break;
        case 1: usleep(1); break;
        case 2: sched_yield(); break;
        default: break;
    }
}

int main(int count, char **words) {
    assert(count == 3);
    const uint64_t samples = strtoull(words[1], NULL, 10);
    const uint64_t wanted = strtoull(words[2], NULL, 10);
    ks_bridge bridge;
    assert(ks_bridge_create(&bridge));
    const int index = ks_bridge_open_lane(&bridge, &(ks_lane_config){.rate = 48000});
    assert(index == 0);
    printf("/proc/%d/fd/%d\n", getpid(), bridge.file);
    fflush(stdout);

    ks_lane *lane = bridge.lanes[index];
    const uint32_t capacity = bridge.header->lanes[index].audio_capacity;
    ks_audio_ring ring = ks_audio_ring_attach(lane, capacity);
    ks_ring events = ks_ring_attach(&lane->event_read, &lane->event_write, lane->events, sizeof(ks_event), KS_EVENTS);
    uint64_t seed = 1;
    uint64_t taken = 0;
    while (ring.position < samples || taken < wanted) {
        const uint32_t frames = (uint32_t)(ring.position == samples ? 0 : 1 + random_below(&seed, LONGEST));
        const uint32_t block = samples - ring.position < frames ? (uint32_t)(samples - ring.position) : frames;
        while (ring.position + block - atomic_load(&lane->audio_read) > capacity) {
            take_events(&events, &taken);
            sched_yield();
        }
        float values[LONGEST];
        for (uint32_t i = 0; i < block; i++) {
            values[i] = (float)hash(ring.position + i);
        }
        const float *in[] = {values};
        ks_audio_ring_write(&ring, in, 1, block);
        take_events(&events, &taken);
        stall(&seed);
    }
    assert(atomic_load(&lane->audio_lost) == 0);
    while (atomic_load(&lane->audio_read) < samples) {
        sched_yield();
    }
    take_events(&events, &taken);
    assert(taken == wanted);
    return EXIT_SUCCESS;
}
