// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_DELAY_H
#define KITSCRIBE_DELAY_H

#include <stdbool.h>
#include <stdint.h>

/** A delay line of one channel. */
typedef struct ks_delay {
    float *samples;
    uint32_t capacity;  // a power of two
    uint32_t length;
    uint32_t at;
} ks_delay;

/**
 * Allocates a line of `length` samples for blocks of at most `max_frames`, filled with zeros; false when out of memory. [main-thread]
 */
bool ks_delay_open(ks_delay *delay, uint32_t length, uint32_t max_frames);

/** Frees the line; closing a closed one does nothing. [main-thread] */
void ks_delay_close(ks_delay *delay);

/** Fills the line with zeros. [audio-thread] */
void ks_delay_clear(ks_delay *delay);

/** Takes a block. [audio-thread] */
void ks_delay_put(ks_delay *delay, const float *in, uint32_t frames);

/** Gives the delayed block in the place of the last one put, which was as long. [audio-thread] */
void ks_delay_take(const ks_delay *delay, float *out, uint32_t frames);

#endif
