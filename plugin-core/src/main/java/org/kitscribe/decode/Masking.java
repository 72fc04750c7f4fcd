// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/**
 * What a much louder drum does to strokes beside it: in loud mixes a kick drowns, by compression or clipping, all else for
 * some milliseconds. What is struck with it, a snare, hat or ride, is heard only when they are over, and a cymbal that had
 * rung on is heard again as if it were struck. [any, one thread at a time]
 */
final class Masking {
    private final MaskingSpec spec;
    private final double reach;
    private final double backFrom;
    private final double backTo;

    /** Time (hops) and level (dB) of the last stroke that hides others. */
    private double time = Double.NEGATIVE_INFINITY;

    private double level;

    Masking(MaskingSpec spec, double hopSeconds) {
        this.spec = spec;
        reach = spec.reachMs() / 1000 / hopSeconds;
        backFrom = spec.backFromMs() / 1000 / hopSeconds;
        backTo = spec.backToMs() / 1000 / hopSeconds;
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
        boolean hidden = spec.drums().contains(drum) && follows(heard, 0, reach, levelDb);
        return hidden ? Math.max(earliest, (time + heard) / 2) : heard;
    }

    /** Returns the onset probability of a drum's stroke, heard at a time (hops), which may be one that had rung on. */
    double chance(int drum, double onset, double levelDb, double heard) {
        boolean back = spec.ringing().contains(drum) && follows(heard, backFrom, backTo, levelDb);
        return back ? Probability.scaleOdds(onset, spec.backOdds()) : onset;
    }

    /** Whether a stroke was heard so long (hops) after a much louder one that hides others. */
    private boolean follows(double heard, double from, double to, double levelDb) {
        double after = heard - time;
        return after >= from && after <= to && level - levelDb >= spec.louderDb();
    }
}
