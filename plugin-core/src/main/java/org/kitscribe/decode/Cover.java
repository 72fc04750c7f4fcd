// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/**
 * How much of the last frames other music covers: drums alone are now loud and now not, and what sounds beside them fills
 * the gaps. [any, one thread at a time]
 */
final class Cover {
    /** Loud frames are those of this percentile. */
    private static final double LOUD = 0.95;

    private final CoverSpec spec;
    private WeightedPercentile loudness;

    /** Of the frames so far, in dB; how much is covered. */
    private double usual;

    private double covered;

    /** Whether the two above are those of the last frame: most frames have no stroke that asks. */
    private boolean told;

    /** Creates one that has heard nothing. */
    Cover(CoverSpec spec) {
        this.spec = spec;
        restart();
    }

    /** Forgets the frames of the stream before. */
    void restart() {
        loudness = new WeightedPercentile();
        told = false;
    }

    /** Takes in the next frame's loudness, in dB. */
    void hear(double db) {
        loudness.add(db, 1);
        told = false;
    }

    /** Returns how much is covered, 0 to 1. */
    double covered() {
        if (loudness.count() < spec.first()) {
            return 0;
        }
        if (!told) {
            usual = loudness.at(0.5);
            covered = share(loudness.at(LOUD) - usual, spec.openDb(), spec.coveredDb());
            told = true;
        }
        return covered;
    }

    /** Returns the logits by which the threshold of a group's stroke is raised that is so loud, in dB. */
    double doubt(int group, double db) {
        if (!spec.groups().contains(group) || covered() == 0) {
            return 0;
        }
        return spec.doubt() * covered * share(db - usual, spec.clearDb(), spec.deepDb());
    }

    /** How far a value is on its way from none down to whole, 0 to 1. */
    private static double share(double value, double none, double whole) {
        return Math.max(0, Math.min(1, (none - value) / (none - whole)));
    }
}
