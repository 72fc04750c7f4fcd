// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import java.util.Arrays;

/**
 * Lifts a dull recording's treble to where others have it: hats and cymbals would lie under the floor. It follows the
 * stream, down at once and up slowly, as nothing tells a dull recording from one whose cymbals are to come.
 * [any, one thread at a time]
 */
final class TrebleLift {
    private final TrebleSpec spec;
    private final double least;
    private final double rise;
    private final double[] shares;
    private final Loudest treble;
    private double lift;

    TrebleLift(FrameSpec frames) {
        spec = frames.treble();
        least = frames.floor();
        rise = spec.riseDb() * frames.hop() / frames.rate();
        double[] centres = frames.centres();
        shares = Arrays.stream(centres).map(spec::share).toArray();
        int first = 0;
        while (first < frames.longer().bands() && centres[first] < spec.aboveHz()) {
            first++;
        }
        treble = new Loudest(frames, first);
    }

    /** Starts a new stream. */
    void restart() {
        lift = 0;
        treble.restart();
    }

    /** Lifts the next frame's powers, whose stream's loudest band has this power. */
    void apply(double[] powers, double loudest) {
        double gap = 10 * Math.log10((loudest + least) / (treble.next(powers) + least));
        lift = Math.min(spec.lift(gap), lift + rise);
        if (lift > 0) {
            for (int b = 0; b < shares.length; b++) {
                powers[b] *= Math.pow(10, 0.1 * lift * shares[b]);
            }
        }
    }
}
