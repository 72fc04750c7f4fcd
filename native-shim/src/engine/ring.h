// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_RING_H
#define KITSCRIBE_RING_H

#include <kitscribe/bridge.h>

#include <stdbool.h>

/**
 * One end of a ring of fixed-size records in shared memory (the protocol stands in bridge.h). `mine` is this end's index, `other` the
 * peer's; `known` is the peer's index as last seen, so that a line is fetched from the other core only when it must be.
 */
typedef struct ks_ring {
    _Atomic uint64_t *mine;
    _Atomic uint64_t *other;
    unsigned char *records;
    uint32_t record_size;
    uint32_t capacity;
    uint64_t index;
    uint64_t known;
} ks_ring;

/** Attaches to a ring where its indices stand now. [any, no traffic on this end] */
ks_ring ks_ring_attach(_Atomic uint64_t *mine, _Atomic uint64_t *other, void *records, uint32_t record_size, uint32_t capacity);

/** Adds a record; false when the ring is full. [producer] */
bool ks_ring_push(ks_ring *ring, const void *record);

/** Takes the oldest record; false when the ring is empty. [consumer] */
bool ks_ring_pop(ks_ring *ring, void *record);

#endif
