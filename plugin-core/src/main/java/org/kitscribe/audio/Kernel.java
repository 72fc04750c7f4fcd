// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

/** The low-pass of {@link Resampler}: one half of a Kaiser-windowed sinc in a fine table. [any] */
final class Kernel {
    private static final double PASS_BAND = 20000 / 22050.0;
    private static final double STOP_BAND_DB = 96;
    /** Table points per input sample: linear interpolation between them errs by less than -110 dB. */
    private static final int RESOLUTION = 512;

    private final int half;
    private final double[] table;

    Kernel(int from, int to) {
        double cutoff = Math.min(from, to) / (2.0 * from);
        double transition = 2 * Math.PI * 2 * cutoff * (1 - PASS_BAND);
        // Kaiser's rule for the taps, in halves, rounded up to whole pairs
        half = 2 * (int) Math.ceil((STOP_BAND_DB - 8) / (2.285 * transition) / 4);
        double beta = 0.1102 * (STOP_BAND_DB - 8.7);
        table = new double[half * RESOLUTION + 2];
        for (int i = 0; i <= half * RESOLUTION; i++) {
            double u = (double) i / RESOLUTION;
            double edge = u / half;
            double x = 2 * Math.PI * cutoff * u;
            double sinc = i == 0 ? 1 : Math.sin(x) / x;
            table[i] = sinc * bessel(beta * Math.sqrt(1 - edge * edge));
        }
    }

    /** Returns the input samples that it reaches on each side, an even number. */
    int half() {
        return half;
    }

    /** Writes the weights of the input samples 1 - half to half around an output at {@code fraction}, summing to 1. */
    void sample(double fraction, float[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(Math.abs(i + 1 - half - fraction));
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (at(Math.abs(i + 1 - half - fraction)) / sum);
        }
    }

    private double at(double distance) {
        double position = distance * RESOLUTION;
        int i = (int) position;
        return table[i] + (position - i) * (table[i + 1] - table[i]);
    }

    /** The modified Bessel function of order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
