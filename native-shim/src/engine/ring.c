// SPDX-License-Identifier: Apache-2.0
#include "ring.h"

#include <string.h>

ks_ring ks_ring_attach(_Atomic uint64_t *mine, _Atomic uint64_t *other, void *records, uint32_t record_size, uint32_t capacity) {
    return (ks_ring){
        .mine = mine,
        .other = other,
        .records = records,
        .record_size = record_size,
        .capacity = capacity,
        .index = atomic_load_explicit(mine, memory_order_relaxed),
        .known = atomic_load_explicit(other, memory_order_acquire),
    };
}

static void *record_at(const ks_ring *ring) {
    return ring->records + (size_t)(ring->index & (ring->capacity - 1)) * ring->record_size;
}

bool ks_ring_push(ks_ring *ring, const void *record) {
    if (ring->index - ring->known == ring->capacity) {
        ring->known = atomic_load_explicit(ring->other, memory_order_acquire);
        if (ring->index - ring->known == ring->capacity) {
            return false;
        }
    }
    memcpy(record_at(ring), record, ring->record_size);
    atomic_store_explicit(ring->mine, ++ring->index, memory_order_release);
    return true;
}

bool ks_ring_pop(ks_ring *ring, void *record) {
    if (ring->index == ring->known) {
        ring->known = atomic_load_explicit(ring->other, memory_order_acquire);
        if (ring->index == ring->known) {
            return false;
        }
    }
    memcpy(record, record_at(ring), ring->record_size);
    atomic_store_explicit(ring->mine, ++ring->index, memory_order_release);
    return true;
}
