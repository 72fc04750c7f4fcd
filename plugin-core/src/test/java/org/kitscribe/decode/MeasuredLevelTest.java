// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

/** Levels that are measured, and what of them becomes velocities. */
class MeasuredLevelTest {
    private static final LoudnessSpec SPEC = new LoudnessSpec(2, 0.8, 1.5, List.of(0, 1));

    private static MeasuredLevel afterEven(int strokes) {
        MeasuredLevel measured = new MeasuredLevel(SPEC, 2);
        for (int i = 0; i < strokes; i++) {
            measured.of(0, -20, -14, 1);
        }
        return measured;
    }

    @Example
    void aStrokeIsAsMuchSofterOrLouderAsItIsMeasured() {
        assertEquals(-20, afterEven(0).of(0, -20, -3, 1), 1e-9, "one alone is what the network tells");
        assertEquals(-20 - 0.8 * 5, afterEven(9).of(0, -20, -19, 1), 1e-9);
        assertEquals(-20 + 0.8 * 1, afterEven(9).of(0, -20, -13, 1), 1e-9);
        assertEquals(-20 + 0.8 * 1.5, afterEven(9).of(0, -20, 0, 1), 1e-9, "something else sounds there");
        assertEquals(-20, afterEven(9).of(1, -20, 0, 1), 1e-9, "the other drum knows nothing of it");
    }

    /** In eighths of a dB, which add up exactly: rounding would put equal values into another order. */
    @Property(tries = 100)
    void gainDoesNotMatter(
            @ForAll @Size(min = 1, max = 300) List<@IntRange(min = -480, max = 0) Integer> eighths,
            @ForAll @IntRange(min = -480, max = 480) int gainEighths) {
        double gain = gainEighths / 8.0;
        List<Double> loudness = eighths.stream().map(eighth -> eighth / 8.0).toList();
        MeasuredLevel measured = new MeasuredLevel(SPEC, 1);
        MeasuredLevel louder = new MeasuredLevel(SPEC, 1);
        for (int i = 0; i < loudness.size(); i++) {
            double told = -20 - i % 7;
            double confidence = 0.4 + 0.1 * (i % 5);
            double level = measured.of(0, told, loudness.get(i), confidence);
            assertTrue(level <= told + 1.2 + 1e-9);
            assertEquals(level + gain, louder.of(0, told + gain, loudness.get(i) + gain, confidence), 1e-6);
        }
    }

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.4, List.of("kick", "hat"));
    private static final String LOUDNESS = "\"loudness\": {\"after\": 2, \"weight\": 0.8, \"most_db\": 1.5,"
            + " \"ranges\": {\"kick\": 0, \"hat\": 1}}, ";

    /** The network tells the same level of all strokes; one of them is measured 20 dB softer in the hats' range. */
    @Example
    void aDrumIsMeasuredInItsRangeForAFewFrames() throws Exception {
        DecoderSpec spec = MANIFEST.read(LOUDNESS);
        List<Integer> velocities = new ArrayList<>();
        Decoder decoder = new Decoder(
                spec, 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> velocities.add(hit.velocity()));
        for (int stroke = 0; stroke < 8; stroke++) {
            for (int t = 0; t < 8; t++) {
                float[] row = new float[spec.width()];
                row[1] = t == 0 ? 0.9f : 0;
                row[5] = 1;
                row[7] = -20;
                row[spec.firstLoudness()] = -5 * stroke;
                row[spec.firstLoudness() + 1] = t == 2 ? stroke == 6 ? -30 : -10 : t == 3 ? 0 : -60;
                decoder.row(row);
            }
        }
        decoder.restart();
        assertEquals(8, velocities.size());
        assertTrue(velocities.get(6) < 0.5 * velocities.get(5), velocities.toString());
        assertEquals(velocities.get(5), velocities.get(7), 2);
    }

    @Example
    void aPackMayHaveNone() throws Exception {
        assertNull(MANIFEST.read("").loudness());
        assertEquals(8, MANIFEST.read("").width());
        assertEquals(
                new LoudnessSpec(2, 0.8, 1.5, List.of(0, 1)),
                MANIFEST.read(LOUDNESS).loudness());
        assertEquals(10, MANIFEST.read(LOUDNESS).width());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "hat": 1 | "gong": 1 | loudness.ranges.hat is missing
            "hat": 1 | "hat": 16 | loudness.ranges.hat is 16, not a whole number from 0 to 15
            2, | 3, | loudness.after is 3, not a whole number from 0 to 2
            0.8, | 1.1, | loudness.weight is 1.1, not a number from 0.0 to 1.0
            1.5, | -1, | loudness.most_db is -1, not a number from 0.0 to 100.0
            """)
    void senselessRulesAreRefused(String from, String to, String message) {
        MANIFEST.refuses(LOUDNESS, from, to, message);
    }
}
