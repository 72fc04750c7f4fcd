// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/**
 * When strokes began that a much louder drum hid: in loud mixes a kick drowns, by compression or clipping, what is struck
 * with it, and a snare, hat or ride is heard only when the kick's first milliseconds are over. [any, one thread at a time]
 */
final class Masking {
    private final MaskingSpec spec;
    private final double reach;

    /** Time (hops) and level (dB) of the last stroke that hides others. */
    private double time = Double.NEGATIVE_INFINITY;

    private double level;

    Masking(MaskingSpec spec, double hopSeconds) {
        this.spec = spec;
        reach = spec.reachMs() / 1000 / hopSeconds;
    }

    /** Forgets the strokes heard. */
    void restart() {
        time = Double.NEGATIVE_INFINITY;
    }

    /**
     * Takes in a drum's stroke and returns when it began: halfway back to the stroke that hid it, but not before {@code
     * earliest}; else when it was heard. Times in hops.
     */
    double began(int drum, double onset, double levelDb, double heard, double earliest) {
        if (drum == spec.by() && onset >= spec.least()) {
            time = heard;
            level = levelDb;
        }
        boolean hidden = spec.drums().contains(drum)
                && heard > time
                && heard - time <= reach
                && level - levelDb >= spec.louderDb();
        return hidden ? Math.max(earliest, (time + heard) / 2) : heard;
    }
}
