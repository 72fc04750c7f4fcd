// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BandsTest {
    private static final FrameSpec.Spectrum LONG = new FrameSpec.Spectrum(2048, 84, 30, 16000, 1);

    @Test
    void silenceIsExactlyZeroAndFullScaleOne() {
        Bands bands = new Bands(44100, LONG);
        double[] power = new double[1025];
        double[] powers = new double[86];
        bands.powers(power, powers, 1);
        assertEquals(0, powers[1]);
        assertEquals(0, powers[84]);

        Arrays.fill(power, 1);
        bands.powers(power, powers, 1);
        for (int b = 1; b <= 84; b++) {
            assertEquals(1, powers[b], 1e-9, "band " + b);
        }
        assertEquals(0, powers[0]);
        assertEquals(0, powers[85]);
    }

    /** The one that rises to the bin and the one that falls from it. */
    @Test
    void oneBinFallsIntoTheTwoTrianglesAroundIt() {
        double[] power = new double[1025];
        power[93] = 1;
        double[] powers = new double[84];
        new Bands(44100, LONG).powers(power, powers, 0);

        double low = mel(30);
        double step = (mel(16000) - low) / 85;
        double place = (mel(93 * 44100 / 2048.0) - low) / step;
        int upper = (int) place;
        for (int b = 0; b < 84; b++) {
            assertEquals(b == upper || b == upper - 1, powers[b] > 0, "band " + b);
        }
    }

    /** The lowest long bands are narrower than a bin: none may be left without one. */
    @Test
    void everyBandCatchesABin() {
        double[] power = new double[1025];
        Bands bands = new Bands(44100, LONG);
        boolean[] caught = new boolean[84];
        for (int k = 0; k < power.length; k++) {
            Arrays.fill(power, 0);
            power[k] = 1;
            double[] powers = new double[84];
            bands.powers(power, powers, 0);
            for (int b = 0; b < 84; b++) {
                caught[b] |= powers[b] > 0;
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
