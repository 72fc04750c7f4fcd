// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollingFramesTest {
    private static final FrameSpec SPEC = new FrameSpec(
            44100,
            441,
            1e-14,
            40,
            10,
            null,
            new FrameSpec.Spectrum(2048, 84, 30, 16000, 1),
            new FrameSpec.Spectrum(256, 16, 60, 16000, 3),
            null,
            List.of());

    private static final TrebleSpec TREBLE = new TrebleSpec(9000, 37, 50, 60, 5, 3000, 12_000);
    private static final float[] NOISE = noise(20_000);

    @Test
    void aFrameIsMadeOfSpectraAroundItsCentre() {
        float[] padded = new float[NOISE.length + 4096];
        System.arraycopy(NOISE, 0, padded, 2048, NOISE.length);
        List<float[]> frames = frames(NOISE, NOISE.length);
        double loudest = 0;
        for (int t = 0; t < frames.size(); t++) {
            double[] powers = new double[132];
            int centre = 2048 + 441 * t;
            spectrum(padded, centre, SPEC.longer(), powers, 0);
            loudest = Math.max(
                    loudest * Math.pow(10, -0.01), Arrays.stream(powers).max().orElseThrow());
            spectrum(padded, centre - 147, SPEC.shorter(), powers, 84);
            spectrum(padded, centre, SPEC.shorter(), powers, 100);
            spectrum(padded, centre + 147, SPEC.shorter(), powers, 116);
            for (int b = 0; b < 132; b++) {
                double wanted = 0.2 * Math.log10((powers[b] + 1e-14 + 1e-4 * loudest) / 1e-14);
                assertEquals(wanted, frames.get(t)[b], 1e-6, "frame " + t + " band " + b);
            }
        }
    }

    private static void spectrum(float[] samples, int centre, FrameSpec.Spectrum spectrum, double[] out, int at) {
        double[] power = new double[spectrum.size() / 2 + 1];
        new Stft(spectrum.size()).power(samples, centre - spectrum.size() / 2, power);
        new Bands(44100, spectrum).powers(power, out, at);
    }

    @Test
    void gainMovesAllBandsAlike() {
        float[] quiet = NOISE.clone();
        for (int i = 0; i < quiet.length; i++) {
            quiet[i] *= 0.125f;
        }
        List<float[]> loud = frames(NOISE, NOISE.length);
        List<float[]> soft = frames(quiet, quiet.length);
        for (int t = 0; t < loud.size(); t++) {
            for (int b = 0; b < 132; b++) {
                assertEquals(0.2 * Math.log10(64), loud.get(t)[b] - soft.get(t)[b], 1e-3, "frame " + t + " band " + b);
            }
        }
    }

    /** A low tom's second partial may be louder than its first, but not if the first is hardly there. */
    @ParameterizedTest
    @CsvSource({"0, 45", "8, 45", "14, 57"})
    void aFramesPitchIsItsLowestLoudPartial(double louderDb, double note) {
        float[] tones = new float[22_050];
        for (int i = 0; i < tones.length; i++) {
            double first = Math.sin(2 * Math.PI * 110 * i / 44_100) * Math.pow(10, -louderDb / 20);
            tones[i] = (float) (0.1 * (first + Math.sin(2 * Math.PI * 220 * i / 44_100)));
        }
        FrameSpec spec = telling(new PitchSpec(60, 450, 10), List.of());
        float[] frame = frames(spec, tones, tones.length).get(25);
        assertEquals(133, frame.length);
        assertEquals(note, frame[132], 0.2);
        float[] silent = frames(spec, new float[22_050], 22_050).get(25);
        assertEquals(69 + 12 * Math.log(3 * 44_100 / 2048.0 / 440) / Math.log(2), silent[132], 1e-4);
    }

    /** A sine of amplitude a has power a^2 in its bin and a quarter of that in either neighbour. */
    @Test
    void aFrameTellsHowLoudItIsInEachRange() {
        float[] tones = new float[22_050];
        for (int i = 0; i < tones.length; i++) {
            double low = 0.1 * Math.sin(2 * Math.PI * 20 * i / 2048);
            tones[i] = (float) (low + 0.01 * Math.sin(2 * Math.PI * 400 * i / 2048));
        }
        List<FrequencyRange> ranges = List.of(
                new FrequencyRange(300, 1000), new FrequencyRange(8000, 22_050), new FrequencyRange(2000, 3000));
        for (PitchSpec pitch : new PitchSpec[] {null, new PitchSpec(60, 450, 10)}) {
            FrameSpec spec = telling(pitch, ranges);
            float[] frame = frames(spec, tones, tones.length).get(25);
            int at = frame.length - 3;
            assertEquals(pitch == null ? 132 : 133, at);
            assertEquals(-20 + 10 * Math.log10(1.5), frame[at], 0.01);
            assertEquals(-40 + 10 * Math.log10(1.5), frame[at + 1], 0.01);
            assertTrue(frame[at + 2] < -100, "nothing there: " + frame[at + 2]);
            assertEquals(-120, frames(spec, new float[22_050], 22_050).get(25)[at], 1e-4);
        }
    }

    private static FrameSpec telling(PitchSpec pitch, List<FrequencyRange> ranges) {
        return new FrameSpec(44100, 441, 1e-14, 120, 10, null, SPEC.longer(), SPEC.shorter(), pitch, ranges);
    }

    @Test
    void silenceIsZeroAndALoudSoundIsForgotten() {
        float[] once = new float[6 * 44100];
        System.arraycopy(NOISE, 0, once, 0, 4410);
        List<float[]> frames = frames(once, once.length);
        for (int t : new int[] {100, 300}) {
            assertEquals(0.2, frames.get(t)[0] - frames.get(t + 10 * 10)[0], 0.01, "10 dB a second, frame " + t);
        }
        for (float feature : frames(new float[4410], 4410).get(5)) {
            assertEquals(0, feature);
        }
    }

    @Test
    void aSenselessSampleDoesNotDeafen() {
        float[] struck = new float[44100];
        System.arraycopy(NOISE, 0, struck, 22050, 20_000);
        struck[1000] = 1e30f;
        float[] clean = struck.clone();
        clean[1000] = 0;
        float[] heard = frames(struck, struck.length).get(70);
        float[] wanted = frames(clean, clean.length).get(70);
        for (int b = 0; b < 132; b++) {
            // full scale is 37 dB above the noise, and its floor lies 40 dB deep
            assertEquals(wanted[b], heard[b], 0.1, "band " + b);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 440, 441, 442, 8820, 20_000})
    void aFileOfNSamplesHasOneFrameMoreThanWholeHops(int samples) {
        assertEquals(
                samples / 441 + 1,
                frames(Arrays.copyOf(NOISE, samples), samples).size());
    }

    @Property(tries = 50)
    void blockSizesDoNotMatter(@ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 9000) Integer> blocks) {
        List<float[]> whole = frames(NOISE, NOISE.length);
        int[] sizes = blocks.stream().mapToInt(Integer::intValue).toArray();
        List<float[]> cut = frames(NOISE, sizes);
        assertEquals(whole.size(), cut.size());
        for (int t = 0; t < whole.size(); t++) {
            assertArrayEquals(whole.get(t), cut.get(t));
        }
    }

    @Test
    void aRestartForgetsTheStreamBefore() {
        List<float[]> frames = new ArrayList<>();
        RollingFrames rolling = new RollingFrames(SPEC, frame -> frames.add(frame.clone()));
        for (int i = 0; i < 2; i++) {
            rolling.write(NOISE, 0, 5000);
            rolling.finish();
            rolling.restart();
        }
        assertEquals(24, frames.size());
        for (int t = 0; t < 12; t++) {
            assertArrayEquals(frames.get(t), frames.get(12 + t));
        }
    }

    @Test
    void aDullRecordingsTrebleIsLiftedSlowly() {
        float[] dull = tones(36);
        List<float[]> asItIs = frames(deeper(null), dull, dull.length);
        List<float[]> lifted = frames(deeper(TREBLE), dull, dull.length);
        double[] centres = SPEC.centres();
        for (int t : new int[] {100, 290}) {
            double gap = 50 * (loudest(asItIs.get(t), 0) - loudest(asItIs.get(t), 9000));
            assertEquals(45, gap, 1, "a tone is a ninth of its band");
            for (int b = 0; b < 132; b++) {
                double lift = Math.min(gap - 37, 5 * 0.01 * (t + 1)) * TREBLE.share(centres[b]);
                boolean sounds = asItIs.get(t)[b] > asItIs.get(t)[40] + 0.2;
                double seen = 50 * (lifted.get(t)[b] - asItIs.get(t)[b]);
                assertTrue(!sounds || Math.abs(seen - lift) < 0.3, "frame " + t + " band " + b + ": " + seen);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 25, 54, 80})
    void trebleThatIsThereOrIsNoneStays(int below) {
        float[] tones = tones(below);
        List<float[]> lifted = frames(deeper(TREBLE), tones, tones.length);
        List<float[]> asItIs = frames(deeper(null), tones, tones.length);
        for (int t = 0; t < lifted.size(); t++) {
            assertArrayEquals(asItIs.get(t), lifted.get(t), 1e-6f);
        }
    }

    @Test
    void theLiftFadesWhereThereIsHardlyAnyTreble() {
        double[] gaps = {0, 37, 45, 50, 55, 60, 200};
        double[] lifts = {0, 0, 8, 13, 9, 0, 0};
        assertArrayEquals(lifts, Arrays.stream(gaps).map(TREBLE::lift).toArray(), 1e-12);
    }

    private static double loudest(float[] frame, double aboveHz) {
        double[] centres = SPEC.centres();
        return IntStream.range(0, SPEC.longer().bands())
                .filter(b -> centres[b] >= aboveHz)
                .mapToDouble(b -> frame[b])
                .max()
                .orElseThrow();
    }

    /** Three seconds of a low tone and one at 10 kHz, so many decibels below it. */
    private static float[] tones(double below) {
        float[] tones = new float[3 * 44100];
        for (int i = 0; i < tones.length; i++) {
            double second = 2 * Math.PI * i / 44100;
            tones[i] = (float)
                    (0.5 * Math.sin(200 * second) + 0.5 * Math.pow(10, -below / 20) * Math.sin(10_000 * second));
        }
        return tones;
    }

    private static FrameSpec deeper(TrebleSpec treble) {
        return new FrameSpec(44100, 441, 1e-14, 120, 10, treble, SPEC.longer(), SPEC.shorter(), null, List.of());
    }

    private static List<float[]> frames(float[] samples, int... blocks) {
        return frames(SPEC, samples, blocks);
    }

    private static List<float[]> frames(FrameSpec spec, float[] samples, int... blocks) {
        List<float[]> frames = new ArrayList<>();
        RollingFrames rolling = new RollingFrames(spec, frame -> frames.add(frame.clone()));
        int turn = 0;
        for (int at = 0; at < samples.length; turn++) {
            int length = Math.min(blocks[turn % blocks.length], samples.length - at);
            rolling.write(samples, at, length);
            at += length;
        }
        rolling.finish();
        return frames;
    }

    private static float[] noise(int length) {
        Random random = new Random(1);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian() / 4;
        }
        return noise;
    }
}
