// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BandsTest {
    private static final FrameSpec.Spectrum LONG = new FrameSpec.Spectrum(2048, 84, 30, 16000, 1);

    @Test
    void silenceIsExactlyZeroAndFullScaleTwo() {
        Bands bands = new Bands(44100, LONG, 1e-10);
        double[] power = new double[1025];
        float[] features = new float[86];
        bands.features(power, features, 1);
        assertEquals(0, features[1]);
        assertEquals(0, features[84]);

        Arrays.fill(power, 1);
        bands.features(power, features, 1);
        for (int b = 1; b <= 84; b++) {
            assertEquals(2, features[b], 1e-6, "band " + b);
        }
        assertEquals(0, features[0]);
        assertEquals(0, features[85]);
    }

    /** The one that rises to the bin and the one that falls from it. */
    @Test
    void oneBinFallsIntoTheTwoTrianglesAroundIt() {
        double[] power = new double[1025];
        power[93] = 1;
        float[] features = new float[84];
        new Bands(44100, LONG, 1e-10).features(power, features, 0);

        double low = mel(30);
        double step = (mel(16000) - low) / 85;
        double place = (mel(93 * 44100 / 2048.0) - low) / step;
        int upper = (int) place;
        for (int b = 0; b < 84; b++) {
            assertEquals(b == upper || b == upper - 1, features[b] > 0, "band " + b);
        }
    }

    /** The lowest long bands are narrower than a bin: none may be left without one. */
    @Test
    void everyBandCatchesABin() {
        double[] power = new double[1025];
        Bands bands = new Bands(44100, LONG, 1e-10);
        boolean[] caught = new boolean[84];
        for (int k = 0; k < power.length; k++) {
            Arrays.fill(power, 0);
            power[k] = 1;
            float[] features = new float[84];
            bands.features(power, features, 0);
            for (int b = 0; b < 84; b++) {
                caught[b] |= features[b] > 0;
            }
        }
        for (int b = 0; b < 84; b++) {
            assertTrue(caught[b], "band " + b);
        }
    }

    private static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }
}
