// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

/**
 * The power of a stream's loudest band so far, of some, less what is forgotten. It takes nothing for louder than full
 * scale, lest one senseless sample deafen it for minutes. [any, one thread at a time]
 */
final class Loudest {
    private static final double FULL_SCALE = 1;

    private final int first;
    private final int end;
    private final double kept;
    private double power;

    /** Creates one for the long bands from {@code first} on. */
    Loudest(FrameSpec spec, int first) {
        this.first = first;
        end = spec.longer().bands();
        kept = Math.pow(10, -spec.releaseDb() / 10 * spec.hop() / spec.rate());
    }

    /** Starts a new stream. */
    void restart() {
        power = 0;
    }

    /** Takes the next frame's powers, and returns the loudest. */
    double next(double[] powers) {
        power *= kept;
        for (int b = first; b < end; b++) {
            power = Math.max(power, Math.min(FULL_SCALE, powers[b]));
        }
        return power;
    }
}
