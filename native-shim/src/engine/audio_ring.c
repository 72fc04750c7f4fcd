// SPDX-License-Identifier: Apache-2.0
#include "audio_ring.h"

#include <math.h>
#include <string.h>

/** A gap is filled faster than it grows, whatever the block. */
enum { ZEROS_AT_ONCE = 4096, ZEROS_PER_FRAME = 8 };

uint32_t ks_audio_capacity(double rate) {
    uint32_t capacity = 1u << 16;
    while (capacity < KS_AUDIO_MAX && capacity < 5 * rate) {
        capacity *= 2;
    }
    return capacity;
}

ks_audio_ring ks_audio_ring_attach(ks_lane *lane, uint32_t capacity) {
    return (ks_audio_ring){.lane = lane, .capacity = capacity};
}

void ks_audio_ring_raise_epoch(ks_audio_ring *ring) {
    ring->position += ring->owed;
    ring->owed = 0;
    atomic_store_explicit(&ring->lane->epoch, ring->position, memory_order_release);
    atomic_store_explicit(&ring->lane->audio_write, ring->position, memory_order_release);
}

static float clean(float sample) {
    return isfinite(sample) ? sample : 0;
}

static uint64_t room(ks_audio_ring *ring, uint64_t wanted) {
    if (ring->position + wanted - ring->known > ring->capacity) {
        ring->known = atomic_load_explicit(&ring->lane->audio_read, memory_order_acquire);
    }
    // an epoch may lie further ahead of Java than the ring is long
    const uint64_t used = ring->position - ring->known;
    return used < ring->capacity ? ring->capacity - used : 0;
}

static void write_zeros(ks_audio_ring *ring, uint64_t count) {
    const uint64_t at = ring->position & (ring->capacity - 1);
    const uint64_t head = count < ring->capacity - at ? count : ring->capacity - at;
    memset(ring->lane->audio + at, 0, head * sizeof(float));
    memset(ring->lane->audio, 0, (count - head) * sizeof(float));
    ring->position += count;
    ring->owed -= count;
}

static void write_mono(ks_audio_ring *ring, const float *const *in, uint32_t channels, uint32_t frames) {
    const uint32_t mask = ring->capacity - 1;
    for (uint32_t i = 0; i < frames; i++) {
        ring->lane->audio[(ring->position + i) & mask] = channels == 1 ? clean(in[0][i]) : 0.5f * clean(in[0][i]) + 0.5f * clean(in[1][i]);
    }
    ring->position += frames;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

void ks_audio_ring_write(ks_audio_ring *ring, const float *const *in, uint32_t channels, uint32_t frames) {
    if (ring->owed == 0 && room(ring, frames) >= frames) {
        write_mono(ring, in, channels, frames);
    } else {
        ring->owed += frames;
        atomic_fetch_add_explicit(&ring->lane->audio_lost, frames, memory_order_relaxed);
        const uint64_t most = smaller(ring->owed, ZEROS_AT_ONCE + ZEROS_PER_FRAME * (uint64_t)frames);
        write_zeros(ring, smaller(most, room(ring, most)));
    }
    atomic_store_explicit(&ring->lane->audio_write, ring->position, memory_order_release);
}
