// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

/** A streaming resampler. Output sample k lies exactly at input position {@code k * from / to}. [one thread] */
public final class Resampler {
    /** Creates one from the rate {@code from} to the rate {@code to}, in samples per second. */
    public Resampler(int from, int to) {}

    /** Returns how many samples of input after an output's position must have arrived before it comes out. */
    public int latency() {
        return 0;
    }
}
