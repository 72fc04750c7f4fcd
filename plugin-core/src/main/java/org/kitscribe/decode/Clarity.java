// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.List;
import org.kitscribe.kit.LatencySetting;

/**
 * How clearly the strokes of each group have been heard. Where they were clear, a doubtful one is more likely what
 * another drum has in common with them. What is remembered does not depend on sensitivity. [any, one thread at a time]
 */
final class Clarity {
    /** No stroke is clearer than this (logit). */
    private static final double CLEAREST = 7;

    private final ClaritySpec spec;
    private final double[] thresholds;
    private final int[] heard;
    private final double[] logit;

    /** Creates one that has heard nothing. */
    Clarity(ClaritySpec spec, List<DecoderSpec.Group> groups, LatencySetting latency) {
        this.spec = spec;
        thresholds = groups.stream()
                .mapToDouble(group -> group.thresholds().get(latency))
                .toArray();
        heard = new int[thresholds.length];
        logit = new double[thresholds.length];
    }

    /** Returns a group's threshold, made higher where its strokes so far were clear; {@code covered}: how much other music covers them, 0 to 1. */
    double raise(int group, double threshold, double covered) {
        if (!spec.groups().contains(group) || heard[group] < spec.first()) {
            return threshold;
        }
        double below = spec.below() - covered * spec.covered();
        double factor = Math.exp(logit[group] - below) / Probability.odds(thresholds[group]);
        return factor > 1 ? Probability.scaleOdds(threshold, factor) : threshold;
    }

    /** Takes in a stroke, if it would be written at the calibrated threshold. */
    void hear(int group, double onset) {
        if (onset >= thresholds[group]) {
            heard[group]++;
            double own = Math.min(CLEAREST, Math.log(Probability.odds(onset)));
            logit[group] += (own - logit[group]) / Math.min(heard[group], spec.memory());
        }
    }
}
