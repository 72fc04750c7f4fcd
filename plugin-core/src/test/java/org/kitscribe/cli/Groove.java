// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.kitscribe.midi.ClipReader.Stroke;

/** A simple beat with known strokes: two bars at 100 bpm, kick, snare and closed hat made of sines and noise. */
final class Groove {
    static final int KICK = 36;
    static final int SNARE = 38;
    static final int HAT = 42;
    private static final double EIGHTH = 0.3;
    private static final int BARS = 2;

    private Groove() {}

    /** Returns the strokes by time. */
    static List<Stroke> strokes() {
        List<Stroke> strokes = new ArrayList<>();
        for (int i = 0; i < 8 * BARS; i++) {
            double seconds = 0.5 + i * EIGHTH;
            if (i % 8 == 0 || i % 8 == 5) {
                strokes.add(new Stroke(KICK, seconds, 100));
            }
            if (i % 8 == 2 || i % 8 == 6) {
                strokes.add(new Stroke(SNARE, seconds, 100));
            }
            strokes.add(new Stroke(HAT, seconds, 100));
        }
        return strokes;
    }

    static float[] audio(int rate) {
        float[] audio = new float[(int) ((1 + 8 * BARS * EIGHTH) * rate)];
        Random random = new Random(1);
        for (Stroke stroke : strokes()) {
            add(audio, (int) Math.round(stroke.seconds() * rate), rate, stroke.number(), random);
        }
        return audio;
    }

    static Path write(Path file) {
        return Wav.write(file, audio(44_100), 44_100, 1);
    }

    private static void add(float[] audio, int start, int rate, int number, Random random) {
        double last = 0;
        for (int i = 0; start + i < audio.length && i < rate / 2; i++) {
            double t = (double) i / rate;
            double noise = random.nextGaussian();
            double sample = switch (number) {
                case KICK ->
                    0.7 * Math.sin(2 * Math.PI * (50 * t - 2.5 * Math.exp(-t / 0.02))) * Math.exp(-t / 0.12)
                            + 0.1 * noise * Math.exp(-t / 0.003);
                case SNARE ->
                    0.3 * Math.sin(2 * Math.PI * 190 * t) * Math.exp(-t / 0.06) + 0.15 * noise * Math.exp(-t / 0.08);
                default -> 0.05 * (noise - last) * Math.exp(-t / 0.03);
            };
            last = noise;
            audio[start + i] += (float) sample;
        }
    }
}
