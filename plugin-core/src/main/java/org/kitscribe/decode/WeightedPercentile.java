// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/** Percentiles of the last values, in which each counts by its weight. [any, one thread at a time] */
final class WeightedPercentile {
    /** So many values tell, the newest. */
    static final int MEMORY = 256;

    private final double[] value = new double[MEMORY];
    private final double[] weight = new double[MEMORY];
    /** The places of the last {@code n} values in the arrays above, the smallest first. */
    private final int[] order = new int[MEMORY];

    private int n;
    private int next;

    /** Takes in the next value, in place of the oldest where there are {@value #MEMORY}. */
    void add(double value, double weight) {
        if (n == MEMORY) {
            int oldest = 0;
            while (order[oldest] != next) {
                oldest++;
            }
            System.arraycopy(order, oldest + 1, order, oldest, n - oldest - 1);
            n--;
        }
        this.value[next] = value;
        this.weight[next] = weight;
        int place = n;
        while (place > 0 && this.value[order[place - 1]] > value) {
            order[place] = order[place - 1];
            place--;
        }
        order[place] = next;
        n++;
        next = (next + 1) % MEMORY;
    }

    /** Returns how many values it holds. */
    int count() {
        return n;
    }

    /**
     * Returns the percentile of a rank, 0 to 1, between the middles of values' weights in straight lines; there has to be
     * a value.
     */
    double at(double rank) {
        double whole = 0;
        for (int i = 1; i < n; i++) {
            whole += step(i);
        }
        double left = rank * whole;
        int above = 1;
        while (above < n && left >= step(above)) {
            left -= step(above++);
        }
        double below = value[order[above - 1]];
        return above == n ? below : below + left / step(above) * (value[order[above]] - below);
    }

    /** Weight from the middle of one value to that of the next larger one. */
    private double step(int i) {
        return (weight[order[i - 1]] + weight[order[i]]) / 2;
    }
}
