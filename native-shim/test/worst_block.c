// SPDX-License-Identifier: Apache-2.0

/**
 * The dearest block that there is: worst_block FRAMES. 18 notes begin and 18 end, a parameter has changed, the rings wrap. To be counted:
 * valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=worst_block ./worst_block 64
 */

#include "consumer.h"
#include "instance.h"

#include <assert.h>
#include <stdlib.h>

enum { RATE = 48000, LARGEST = 4096, NOTES = 18 };

static int notes;
static float samples[2][LARGEST];

static bool receive(void *context, const ks_note *note) {
    (void)context;
    (void)note;
    notes++;
    return true;
}

static void process(ks_instance *instance, uint32_t frames) {
    const float *in[] = {samples[0], samples[1]};
    float *out[] = {samples[0], samples[1]};
    const ks_block block = {.in = in, .out = out, .frames = frames, .sink = receive};
    ks_instance_process(instance, &block);
}

__attribute__((noinline)) static void worst_block(ks_instance *instance, uint32_t frames) {
    process(instance, frames);
}

static void strike(consumer *java, uint64_t position, uint32_t length) {
    for (uint8_t i = 0; i < NOTES; i++) {
        const ks_event event = {.position = position, .length = length, .key = (uint8_t)(36 + i), .velocity = 100};
        assert(ks_ring_push(&java->events, &event));
    }
}

int main(int count, char **words) {
    const uint32_t frames = count == 2 ? (uint32_t)atoi(words[1]) : 0;
    assert(frames >= 16 && frames <= LARGEST);
    ks_bridge bridge;
    assert(ks_bridge_create(&bridge));
    ks_instance *instance = ks_instance_create();
    assert(instance && ks_instance_activate(instance, &bridge, RATE, frames, 2));
    static consumer java;
    consumer_open(&java, &bridge, instance->lane_index, atomic_load(&bridge.header->lanes[instance->lane_index].request));
    const uint64_t delay = instance->latency;
    const uint64_t capacity = bridge.header->lanes[instance->lane_index].audio_capacity;
    const uint64_t worst = (capacity - 1) / frames * frames;  // the block that holds the audio ring's end
    for (uint64_t at = 0; at < worst; at += frames) {
        process(instance, frames);
        consumer_work(&java, UINT64_MAX);
        if (at + 3 * frames < worst && at + 4 * frames >= worst) {
            const uint64_t first = at + frames - delay;  // sounds from the next block on, and ends in the worst
            strike(&java, first, (uint32_t)(worst + frames / 2 - delay - first));
        }
    }
    notes = 0;
    for (uint64_t i = 0; i < KS_EVENTS / NOTES * NOTES - NOTES; i += NOTES) {  // bring the event ring to its end
        strike(&java, 0, 1);
        ks_event event;
        for (int k = 0; k < NOTES; k++) {
            assert(ks_ring_pop(&instance->audio.events, &event));
        }
    }
    strike(&java, worst + frames / 2 - delay, 2 * LARGEST);
    ks_instance_set(instance, KS_SENSITIVITY, 51);
    for (uint32_t i = 0; i < frames; i++) {
        samples[0][i] = samples[1][i] = 0.1f;
    }
    worst_block(instance, frames);
    assert(notes == 2 * NOTES);
    return EXIT_SUCCESS;
}
