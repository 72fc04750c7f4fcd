// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_ENGINE_BRIDGE_H
#define KITSCRIBE_ENGINE_BRIDGE_H

#include <kitscribe/bridge.h>

#include <pthread.h>
#include <stdbool.h>

/** The shared file from the engine's side, and which of its lanes are in use. */
typedef struct ks_bridge {
    int file;
    ks_bridge_header *header;
    pthread_mutex_t mutex;     // of the array below
    ks_lane *lanes[KS_LANES];  // mapped while in use
} ks_bridge;

/** What a lane is opened for. */
typedef struct ks_lane_config {
    double rate;
    uint32_t setting;
    bool offline;
    uint64_t instance;
} ks_lane_config;

/** Creates the shared file, for as long as the process lasts; false when the system refuses. [main-thread] */
bool ks_bridge_create(ks_bridge *bridge);

/**
 * Opens a lane with its memory prefaulted and asks Java to serve it. Waits up to 100 ms for a lane that Java has yet to let go.
 * Returns its index, or -1 when there is none or the system refuses memory. [main-thread]
 */
int ks_bridge_open_lane(ks_bridge *bridge, const ks_lane_config *config);

/** Closes a lane: the engine touches it no more, Java is told. [main-thread] */
void ks_bridge_close_lane(ks_bridge *bridge, int index);

/** Asks Java to let go of every lane, for the process ends; waits up to 200 ms for it. The lanes stay mapped. [any] */
void ks_bridge_end(const ks_bridge *bridge);

#endif
