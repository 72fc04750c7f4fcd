// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.transcribe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;

class TranscriberTest {
    private static final Path PACK = Path.of("../models/packs/drums");

    private static ModelPack pack;
    private static OnnxModel model;

    /** The shipped one, but strokes have no say in later ones, in a later passage for one. */
    private static ModelPack forgetful;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        pack = ModelPack.open(PACK);
        String manifest = Files.readString(PACK.resolve("pack.json"));
        String changed = manifest.replaceAll("\"weight\": [0-9.]+", "\"weight\": 0")
                .replaceAll("\"recurrence\": \\{[^}]*},", "");
        assertNotEquals(manifest, changed);
        Files.writeString(folder.resolve("pack.json"), changed);
        forgetful = ModelPack.open(folder);
        model = OnnxModel.open(pack);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"44100, QUICK", "48000, BALANCED", "22050, ACCURATE", "96000, QUICK"})
    void blockSizesDoNotMatter(int rate, LatencySetting setting) throws Exception {
        float[] clip = clip(rate, 3);
        List<Note> whole = notes(rate, setting, clip, clip.length);
        assertFalse(whole.isEmpty());
        assertEquals(whole, notes(rate, setting, clip, 64));
        assertEquals(whole, notes(rate, setting, clip, 1, 4096, 17));
    }

    @ParameterizedTest
    @CsvSource({
        "44100, QUICK, -60",
        "48000, QUICK, -70",
        "44100, QUICK, -80",
        "44100, BALANCED, -70",
        "44100, ACCURATE, -70"
    })
    void noiseThatSetsInIsNoStroke(int rate, LatencySetting setting, double db) throws Exception {
        Random random = new Random(5);
        float[] noise = new float[2 * rate];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (Math.pow(10, db / 20) * random.nextGaussian());
        }
        assertEquals(List.of(), notes(rate, setting, noise, 512));
    }

    /** A clip and an odd number of zeros, twice. Velocities may differ: by the second playing more is known. */
    @ParameterizedTest
    @ValueSource(ints = {44100, 48000})
    void eachPlayingGivesTheSameNotes(int rate) throws Exception {
        float[] clip = clip(rate, 2);
        int playing = clip.length + 3 * rate + 1237;
        float[] twice = Arrays.copyOf(clip, 2 * playing);
        System.arraycopy(clip, 0, twice, playing, clip.length);

        List<Note> notes = notes(forgetful, rate, LatencySetting.BALANCED, twice, 480);
        int half = notes.size() / 2;
        assertEquals(2 * half, notes.size());
        for (int i = 0; i < half; i++) {
            Note first = notes.get(i);
            Note again = notes.get(half + i);
            assertEquals(first.drum(), again.drum());
            assertEquals(first.confidence(), again.confidence());
            if (first.position() > 0) {
                assertEquals(first.position() + playing, again.position());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 441, 22_050, 123_457})
    void zerosInFrontOnlyShiftTheNotes(int zeros) throws Exception {
        float[] clip = clip(44100, 2);
        float[] later = new float[zeros + clip.length];
        System.arraycopy(clip, 0, later, zeros, clip.length);
        List<Note> notes = notes(44100, LatencySetting.QUICK, clip, 512);
        List<Note> shifted = notes(44100, LatencySetting.QUICK, later, 512);
        assertEquals(notes.size(), shifted.size());
        for (int i = 0; i < notes.size(); i++) {
            // a note heard before the first sample is held at position 0, which the zeros would free
            if (notes.get(i).position() > 0) {
                assertEquals(notes.get(i).position() + zeros, shifted.get(i).position());
            }
            assertEquals(notes.get(i).velocity(), shifted.get(i).velocity());
        }
    }

    @Test
    void silenceAndNothingGiveNoNotes() throws Exception {
        assertTrue(notes(44100, LatencySetting.QUICK, new float[200_000], 512).isEmpty());
        assertTrue(notes(44100, LatencySetting.QUICK, new float[0], 512).isEmpty());
    }

    @Test
    void restsBetweenPassages() throws Exception {
        try (Transcriber transcriber = transcriber(pack, 44100, LatencySetting.QUICK, new ArrayList<>())) {
            float[] zeros = new float[(int) transcriber.separation()];
            transcriber.write(zeros, 0, zeros.length);
            assertTrue(transcriber.isResting());
            transcriber.write(new float[] {1}, 0, 1);
            transcriber.write(zeros, 0, zeros.length - 1);
            assertFalse(transcriber.isResting());
            transcriber.write(zeros, 0, 1);
            assertTrue(transcriber.isResting());
        }
    }

    @Test
    void afterTheEndANewStreamBeginsAtZero() throws Exception {
        float[] clip = clip(44100, 2);
        List<Note> notes = new ArrayList<>();
        try (Transcriber transcriber = transcriber(forgetful, 44100, LatencySetting.QUICK, notes)) {
            transcriber.write(clip, 0, clip.length);
            transcriber.finish();
            int once = notes.size();
            transcriber.write(clip, 0, clip.length);
            transcriber.finish();
            assertEquals(2 * once, notes.size());
            for (int i = 0; i < once; i++) {
                assertEquals(notes.get(i).position(), notes.get(once + i).position());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LatencySetting.class)
    void nothingComesBeforeTheAwaitedAudioAndSomethingWithIt(LatencySetting setting) throws Exception {
        float[] clip = clip(44100, 2);
        Random random = new Random(5);
        int[] rows = new int[1];
        DecoderSettings settings = DecoderSettings.of(setting);
        try (Transcriber transcriber = new Transcriber(
                pack, model, 44100, setting.stride(), settings, note -> {}, (seconds, row) -> rows[0]++)) {
            int at = 0;
            for (int awaited = 1; at + awaited <= clip.length; ) {
                int some = random.nextInt(awaited);
                int before = rows[0];
                transcriber.write(clip, at, some);
                transcriber.write(clip, at + some, awaited - some - 1);
                assertEquals(before, rows[0], "at " + at);
                transcriber.write(clip, at + awaited - 1, 1);
                at += awaited;
                // the look-ahead's first rows belong to no frame
                assertTrue(rows[0] > before || at < 44100, "at " + at);
                awaited = (int) Math.rint(transcriber.awaitedSeconds() * 44100);
            }
            assertTrue(rows[0] > 100);
        }
    }

    @Test
    void everyRowIsShownWithItsTime() throws Exception {
        float[] clip = clip(48000, 1);
        List<Double> times = new ArrayList<>();
        DecoderSettings settings = DecoderSettings.of(LatencySetting.BALANCED);
        try (Transcriber transcriber =
                new Transcriber(pack, model, 48000, 250, settings, note -> {}, (seconds, row) -> times.add(seconds))) {
            transcriber.write(clip, 0, clip.length);
            transcriber.finish();
        }
        // 0.2 s of lead-in and the clip's 1 s
        assertEquals(121, times.size());
        for (int t = 0; t < times.size(); t++) {
            assertEquals(0.01 * t - 0.2, times.get(t), 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"bands\": 84 | \"bands\": 85 | field features give 133 bands, the network takes 132",
                "\"pitch\": | \"pit\": | field decoder reads rows of 84, features and network give 83",
                "\"name\": \"kick\", | | field decoder.groups[0].drums[0].name is missing",
                "\"note\": 36 | \"note\": 136 | field decoder.groups[0].drums[0].note is 136"
            })
    void partsOfAPackThatDoNotFitAreErrors(String from, String to, String message, @TempDir Path folder)
            throws Exception {
        String manifest = Files.readString(PACK.resolve("pack.json"));
        int at = manifest.lastIndexOf(from, manifest.indexOf("\"name\": \"snare\""));
        assertTrue(at >= 0, from);
        String changed = manifest.substring(0, at) + (to == null ? "" : to) + manifest.substring(at + from.length());
        Files.writeString(folder.resolve("pack.json"), changed);
        ModelPack broken = ModelPack.open(folder);
        PackException e = assertThrows(
                PackException.class,
                () -> new Transcriber(
                        broken, model, 44100, 250, DecoderSettings.of(LatencySetting.QUICK), note -> {}, null));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static Transcriber transcriber(ModelPack pack, int rate, LatencySetting setting, List<Note> notes)
            throws PackException {
        DecoderSettings sensitive = new DecoderSettings(setting, 60, Map.of());
        return new Transcriber(pack, model, rate, Transcriber.FILE_STRIDE, sensitive, notes::add, null);
    }

    private static List<Note> notes(int rate, LatencySetting setting, float[] samples, int... blocks)
            throws PackException {
        return notes(pack, rate, setting, samples, blocks);
    }

    private static List<Note> notes(ModelPack pack, int rate, LatencySetting setting, float[] samples, int... blocks)
            throws PackException {
        List<Note> notes = new ArrayList<>();
        try (Transcriber transcriber = transcriber(pack, rate, setting, notes)) {
            int turn = 0;
            for (int at = 0; at < samples.length; turn++) {
                int length = Math.min(blocks[turn % blocks.length], samples.length - at);
                transcriber.write(samples, at, length);
                at += length;
            }
            transcriber.finish();
        }
        return notes;
    }

    /** Decaying strokes of noise and of a falling tone, four a second, the first after 50 ms. */
    private static float[] clip(int rate, int seconds) {
        Random random = new Random(5);
        float[] clip = new float[seconds * rate];
        clip[0] = 1e-4f;
        for (int stroke = 0; stroke < 4 * seconds; stroke++) {
            int start = rate / 20 + stroke * rate / 4;
            double phase = 0;
            for (int n = 0; start + n < clip.length && n < rate / 5; n++) {
                double fade = Math.exp(-20.0 * n / rate);
                phase += 2 * Math.PI * (50 + 150 * fade) / rate;
                clip[start + n] += (float) (fade * 0.3 * (stroke % 2 == 0 ? Math.sin(phase) : random.nextGaussian()));
            }
        }
        return clip;
    }
}
