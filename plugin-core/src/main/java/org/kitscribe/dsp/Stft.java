// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Power spectra of one size under a periodic Hann window; a full-scale sine has power 1. Double precision: a quiet
 * band beside a loud one would not hold 1e-4 in single. [any, one thread at a time]
 */
public final class Stft {
    private final DoubleFFT_1D fft;
    private final double[] window;
    private final double[] bins;

    /** Creates one for {@code size} samples, a power of two. */
    public Stft(int size) {
        fft = new DoubleFFT_1D(size);
        bins = new double[size];
        window = new double[size];
        double scale = 4.0 / size;
        for (int n = 0; n < size; n++) {
            window[n] = (0.5 - 0.5 * Math.cos(2 * Math.PI * n / size)) * scale;
        }
    }

    /** Writes the powers of bins 0 to size / 2 of the {@code size} samples from {@code offset} on. */
    public void power(float[] samples, int offset, double[] power) {
        for (int n = 0; n < bins.length; n++) {
            bins[n] = samples[offset + n] * window[n];
        }
        fft.realForward(bins);
        int half = bins.length / 2;
        power[0] = bins[0] * bins[0];
        for (int k = 1; k < half; k++) {
            double re = bins[2 * k];
            double im = bins[2 * k + 1];
            power[k] = re * re + im * im;
        }
        power[half] = bins[1] * bins[1];
    }
}
