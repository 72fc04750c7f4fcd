// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;

/**
 * Levels of strokes as they are measured where they sound, against what the network tells: it hears through what else
 * sounds there, but not as exactly. How far the two are apart for a drum is what they were for its last strokes. [any, one
 * thread at a time]
 */
final class MeasuredLevel {
    private final LoudnessSpec spec;

    /** By how much each drum's strokes were louder than told. */
    private final WeightedPercentile[] apart;

    /** Creates one for so many drums. */
    MeasuredLevel(LoudnessSpec spec, int drums) {
        this.spec = spec;
        apart = new WeightedPercentile[drums];
        Arrays.setAll(apart, d -> new WeightedPercentile());
    }

    /**
     * Takes in a drum's next stroke, and returns its level.
     *
     * @param told the level in dB as the network tells it
     * @param loudness as measured, in dB
     * @param confidence 0 to 1
     */
    double of(int drum, double told, double loudness, double confidence) {
        apart[drum].add(loudness - told, confidence * confidence);
        double louder = loudness - told - apart[drum].at(0.5);
        return told + spec.weight() * Math.min(spec.mostDb(), louder);
    }
}
