// SPDX-License-Identifier: Apache-2.0
#include "consumer.h"

#include <assert.h>

void consumer_open(consumer *c, ks_bridge *bridge, int index, uint32_t request) {
    ks_lane *lane = bridge->lanes[index];
    *c = (consumer){.bridge = bridge, .index = index, .lane = lane};
    c->commands = ks_ring_attach(&lane->command_read, &lane->command_write, lane->commands, sizeof(ks_command), KS_COMMANDS);
    c->events = ks_ring_attach(&lane->event_write, &lane->event_read, lane->events, sizeof(ks_event), KS_EVENTS);
    c->read = atomic_load(&lane->audio_read);
    c->start = c->read;
    c->heard = c->read;
    ks_lane_entry *entry = &bridge->header->lanes[index];
    c->opened = request;
    atomic_store(&bridge->header->java_state, KS_JAVA_READY);
    atomic_store(&lane->status, KS_LANE_READY_CPU);
    atomic_store(&entry->answer, request);
}

uint8_t click_key(float loudness) {
    return (uint8_t)(loudness * 100);
}

static void take_commands(consumer *c) {
    ks_command command;
    while (ks_ring_pop(&c->commands, &command)) {
        assert(command.parameter < 256);
        c->values[command.parameter] = command.value;
        c->value_at[command.parameter] = command.position;
        c->commands_seen++;
    }
}

static void search(consumer *c) {
    const uint32_t mask = c->bridge->header->lanes[c->index].audio_capacity - 1;
    while (c->heard + CLICK_STRIDE + CLICK_LOOK_AHEAD <= c->read) {
        for (int i = 0; i < CLICK_STRIDE; i++, c->heard++) {
            const float sample = c->lane->audio[c->heard & mask];
            if (sample > 0.25f) {
                const ks_event event = {.position = c->heard,
                                        .length = CLICK_LENGTH,
                                        .key = click_key(sample),
                                        .channel = 9,
                                        .velocity = 100};
                while (!ks_ring_push(&c->events, &event)) {
                }
            }
        }
    }
}

void consumer_work(consumer *c, uint64_t most) {
    const uint64_t written = atomic_load_explicit(&c->lane->audio_write, memory_order_acquire);
    const uint64_t epoch = atomic_load_explicit(&c->lane->epoch, memory_order_acquire);
    take_commands(c);
    if (epoch > c->read || epoch > c->start) {
        c->read = epoch > c->read ? epoch : c->read;
        c->start = epoch;
        c->heard = epoch;
    }
    if (written > c->read) {
        c->read = written - c->read < most ? written : c->read + most;
    }
    search(c);
    // search() keeps what it has yet to hear in the ring
    atomic_store_explicit(&c->lane->audio_read, c->heard, memory_order_release);
    atomic_store_explicit(&c->lane->done, c->heard, memory_order_release);
    atomic_fetch_add_explicit(&c->lane->heartbeat, 1, memory_order_relaxed);
}

void consumer_close(consumer *c) {
    ks_lane_entry *entry = &c->bridge->header->lanes[c->index];
    atomic_store(&entry->answer, atomic_load(&entry->request));
}
