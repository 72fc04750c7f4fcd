// SPDX-License-Identifier: Apache-2.0
#include "audio_ring.h"

#include <math.h>
#include <stdbool.h>

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
    atomic_store_explicit(&ring->lane->epoch, ring->position, memory_order_release);
}

static float clean(float sample) {
    return isfinite(sample) ? sample : 0;
}

static bool has_room(ks_audio_ring *ring, uint32_t frames) {
    if (ring->position + frames - ring->known <= ring->capacity) {
        return true;
    }
    ring->known = atomic_load_explicit(&ring->lane->audio_read, memory_order_acquire);
    return ring->position + frames - ring->known <= ring->capacity;
}

void ks_audio_ring_write(ks_audio_ring *ring, const float *const *in, uint32_t channels, uint32_t frames) {
    ks_lane *lane = ring->lane;
    if (has_room(ring, frames)) {
        const uint32_t mask = ring->capacity - 1;
        for (uint32_t i = 0; i < frames; i++) {
            lane->audio[(ring->position + i) & mask] =
                channels == 1 ? clean(in[0][i]) : 0.5f * clean(in[0][i]) + 0.5f * clean(in[1][i]);
        }
        ring->position += frames;
    } else {
        ring->position += frames;
        ks_audio_ring_raise_epoch(ring);
        atomic_fetch_add_explicit(&lane->audio_lost, frames, memory_order_relaxed);
    }
    atomic_store_explicit(&lane->audio_write, ring->position, memory_order_release);
}
