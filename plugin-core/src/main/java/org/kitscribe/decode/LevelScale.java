// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;

/** Turns levels into velocities, each drum against its own loud hits. [any, one thread at a time] */
public final class LevelScale {
    private static final int MEMORY = 256;
    private static final double LOUD_VELOCITY = 112;
    private static final double DB_PER_DECADE = 40;

    /** Where the true 95th percentile lies among heard levels, which err. */
    private static final double LOUD_RANK = 0.92;

    /** What the loudest to come are above a first hit, in dB; less and less with each hit. */
    private static final double STILL_LOUDER = 2;

    private final Levels[] drums;

    /** Creates one for so many drums. */
    public LevelScale(int drums) {
        this.drums = new Levels[drums];
        Arrays.setAll(this.drums, d -> new Levels());
    }

    /** Takes in a hit's level in dB and its confidence, 0 to 1. */
    public void add(int drum, double level, double confidence) {
        drums[drum].add(level, confidence * confidence);
    }

    /** Returns the velocity, 1 to 127, of a level in dB against the drum's hits so far, of which there is one. */
    public int velocity(int drum, double level) {
        double velocity = Math.rint(LOUD_VELOCITY * Math.pow(10, (level - drums[drum].loud()) / DB_PER_DECADE));
        return (int) Math.max(1, Math.min(127, velocity));
    }

    /** A drum's last levels and their weights. */
    private static final class Levels {
        private final double[] level = new double[MEMORY];
        private final double[] weight = new double[MEMORY];
        /** The places of the last {@code n} hits in the arrays above, the softest first. */
        private final int[] order = new int[MEMORY];

        private int n;
        private int next;

        void add(double level, double weight) {
            if (n == MEMORY) {
                int oldest = 0;
                while (order[oldest] != next) {
                    oldest++;
                }
                System.arraycopy(order, oldest + 1, order, oldest, n - oldest - 1);
                n--;
            }
            this.level[next] = level;
            this.weight[next] = weight;
            int place = n;
            while (place > 0 && this.level[order[place - 1]] > level) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = next;
            n++;
            next = (next + 1) % MEMORY;
        }

        /** The level of loud hits: a percentile in which each hit counts by its weight. */
        double loud() {
            double whole = 0;
            for (int i = 1; i < n; i++) {
                whole += step(i);
            }
            double left = LOUD_RANK * whole;
            double loud = level[order[0]];
            for (int i = 1; i < n && left > 0; i++) {
                double share = Math.min(1, left / step(i));
                loud = level[order[i - 1]] + share * (level[order[i]] - level[order[i - 1]]);
                left -= step(i);
            }
            return loud + STILL_LOUDER / (n + 1);
        }

        /** Weight from the middle of one hit to that of the next louder one. */
        private double step(int i) {
            return (weight[order[i - 1]] + weight[order[i]]) / 2;
        }
    }
}
