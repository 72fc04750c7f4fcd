// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

/**
 * The power below which a frame's bands are not told apart. It follows the stream's loudest band, so that a recording's
 * gain changes nothing, and so deep under the drums nothing is heard but what misleads: hiss, spill and the room. It takes
 * nothing for louder than full scale, lest one senseless sample deafen it for minutes. [any, one thread at a time]
 */
final class FollowingFloor {
    private static final double FULL_SCALE = 1;

    private final double least;
    private final double depth;
    private final double kept;
    private double loudest;

    FollowingFloor(FrameSpec spec) {
        least = spec.floor();
        depth = Math.pow(10, -spec.belowLoudestDb() / 10);
        kept = Math.pow(10, -spec.releaseDb() / 10 * spec.hop() / spec.rate());
    }

    /** Starts a new stream. */
    void restart() {
        loudest = 0;
    }

    /** Returns the floor of the next frame, whose long bands have the first {@code count} of {@code powers}. */
    double next(double[] powers, int count) {
        loudest *= kept;
        for (int b = 0; b < count; b++) {
            loudest = Math.max(loudest, Math.min(FULL_SCALE, powers[b]));
        }
        return least + depth * loudest;
    }
}
