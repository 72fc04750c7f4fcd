// SPDX-License-Identifier: Apache-2.0
#include "ring.h"

#include "random.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { CAPACITY = 64, MANY = 300000 };

static _Atomic uint64_t write_index;
static _Atomic uint64_t read_index;
static ks_event records[CAPACITY];

static ks_ring producer_end(void) {
    return ks_ring_attach(&write_index, &read_index, records, sizeof(ks_event), CAPACITY);
}

static ks_ring consumer_end(void) {
    return ks_ring_attach(&read_index, &write_index, records, sizeof(ks_event), CAPACITY);
}

static ks_event numbered(uint64_t i) {
    return (ks_event){.position = i * 0x9e3779b97f4a7c15u, .length = (uint32_t)(i * 7), .key = i % 128};
}

static void check(const ks_event *event, uint64_t i) {
    const ks_event expected = numbered(i);
    assert(event->position == expected.position);
    assert(event->length == expected.length);
    assert(event->key == expected.key);
}

static void fills_and_empties(void) {
    ks_ring producer = producer_end();
    ks_ring consumer = consumer_end();
    ks_event event;
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < CAPACITY; i++) {
            event = numbered(i);
            assert(ks_ring_push(&producer, &event));
        }
        assert(!ks_ring_push(&producer, &event));
        for (uint64_t i = 0; i < CAPACITY; i++) {
            assert(ks_ring_pop(&consumer, &event));
            check(&event, i);
        }
        assert(!ks_ring_pop(&consumer, &event));
    }
}

static void goes_on_where_a_former_end_stopped(void) {
    ks_ring first = producer_end();
    ks_event event = numbered(1);
    assert(ks_ring_push(&first, &event));
    ks_ring second = producer_end();
    event = numbered(2);
    assert(ks_ring_push(&second, &event));
    ks_ring consumer = consumer_end();
    assert(ks_ring_pop(&consumer, &event));
    check(&event, 1);
    assert(ks_ring_pop(&consumer, &event));
    check(&event, 2);
}

/** Now and then one side stands still long enough for the other to run into the wall. */
static void stall(uint64_t *seed) {
    if (random_below(seed, 200) == 0) {
        for (uint32_t i = random_below(seed, 50); i > 0; i--) {
            sched_yield();
        }
    }
}

static void *produce(void *unused) {
    (void)unused;
    uint64_t seed = 1;
    ks_ring producer = producer_end();
    for (uint64_t i = 0; i < MANY;) {
        const ks_event event = numbered(i);
        if (ks_ring_push(&producer, &event)) {
            i++;
        } else {
            sched_yield();
        }
        stall(&seed);
    }
    return NULL;
}

static void carries_everything_in_order_between_threads(void) {
    pthread_t thread;
    assert(pthread_create(&thread, NULL, produce, NULL) == 0);
    uint64_t seed = 2;
    ks_ring consumer = consumer_end();
    for (uint64_t i = 0; i < MANY;) {
        ks_event event;
        if (ks_ring_pop(&consumer, &event)) {
            check(&event, i++);
        } else {
            sched_yield();
        }
        stall(&seed);
    }
    pthread_join(thread, NULL);
    ks_event event;
    assert(!ks_ring_pop(&consumer, &event));
}

int main(void) {
    fills_and_empties();
    goes_on_where_a_former_end_stopped();
    carries_everything_in_order_between_threads();
    return EXIT_SUCCESS;
}
