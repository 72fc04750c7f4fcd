// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_AUDIO_RING_H
#define KITSCRIBE_AUDIO_RING_H

#include <kitscribe/bridge.h>

/** The engine's end of a lane's audio ring. */
typedef struct ks_audio_ring {
    ks_lane *lane;
    uint32_t capacity;
    uint64_t position;  // of the next sample to be written
    uint64_t owed;      // samples lost before the next block, to be written as zeros
    uint64_t known;     // Java's index as last seen
} ks_audio_ring;

/** Samples (a power of two) that hold at least 5 s at this rate; the largest ring's where that is less. [any] */
uint32_t ks_audio_capacity(double rate);

/** Attaches to an unused lane. [main-thread] */
ks_audio_ring ks_audio_ring_attach(ks_lane *lane, uint32_t capacity);

/**
 * Mixes a block down to mono, with zero for what is not finite, and publishes it. Without room for all of it the block is lost and
 * counted. Once there is room, zeros take the place of what was lost, some with each block, which until then is lost as well: positions
 * never shift, and a block's work has a bound. [audio-thread]
 *
 * @param channels  1 or 2
 */
void ks_audio_ring_write(ks_audio_ring *ring, const float *const *in, uint32_t channels, uint32_t frames);

/** Starts a new stream at the next sample, which nothing before matters to. [audio-thread] */
void ks_audio_ring_raise_epoch(ks_audio_ring *ring);

#endif
