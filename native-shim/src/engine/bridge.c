// SPDX-License-Identifier: Apache-2.0
#include "bridge.h"

#include "../os.h"
#include "audio_ring.h"

bool ks_bridge_create(ks_bridge *bridge) {
    const int file = ks_os_shared_file(KS_BRIDGE_SIZE);
    if (file < 0) {
        return false;
    }
    ks_bridge_header *header = ks_os_map(file, 0, sizeof(ks_bridge_header));
    if (!header) {
        ks_os_close(file);
        return false;
    }
    header->magic = KS_BRIDGE_MAGIC;
    header->version = KS_BRIDGE_VERSION;
    *bridge = (ks_bridge){.file = file, .header = header, .mutex = PTHREAD_MUTEX_INITIALIZER};
    return true;
}

static uint64_t lane_offset(int index) {
    return KS_LANES_OFFSET + (uint64_t)index * KS_LANE_STRIDE;
}

static size_t lane_size(uint32_t audio_capacity) {
    return offsetof(ks_lane, audio) + audio_capacity * sizeof(float);
}

/** Neither engine nor Java uses the lane. A Java that is not ready touches none, and one that becomes so looks at the requests afterwards. */
static bool is_free(const ks_bridge *bridge, int index) {
    if (bridge->lanes[index]) {
        return false;
    }
    const ks_lane_entry *entry = &bridge->header->lanes[index];
    return atomic_load_explicit(&entry->answer, memory_order_acquire) == atomic_load_explicit(&entry->request, memory_order_relaxed) ||
           atomic_load(&bridge->header->java_state) != KS_JAVA_READY;
}

static int find_free(const ks_bridge *bridge) {
    for (int i = 0; i < (int)KS_LANES; i++) {
        if (is_free(bridge, i)) {
            return i;
        }
    }
    return -1;
}

static int wait_for_free(const ks_bridge *bridge) {
    int index = find_free(bridge);
    for (int i = 0; i < 100 && index < 0; i++) {
        ks_os_sleep(1000);
        index = find_free(bridge);
    }
    return index;
}

static ks_lane *prepare(const ks_bridge *bridge, int index, const ks_lane_config *config) {
    ks_lane_entry *entry = &bridge->header->lanes[index];
    entry->audio_capacity = ks_audio_capacity(config->rate);
    entry->rate = config->rate;
    entry->setting = config->setting;
    entry->instance = config->instance;
    atomic_store_explicit(&entry->offline, config->offline, memory_order_relaxed);

    const size_t size = lane_size(entry->audio_capacity);
    ks_lane *lane = NULL;
    if (ks_os_erase(bridge->file, lane_offset(index), KS_LANE_STRIDE)) {
        lane = ks_os_map(bridge->file, lane_offset(index), size);
    }
    if (lane) {
        ks_os_touch(lane, size);
        atomic_store_explicit(&lane->generation, atomic_load_explicit(&bridge->header->generation, memory_order_acquire),
                              memory_order_relaxed);
        atomic_fetch_add_explicit(&entry->request, 1, memory_order_release);
    }
    return lane;
}

int ks_bridge_open_lane(ks_bridge *bridge, const ks_lane_config *config) {
    pthread_mutex_lock(&bridge->mutex);
    int index = wait_for_free(bridge);
    if (index >= 0) {
        bridge->lanes[index] = prepare(bridge, index, config);
        index = bridge->lanes[index] ? index : -1;
    }
    pthread_mutex_unlock(&bridge->mutex);
    return index;
}

/** Does nothing where the lane is closed: the process's end may have closed it before its owner. */
static void ask_to_close(ks_lane_entry *entry) {
    uint32_t request = atomic_load(&entry->request);
    if (request & 1) {
        atomic_compare_exchange_strong(&entry->request, &request, request + 1);
    }
}

void ks_bridge_close_lane(ks_bridge *bridge, int index) {
    pthread_mutex_lock(&bridge->mutex);
    ks_lane_entry *entry = &bridge->header->lanes[index];
    ks_os_unmap(bridge->lanes[index], lane_size(entry->audio_capacity));
    bridge->lanes[index] = NULL;
    ask_to_close(entry);
    pthread_mutex_unlock(&bridge->mutex);
}

static bool is_answered(const ks_bridge *bridge) {
    bool answered = true;
    for (uint32_t i = 0; i < KS_LANES; i++) {
        const ks_lane_entry *entry = &bridge->header->lanes[i];
        answered = answered && atomic_load(&entry->answer) == atomic_load(&entry->request);
    }
    return answered;
}

void ks_bridge_end(const ks_bridge *bridge) {
    for (uint32_t i = 0; i < KS_LANES; i++) {
        ask_to_close(&bridge->header->lanes[i]);
    }
    for (int i = 0; i < 200 && !is_answered(bridge); i++) {
        ks_os_sleep(1000);
    }
}
