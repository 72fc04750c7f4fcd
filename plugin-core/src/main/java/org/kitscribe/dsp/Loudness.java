// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

/** How loud a power spectrum is in some ranges of frequencies. [any] */
final class Loudness {
    /** Added to every power, so that silence has a level. */
    private static final double SILENCE = 1e-12;

    /** Each range's first bin and the one after its last. */
    private final int[][] bins;

    /** Creates one for power spectra of the long transform. */
    Loudness(FrameSpec spec) {
        double binHz = (double) spec.rate() / spec.longer().size();
        int end = spec.longer().size() / 2 + 1;
        bins = spec.loudness().stream()
                .map(range -> new int[] {bin(range.lowHz() / binHz, end), bin(range.highHz() / binHz, end)})
                .toArray(int[][]::new);
    }

    private static int bin(double place, int end) {
        return Math.min(end, (int) Math.ceil(place));
    }

    /** Returns the level of a power, 0 being full scale and -120 silence. */
    static double decibels(double power) {
        return 10 * Math.log10(power + SILENCE);
    }

    /** Writes each range's loudness in dB from {@code offset} on. */
    void write(double[] power, float[] out, int offset) {
        for (int i = 0; i < bins.length; i++) {
            double sum = 0;
            for (int bin = bins[i][0]; bin < bins[i][1]; bin++) {
                sum += power[bin];
            }
            out[offset + i] = (float) decibels(sum);
        }
    }
}
