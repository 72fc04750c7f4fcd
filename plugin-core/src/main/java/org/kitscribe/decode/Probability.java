// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/** Probabilities and their odds. [any] */
final class Probability {
    /** No probability comes nearer to 0 or 1. */
    private static final double LEAST = 1e-6;

    private Probability() {}

    /** Adds the logarithm of {@code factor} to a probability's logit. */
    static double scaleOdds(double probability, double factor) {
        double clamped = Math.max(LEAST, Math.min(1 - LEAST, probability));
        double odds = odds(clamped) * factor;
        return odds / (1 + odds);
    }

    /** Returns the logarithm of its odds. */
    static double logit(double probability) {
        return Math.log(odds(Math.max(LEAST, Math.min(1 - LEAST, probability))));
    }

    /** Returns the probability whose odds have this logarithm. */
    static double ofLogit(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** Returns how much likelier than its opposite it is. */
    static double odds(double probability) {
        return probability / (1 - probability);
    }
}
