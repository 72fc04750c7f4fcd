// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_CONSUMER_H
#define KITSCRIBE_TEST_CONSUMER_H

#include "bridge.h"
#include "ring.h"

#include <stdbool.h>

/**
 * Plays Java's part on a lane: hears a click where a sample exceeds 0.25, and says so once it has seen LOOK_AHEAD more samples, at
 * every STRIDE-th sample only. The key tells the click's loudness, so that tests can tell notes apart.
 */
enum { CLICK_LOOK_AHEAD = 100, CLICK_STRIDE = 64, CLICK_LENGTH = 200 };

typedef struct consumer {
    ks_bridge *bridge;
    int index;
    ks_lane *lane;
    ks_ring commands;
    ks_ring events;
    uint64_t read;           // audio seen
    uint64_t start;          // of the stream
    uint64_t heard;          // audio searched for clicks
    uint32_t opened;         // the request that is being served
    double values[256];      // last value heard of each parameter id
    uint64_t value_at[256];  // and its position
    uint32_t commands_seen;
} consumer;

/** Begins to serve a lane for the request that opened it; the lane may have been closed since, which a later answer is for. */
void consumer_open(consumer *c, ks_bridge *bridge, int index, uint32_t request);

/** One turn of work: commands, then at most `most` samples of audio. */
void consumer_work(consumer *c, uint64_t most);

/** Ends service. */
void consumer_close(consumer *c);

/** The note that a click of this loudness gives. */
uint8_t click_key(float loudness);

#endif
