// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.EVENTS;
import static org.kitscribe.bridge.BridgeLayout.EVENT_CHANNEL;
import static org.kitscribe.bridge.BridgeLayout.EVENT_KEY;
import static org.kitscribe.bridge.BridgeLayout.EVENT_LENGTH;
import static org.kitscribe.bridge.BridgeLayout.EVENT_POSITION;
import static org.kitscribe.bridge.BridgeLayout.EVENT_SIZE;
import static org.kitscribe.bridge.BridgeLayout.EVENT_VELOCITY;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENTS;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_WRITE;

/** Java's end of the notes. [one thread] */
final class EventRing {
    private final Words lane;
    private long written;

    EventRing(Words lane) {
        this.lane = lane;
        written = lane.getLong(LANE_EVENT_WRITE);
    }

    /** Adds a note; false when the ring is full. */
    boolean push(long position, int length, int key, int channel, int velocity) {
        if (written - lane.getLong(LANE_EVENT_READ) == EVENTS) {
            return false;
        }
        int at = LANE_EVENTS + (int) (written & EVENTS - 1) * EVENT_SIZE;
        lane.bytes().putLong(at + EVENT_POSITION, position);
        lane.bytes().putInt(at + EVENT_LENGTH, length);
        lane.bytes().put(at + EVENT_KEY, (byte) key);
        lane.bytes().put(at + EVENT_CHANNEL, (byte) channel);
        lane.bytes().put(at + EVENT_VELOCITY, (byte) velocity);
        lane.setLong(LANE_EVENT_WRITE, ++written);
        return true;
    }
}
