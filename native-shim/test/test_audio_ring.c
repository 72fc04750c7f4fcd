// SPDX-License-Identifier: Apache-2.0
#include "audio_ring.h"

#include "random.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { CAPACITY = 4096, LONGEST = 700, TOTAL = 4000000 };

static ks_lane *new_lane(void) {
    ks_lane *lane = aligned_alloc(4096, sizeof(ks_lane) + CAPACITY * sizeof(float));
    assert(lane);
    *lane = (ks_lane){0};
    return lane;
}

static void holds_five_seconds(void) {
    const double rates[] = {8000, 44100, 48000, 96000, 192000, 384000};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        const uint32_t capacity = ks_audio_capacity(rates[i]);
        assert((capacity & (capacity - 1)) == 0);
        assert(capacity >= 5 * rates[i]);
    }
}

static void mixes_and_cleans(void) {
    ks_lane *lane = new_lane();
    ks_audio_ring ring = ks_audio_ring_attach(lane, CAPACITY);
    const float left[] = {1, NAN, INFINITY, -0.5f, 0};
    const float right[] = {0.5f, 1, -INFINITY, 0.5f, 0};
    const float *stereo[] = {left, right};
    ks_audio_ring_write(&ring, stereo, 2, 5);
    const float mixed[] = {0.75f, 0.5f, 0, 0, 0};
    for (int i = 0; i < 5; i++) {
        assert(lane->audio[i] == mixed[i]);
    }
    ks_audio_ring_write(&ring, stereo, 1, 5);
    assert(lane->audio[5] == 1 && lane->audio[6] == 0 && lane->audio[7] == 0);
    ks_audio_ring_write(&ring, stereo, 2, 0);
    assert(atomic_load(&lane->audio_write) == 10);
    free(lane);
}

static void zeros_take_the_place_of_a_loss(void) {
    ks_lane *lane = new_lane();
    ks_audio_ring ring = ks_audio_ring_attach(lane, CAPACITY);
    float samples[LONGEST];
    for (int i = 0; i < LONGEST; i++) {
        samples[i] = 1;
    }
    const float *in[] = {samples};
    for (int i = 0; i < 20; i++) {
        ks_audio_ring_write(&ring, in, 1, LONGEST);
    }
    assert(atomic_load(&lane->audio_lost) == 15 * LONGEST && atomic_load(&lane->epoch) == 0);
    assert(atomic_load(&lane->audio_write) == CAPACITY);  // what was free holds the first zeros
    for (uint64_t read = 0; read < 20 * LONGEST; read = atomic_load(&lane->audio_write)) {
        for (uint64_t at = read; at < atomic_load(&lane->audio_write); at++) {
            assert(lane->audio[at % CAPACITY] == (at < 5 * LONGEST ? 1 : 0));
        }
        atomic_store(&lane->audio_read, atomic_load(&lane->audio_write));
        ks_audio_ring_write(&ring, in, 1, 0);  // zeros come with any block
    }
    assert(atomic_load(&lane->audio_write) == 20 * LONGEST);
    samples[0] = 0.25f;
    ks_audio_ring_write(&ring, in, 1, 1);
    assert(lane->audio[20 * LONGEST % CAPACITY] == 0.25f);
    assert(atomic_load(&lane->audio_lost) == 15 * LONGEST);
    free(lane);
}

static void an_epoch_forgives_what_is_owed(void) {
    ks_lane *lane = new_lane();
    ks_audio_ring ring = ks_audio_ring_attach(lane, CAPACITY);
    const float samples[LONGEST] = {0.5f};
    const float *in[] = {samples};
    for (int i = 0; i < 20; i++) {
        ks_audio_ring_write(&ring, in, 1, LONGEST);
    }
    ks_audio_ring_raise_epoch(&ring);
    assert(atomic_load(&lane->epoch) == 20 * LONGEST);
    ks_audio_ring_write(&ring, in, 1, LONGEST);  // Java has yet to see it
    assert(atomic_load(&lane->audio_lost) == 16 * LONGEST);
    atomic_store(&lane->audio_read, 20 * LONGEST);
    ks_audio_ring_write(&ring, in, 1, 0);
    assert(atomic_load(&lane->audio_write) == 21 * LONGEST && lane->audio[20 * LONGEST % CAPACITY] == 0);
    ks_audio_ring_write(&ring, in, 1, 1);
    assert(lane->audio[21 * LONGEST % CAPACITY] == 0.5f);
    free(lane);
}

/** What the sample at a position is, so that the consumer can tell that none is lost, doubled or shifted. */
static float sample_at(uint64_t position) {
    return 1 + (float)((position * 2654435761u >> 8) % 65521);
}

static void *produce(void *argument) {
    ks_lane *lane = argument;
    uint64_t seed = 5;
    ks_audio_ring ring = ks_audio_ring_attach(lane, CAPACITY);
    float samples[LONGEST];
    const float *in[] = {samples};
    for (uint64_t position = 0; ring.position < TOTAL;) {
        const uint32_t frames = 1 + random_below(&seed, LONGEST);
        for (uint32_t i = 0; i < frames; i++, position++) {
            samples[i] = sample_at(position);
        }
        ks_audio_ring_write(&ring, in, 1, frames);
        if (random_below(&seed, 500) == 0) {
            ks_audio_ring_raise_epoch(&ring);
        }
        if (random_below(&seed, 4) != 0) {
            sched_yield();
        }
    }
    return NULL;
}

/** Reads as bridge.h tells Java to; every sample read is the one of its position, or a zero for one that was lost. */
static void keeps_positions_through_stalls_losses_and_epochs(void) {
    ks_lane *lane = new_lane();
    pthread_t thread;
    assert(pthread_create(&thread, NULL, produce, lane) == 0);
    uint64_t seed = 6;
    uint64_t read = 0;
    uint64_t seen = 0;
    uint64_t epochs = 0;
    uint64_t zeros = 0;
    while (read < TOTAL) {
        const uint64_t written = atomic_load_explicit(&lane->audio_write, memory_order_acquire);
        const uint64_t epoch = atomic_load_explicit(&lane->epoch, memory_order_acquire);
        if (epoch > read) {
            read = epoch;
            epochs++;
        }
        for (uint32_t n = 1 + random_below(&seed, 2 * LONGEST); n > 0 && read < written; n--, read++, seen++) {
            const float sample = lane->audio[read & (CAPACITY - 1)];
            assert(sample == 0 || sample == sample_at(read));
            zeros += sample == 0;
        }
        atomic_store_explicit(&lane->audio_read, read, memory_order_release);
        if (random_below(&seed, 1000) == 0) {
            // a stall lasts until something was lost, if the producer still runs
            const uint64_t lost = atomic_load(&lane->audio_lost);
            for (int i = 0; i < 100000 && atomic_load(&lane->audio_lost) == lost; i++) {
                sched_yield();
            }
        }
        if (read >= written) {
            sched_yield();
        }
    }
    pthread_join(thread, NULL);
    assert(seen > zeros && epochs > 0 && zeros > 0 && zeros <= atomic_load(&lane->audio_lost));
    assert(read <= atomic_load(&lane->audio_write));
    free(lane);
}

int main(void) {
    holds_five_seconds();
    mixes_and_cleans();
    zeros_take_the_place_of_a_loss();
    an_epoch_forgives_what_is_owed();
    keeps_positions_through_stalls_losses_and_epochs();
    return EXIT_SUCCESS;
}
