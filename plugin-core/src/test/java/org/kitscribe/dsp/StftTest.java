// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StftTest {
    @ParameterizedTest
    @ValueSource(ints = {16, 256, 2048})
    void powersAreThoseOfTheDefinition(int size) {
        Random random = new Random(size);
        float[] samples = new float[size + 5];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        double[] power = new double[size / 2 + 1];
        new Stft(size).power(samples, 5, power);

        for (int k = 0; k <= size / 2; k += Math.max(1, size / 64)) {
            double re = 0;
            double im = 0;
            double sum = 0;
            for (int n = 0; n < size; n++) {
                double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / size);
                double angle = 2 * Math.PI * k * n / size;
                re += w * samples[5 + n] * Math.cos(angle);
                im -= w * samples[5 + n] * Math.sin(angle);
                sum += w;
            }
            double wanted = (re * re + im * im) / (sum / 2 * (sum / 2));
            assertEquals(wanted, power[k], 1e-10 * Math.max(1, wanted), "bin " + k);
        }
    }

    @Test
    void aFullScaleSineHasPowerOne() {
        float[] samples = new float[2048];
        for (int n = 0; n < samples.length; n++) {
            samples[n] = (float) Math.sin(2 * Math.PI * 100 * n / 2048);
        }
        double[] power = new double[1025];
        new Stft(2048).power(samples, 0, power);

        assertEquals(1, power[100], 1e-6);
        assertEquals(0.25, power[101], 1e-6);
        assertEquals(0, power[110], 1e-12);
    }
}
