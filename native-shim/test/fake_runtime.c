// SPDX-License-Identifier: Apache-2.0
#include "bridge.h"
#include "consumer.h"
#include "os.h"
#include "runtime.h"

#include <pthread.h>
#include <string.h>

/** The runtime of a plugin under test: in Java's place, a thread that serves every lane with the consumer's clicks. */

enum { POLL = 200 };  // microseconds

static pthread_once_t once = PTHREAD_ONCE_INIT;
static ks_bridge bridge;

/** The engine takes its own mapping away when it likes, so the thread has one for itself. */
static ks_lane *map(int index) {
    const size_t size = offsetof(ks_lane, audio) + bridge.header->lanes[index].audio_capacity * sizeof(float);
    return ks_os_map(bridge.file, KS_LANES_OFFSET + (uint64_t)index * KS_LANE_STRIDE, size);
}

static void *serve(void *unused) {
    (void)unused;
    static ks_bridge own;
    static consumer consumers[KS_LANES];
    own = (ks_bridge){.file = bridge.file, .header = bridge.header};
    for (;;) {
        for (int i = 0; i < (int)KS_LANES; i++) {
            const uint32_t request = atomic_load(&own.header->lanes[i].request);
            if (request % 2 == 1 && !own.lanes[i]) {
                own.lanes[i] = map(i);
                consumer_open(&consumers[i], &own, i, request);
            } else if (own.lanes[i] && request != consumers[i].opened) {
                const size_t size = offsetof(ks_lane, audio) + own.header->lanes[i].audio_capacity * sizeof(float);
                ks_os_unmap(own.lanes[i], size);
                own.lanes[i] = NULL;
                consumer_close(&consumers[i]);
            } else if (own.lanes[i]) {
                consumer_work(&consumers[i], UINT64_MAX);
            }
        }
        ks_os_sleep(POLL);
    }
    return NULL;
}

static void start(void) {
    if (ks_bridge_create(&bridge)) {
        atomic_store(&bridge.header->generation, 1);
        atomic_store(&bridge.header->java_state, KS_JAVA_READY);
        ks_os_start_thread(serve, NULL);
    }
}

ks_bridge *ks_runtime_bridge(void) {
    pthread_once(&once, start);
    return bridge.header ? &bridge : NULL;
}
