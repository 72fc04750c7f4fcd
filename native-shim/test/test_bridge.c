// SPDX-License-Identifier: Apache-2.0
#include "bridge.h"

#include <assert.h>
#include <stdlib.h>

static const ks_lane_config CONFIG = {.rate = 48000, .setting = 1, .offline = true};

static void answer(ks_bridge *bridge, int lane) {
    ks_lane_entry *entry = &bridge->header->lanes[lane];
    atomic_store(&entry->answer, atomic_load(&entry->request));
}

static void describes_itself_and_the_lane(ks_bridge *bridge) {
    assert(bridge->header->magic == KS_BRIDGE_MAGIC && bridge->header->version == KS_BRIDGE_VERSION);
    const int lane = ks_bridge_open_lane(bridge, &CONFIG);
    assert(lane == 0);
    const ks_lane_entry *entry = &bridge->header->lanes[lane];
    assert(entry->rate == 48000 && entry->setting == 1);
    assert(atomic_load(&entry->offline) == 1);
    assert(entry->audio_capacity == 1u << 18);
    assert(atomic_load(&entry->request) == 1);
    ks_bridge_close_lane(bridge, lane);
    assert(atomic_load(&entry->request) == 2);
}

static void does_not_reuse_what_java_still_holds(ks_bridge *bridge) {
    const int second = ks_bridge_open_lane(bridge, &CONFIG);
    assert(second == 1);  // lane 0 has not been answered
    answer(bridge, 0);
    const int third = ks_bridge_open_lane(bridge, &CONFIG);
    assert(third == 0);
    ks_bridge_close_lane(bridge, second);
    ks_bridge_close_lane(bridge, third);
    answer(bridge, second);
    answer(bridge, third);
}

static void a_reused_lane_is_blank(ks_bridge *bridge) {
    const int lane = ks_bridge_open_lane(bridge, &CONFIG);
    ks_lane *words = bridge->lanes[lane];
    atomic_store(&words->audio_write, 7);
    atomic_store(&words->done, 9);
    words->audio[100] = 1;
    ks_bridge_close_lane(bridge, lane);
    answer(bridge, lane);
    assert(ks_bridge_open_lane(bridge, &CONFIG) == lane);
    words = bridge->lanes[lane];
    assert(atomic_load(&words->audio_write) == 0 && atomic_load(&words->done) == 0 && words->audio[100] == 0);
    ks_bridge_close_lane(bridge, lane);
    answer(bridge, lane);
}

static void runs_out_and_recovers(ks_bridge *bridge) {
    for (int i = 0; i < (int)KS_LANES; i++) {
        assert(ks_bridge_open_lane(bridge, &CONFIG) == i);
    }
    assert(ks_bridge_open_lane(bridge, &CONFIG) == -1);
    for (int i = 0; i < (int)KS_LANES; i++) {
        ks_bridge_close_lane(bridge, i);
    }
    assert(ks_bridge_open_lane(bridge, &CONFIG) == -1);  // none answered
    atomic_store(&bridge->header->java_state, KS_JAVA_FAILED);
    assert(ks_bridge_open_lane(bridge, &CONFIG) == 0);
    ks_bridge_close_lane(bridge, 0);
}

/** Hosts may activate more often than there are lanes before Java is ready to answer. */
static void a_java_that_starts_holds_no_lane(ks_bridge *bridge) {
    atomic_store(&bridge->header->java_state, KS_JAVA_STARTING);
    for (int i = 0; i < 2 * (int)KS_LANES; i++) {
        assert(ks_bridge_open_lane(bridge, &CONFIG) == 0);
        ks_bridge_close_lane(bridge, 0);
    }
}

int main(void) {
    ks_bridge bridge;
    assert(ks_bridge_create(&bridge));
    atomic_store(&bridge.header->java_state, KS_JAVA_READY);
    describes_itself_and_the_lane(&bridge);
    does_not_reuse_what_java_still_holds(&bridge);
    a_reused_lane_is_blank(&bridge);
    runs_out_and_recovers(&bridge);
    a_java_that_starts_holds_no_lane(&bridge);
    return EXIT_SUCCESS;
}
