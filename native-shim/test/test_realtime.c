// SPDX-License-Identifier: Apache-2.0

/** While process() runs: no system call (the kernel is asked to trap each), no page fault, no call that may wait or allocate. */

#include "instance.h"

#include "consumer.h"
#include "watch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAMES = 64, BLOCKS = 20000, RATE = 48000, NOTHING_TO_TEST_WITH = 77 };

static int notes;

static bool receive(void *context, const ks_note *note) {
    (void)context;
    notes += note->on;
    return true;
}

static bool hear_value(void *context, int param, double value) {
    (void)context;
    (void)param;
    (void)value;
    return true;
}

static float samples[2][FRAMES];

static void process(ks_instance *instance) {
    const float *in[] = {samples[0], samples[1]};
    float *out[] = {samples[0], samples[1]};
    const ks_block block = {.in = in, .out = out, .frames = FRAMES, .sink = receive};
    watch_begin();
    ks_instance_process(instance, &block);
    ks_instance_tell(instance, hear_value, NULL);
    watch_end();
}

int main(void) {
    if (!watch_open()) {
        fputs("this kernel traps no system calls\n", stderr);
        return NOTHING_TO_TEST_WITH;
    }
    ks_bridge bridge;
    assert(ks_bridge_create(&bridge));
    ks_instance *instance = ks_instance_create();
    assert(instance && ks_instance_activate(instance, &bridge, RATE, FRAMES, 2));
    static consumer java;
    consumer_open(&java, &bridge, instance->lane_index, atomic_load(&bridge.header->lanes[instance->lane_index].request));
    long faulted = 0;
    for (int i = 0; i < BLOCKS; i++) {
        for (int k = 0; k < FRAMES; k++) {
            samples[0][k] = samples[1][k] = i % 7 == 0 && k < 18 ? 0.3f + 0.03f * (float)k : 0.01f;
        }
        ks_instance_set(instance, KS_SENSITIVITY, i % 100);
        ks_instance_set(instance, KS_BYPASS, i % 1000 > 980);
        ks_instance_set(instance, KS_DRUM_MAP, i % 12);
        ks_instance_set(instance, KS_SAVE_CAPTURE, i % 500 == 0);
        if (i % 3000 == 2999) {
            ks_instance_reset(instance);
        }
        const long before = watch_faults();
        process(instance);
        faulted += i > 0 ? watch_faults() - before : 0;
        if (i % 10000 < 5000) {  // and now and then it stands still until the ring is full
            consumer_work(&java, 80 * FRAMES);
        }
    }
    fprintf(stderr, "%d notes, %d system calls, %ld page faults, %d forbidden calls\n", notes, watch_system_calls, faulted, watch_calls);
    assert(notes > 1000 && atomic_load(&java.lane->audio_lost) > 0);
    assert(watch_system_calls == 0 && faulted == 0 && watch_calls == 0);
    ks_instance_deactivate(instance);
    consumer_close(&java);
    ks_instance_destroy(instance);
    return EXIT_SUCCESS;
}
