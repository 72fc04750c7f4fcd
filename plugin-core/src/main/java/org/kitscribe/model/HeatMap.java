// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import java.nio.FloatBuffer;

/** The last heat rows of a stream, one per frame. What their channels mean stands in the pack. [any, one thread at a time] */
public final class HeatMap {
    private final int width;
    private final int capacity;
    private final float[] values;
    private long end;

    /** Creates one that holds {@code capacity} rows of {@code width} floats. */
    public HeatMap(int capacity, int width) {
        this.capacity = capacity;
        this.width = width;
        values = new float[capacity * width];
    }

    /** Returns the floats in one row. */
    public int width() {
        return width;
    }

    /** Forgets all rows; the next is that of frame 0. */
    public void restart() {
        end = 0;
    }

    /** Takes the next frame's row: that of this number in the network's heat, then what passed it by. */
    void append(FloatBuffer heat, int row, float[] beside) {
        int given = width - beside.length;
        heat.get(row * given, values, offset(end), given);
        System.arraycopy(beside, 0, values, offset(end) + given, beside.length);
        end++;
    }

    /** Returns the number of the frame after the newest. */
    public long end() {
        return end;
    }

    /** Returns the number of the oldest frame held. */
    public long start() {
        return Math.max(0, end - capacity);
    }

    /** Returns the array that holds the rows; valid until the next call into the stream. */
    public float[] values() {
        return values;
    }

    /** Returns where the row of {@code frame}, from {@link #start} to {@link #end}, begins in {@link #values}. */
    public int offset(long frame) {
        return (int) (frame % capacity) * width;
    }
}
