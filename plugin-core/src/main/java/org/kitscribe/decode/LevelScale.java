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

    /** Takes a hit's level in dB and returns its velocity, 1 to 127. */
    public int velocity(int drum, double level) {
        Levels own = drums[drum];
        own.add(level);
        double velocity = Math.rint(LOUD_VELOCITY * Math.pow(10, (level - own.loud) / DB_PER_DECADE));
        return (int) Math.max(1, Math.min(127, velocity));
    }

    /** A drum's last levels and the level of its loud hits. */
    private static final class Levels {
        private final double[] recent = new double[MEMORY];
        private final double[] sorted = new double[MEMORY];
        private long count;
        private double loud;

        void add(double level) {
            int n = (int) Math.min(count, MEMORY);
            int slot = (int) (count % MEMORY);
            if (n == MEMORY) {
                int oldest = Arrays.binarySearch(sorted, recent[slot]);
                System.arraycopy(sorted, oldest + 1, sorted, oldest, n - oldest - 1);
                n--;
            }
            recent[slot] = level;
            int place = Arrays.binarySearch(sorted, 0, n, level);
            place = place < 0 ? -place - 1 : place;
            System.arraycopy(sorted, place, sorted, place + 1, n - place);
            sorted[place] = level;
            count++;
            double rank = LOUD_RANK * n;
            int low = (int) rank;
            int high = Math.min(low + 1, n);
            loud = sorted[low] + (rank - low) * (sorted[high] - sorted[low]) + STILL_LOUDER / (n + 2);
        }
    }
}
