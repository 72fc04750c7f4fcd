// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;

/** Turns levels into velocities, each drum against its own loud hits. [any, one thread at a time] */
public final class LevelScale {
    private static final double LOUD_VELOCITY = 112;
    private static final double DB_PER_DECADE = 40;

    /** Where the true 95th percentile lies among heard levels, which err. */
    private static final double LOUD_RANK = 0.93;

    /** What the loudest to come are above a first hit, in dB; less and less with each hit. */
    private static final double STILL_LOUDER = 1.5;

    private final WeightedPercentile[] drums;

    /** Creates one for so many drums. */
    public LevelScale(int drums) {
        this.drums = new WeightedPercentile[drums];
        Arrays.setAll(this.drums, d -> new WeightedPercentile());
    }

    /** Takes in a hit's level in dB and its confidence, 0 to 1. */
    public void add(int drum, double level, double confidence) {
        drums[drum].add(level, confidence * confidence);
    }

    /** Returns the velocity, 1 to 127, of a level in dB against the drum's hits so far, of which there is one. */
    public int velocity(int drum, double level) {
        double loud = drums[drum].at(LOUD_RANK) + STILL_LOUDER / (drums[drum].count() + 1);
        double velocity = Math.rint(LOUD_VELOCITY * Math.pow(10, (level - loud) / DB_PER_DECADE));
        return (int) Math.max(1, Math.min(127, velocity));
    }
}
