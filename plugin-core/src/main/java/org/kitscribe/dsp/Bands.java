// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Triangles on the HTK mel scale over a power spectrum. [any] */
public final class Bands {
    private final int[] firstBin;
    private final double[][] weights;

    /** Creates them for spectra of {@code rate} and {@code spectrum}. */
    public Bands(int rate, FrameSpec.Spectrum spectrum) {
        int count = spectrum.bands();
        firstBin = new int[count];
        weights = new double[count][];
        double[] hz = edges(spectrum);
        double binHz = (double) rate / spectrum.size();
        for (int b = 0; b < count; b++) {
            triangle(b, hz[b], hz[b + 1], hz[b + 2], binHz);
        }
    }

    /** Returns each band's centre in Hz. */
    static double[] centres(FrameSpec.Spectrum spectrum) {
        return Arrays.copyOfRange(edges(spectrum), 1, spectrum.bands() + 1);
    }

    /** Edges and centres in Hz: band b rises from [b] to [b + 1] and falls to [b + 2]. */
    private static double[] edges(FrameSpec.Spectrum spectrum) {
        double low = mel(spectrum.lowHz());
        double step = (mel(spectrum.highHz()) - low) / (spectrum.bands() + 1);
        return IntStream.range(0, spectrum.bands() + 2)
                .mapToDouble(i -> hz(low + i * step))
                .toArray();
    }

    private void triangle(int band, double low, double centre, double high, double binHz) {
        int first = (int) Math.floor(low / binHz) + 1;
        int last = (int) Math.ceil(high / binHz) - 1;
        if (last < first) {
            firstBin[band] = (int) Math.rint(centre / binHz);
            weights[band] = new double[] {1};
            return;
        }
        double[] w = new double[last - first + 1];
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            double f = (first + i) * binHz;
            w[i] = Math.min((f - low) / (centre - low), (high - f) / (high - centre));
            sum += w[i];
        }
        for (int i = 0; i < w.length; i++) {
            w[i] /= sum;
        }
        firstBin[band] = first;
        weights[band] = w;
    }

    /** Writes one power per band from {@code offset} on: 0 is silence, 1 full scale. */
    public void powers(double[] power, double[] out, int offset) {
        for (int b = 0; b < weights.length; b++) {
            double[] w = weights[b];
            int first = firstBin[b];
            double sum = 0;
            for (int i = 0; i < w.length; i++) {
                sum += w[i] * power[first + i];
            }
            out[offset + b] = sum;
        }
    }

    private static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }

    private static double hz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }
}
