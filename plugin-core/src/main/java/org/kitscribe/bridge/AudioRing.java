// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_WRITE;
import static org.kitscribe.bridge.BridgeLayout.LANE_EPOCH;

import java.nio.FloatBuffer;

/** Java's end of a lane's audio ring. [one thread] */
final class AudioRing {
    private final Words lane;
    private final FloatBuffer samples;
    private final int mask;
    private long position;
    private long epoch;

    /** Attaches where the last reader stopped. */
    AudioRing(Words lane, int capacity) {
        this.lane = lane;
        samples = lane.bytes()
                .slice(LANE_AUDIO, capacity * Float.BYTES)
                .order(lane.bytes().order())
                .asFloatBuffer();
        mask = capacity - 1;
        position = lane.getLong(LANE_AUDIO_READ);
        epoch = position;
    }

    /** Returns the position of the next sample to be read. */
    long position() {
        return position;
    }

    /**
     * Looks for samples, and goes to a new stream's start where one has begun.
     *
     * @return how many can be read, 0 or more
     */
    int available() {
        long written = lane.getLong(LANE_AUDIO_WRITE);
        epoch = lane.getLong(LANE_EPOCH);
        if (epoch > position) {
            position = epoch;
            lane.setLong(LANE_AUDIO_READ, position);
        }
        return (int) Math.max(0, written - position);
    }

    /** Returns where the present stream began, as {@link #available} last saw it. */
    long epoch() {
        return epoch;
    }

    /** Reads samples that are available; they stay in the ring until {@link #heard}. */
    void read(float[] into, int length) {
        int from = (int) position & mask;
        int head = Math.min(length, mask + 1 - from);
        samples.get(from, into, 0, head);
        samples.get(0, into, head, length - head);
        position += length;
    }

    /** Gives the samples read back to the engine: the notes that they gave are out. */
    void heard() {
        lane.setLong(LANE_AUDIO_READ, position);
    }
}
