// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    private static final int TO = 44100;

    /** A sine is known between its samples: what comes out must be the sine at k / 44100 s, to -90 dB. */
    @ParameterizedTest
    @CsvSource({
        "8000, 100",
        "8000, 3500",
        "22050, 9000",
        "32000, 14000",
        "44056, 19000",
        "48000, 50",
        "48000, 1000",
        "48000, 19900",
        "88200, 19900",
        "96000, 19900",
        "192000, 15000",
        "383999, 15000",
        "384000, 19900"
    })
    void positionsAreExactAndThePassBandIsFlat(int from, double hz) {
        float[] out = resample(sine(from, hz, from / 4), from, from);
        assertEquals((from / 4 * (long) TO + from - 1) / from, out.length);
        // away from the ends, where the sine stops
        for (int k = out.length / 4; k < out.length * 3 / 4; k++) {
            assertEquals(Math.sin(2 * Math.PI * hz * k / TO), out[k], 3.2e-5, "output " + k);
        }
    }

    /** What has no place below 20 kHz may not come back there: its alias stays under -90 dB. */
    @ParameterizedTest
    @CsvSource({"48000, 24000", "88200, 24200", "96000, 24200", "96000, 40000", "192000, 30000", "384000, 100000"})
    void theStopBandIsNinetyDecibelsDown(int from, double hz) {
        float[] out = resample(sine(from, hz, from / 4), from, from);
        for (int k = out.length / 4; k < out.length * 3 / 4; k++) {
            assertTrue(Math.abs(out[k]) < 3.2e-5, "output " + k + " is " + out[k]);
        }
    }

    /** Images of a low rate's tones are kept out, too. */
    @Test
    void upsamplingAddsNoImages() {
        float[] in = new float[4000];
        for (int n = 0; n < in.length; n++) {
            in[n] = (float) Math.cos(2 * Math.PI * 3000 * n / 8000.0);
        }
        float[] out = resample(in, 8000, in.length);
        double image = 0;
        int period = TO / 100;
        for (int k = 10 * period; k < 40 * period; k++) {
            image += out[k] * Math.cos(2 * Math.PI * 5000 * k / TO);
        }
        assertTrue(Math.abs(image / (15 * period)) < 3.2e-5, "image of " + image);
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 48000, 96000, 383999})
    void latencyIsWhatAnOutputWaitsFor(int from) {
        float[] in = sine(from, 440, 20_000);
        int[] count = {0};
        Resampler resampler = new Resampler(from, TO, (samples, offset, length) -> count[0] += length);
        for (int n = 0; n < in.length; n++) {
            resampler.write(in, n, 1);
            // output k is out once input floor(k * from / to) + latency is in
            long due = n < resampler.latency() ? 0 : ((n - resampler.latency() + 1L) * TO + from - 1) / from;
            assertEquals(due, count[0], "after input " + n);
        }
    }

    @Test
    void equalRatesPassThrough() {
        float[] in = sine(TO, 1234, 5000);
        assertArrayEquals(in, resample(in, TO, 77));
        assertEquals(0, new Resampler(TO, TO, (samples, offset, length) -> {}).latency());
    }

    @Property(tries = 50)
    void blockSizesDoNotMatter(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 9000) Integer> blocks,
            @ForAll @IntRange(min = 0, max = 3) int rate) {
        int from = new int[] {8000, 44056, 48000, 192000}[rate];
        float[] in = sine(from, 1000, 20_000);
        int[] sizes = blocks.stream().mapToInt(Integer::intValue).toArray();
        assertArrayEquals(resample(in, from, in.length), resample(in, from, sizes));
    }

    private static float[] sine(int rate, double hz, int length) {
        float[] sine = new float[length];
        for (int n = 0; n < length; n++) {
            sine[n] = (float) Math.sin(2 * Math.PI * hz * n / rate);
        }
        return sine;
    }

    private static float[] resample(float[] in, int from, int... blocks) {
        float[] out = new float[(int) ((long) in.length * TO / from) + 16];
        int[] filled = {0};
        Resampler resampler = new Resampler(from, TO, (samples, offset, length) -> {
            System.arraycopy(samples, offset, out, filled[0], length);
            filled[0] += length;
        });
        int turn = 0;
        for (int at = 0; at < in.length; turn++) {
            int length = Math.min(blocks[turn % blocks.length], in.length - at);
            resampler.write(in, at, length);
            at += length;
        }
        resampler.finish();
        return Arrays.copyOf(out, filled[0]);
    }
}
