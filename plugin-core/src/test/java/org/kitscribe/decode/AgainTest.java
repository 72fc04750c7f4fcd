// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;

/** A loop's strokes, each time heard a little differently. */
class AgainTest {
    private static final int BARS = 8;
    private static final int BAR = 40;
    private static final int SNARE = 1;
    private static final int SIDE_STICK = 2;

    /** Nothing else than strokes heard again acts: votes weigh nothing, expectations doubt all. */
    private static DecoderSpec spec(double again, HeightsSpec heights) {
        Map<LatencySetting, Double> thresholds = DecoderManifest.thresholds(0.5);
        return new DecoderSpec(
                0,
                BARS * BAR,
                Map.of(),
                List.of(
                        new DecoderSpec.Group("kick", 2, false, 0.6, 1, thresholds, 0, 1),
                        new DecoderSpec.Group("snare", 2, false, 0.6, 1, thresholds, 1, 2)),
                List.of(
                        new Drum("kick", 36, "kick"),
                        new Drum("snare", 38, "snare"),
                        new Drum("side_stick", 37, "snare")),
                new ConsistencySpec(List.of(List.of(1)), 1, 64, 0.05, 0, 1),
                new RecurrenceSpec(0.05, 64, 30, 15, 12, 1000, 0.9, again, 2),
                null,
                null,
                heights,
                null,
                null,
                null);
    }

    /** Kick, and half a bar later a snare of this onset, sound and member probability of the first of its two drums. */
    private static List<float[]> loop(
            IntToDoubleFunction onset, IntToDoubleFunction sound, IntToDoubleFunction snare, int width) {
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < BARS * BAR; t++) {
            int bar = t / BAR;
            float[] row = new float[width];
            row[0] = t % BAR == 0 ? 0.95f : 0;
            row[4] = 1;
            if (t % BAR == BAR / 2) {
                row[1] = (float) onset.applyAsDouble(bar);
                row[5] = (float) snare.applyAsDouble(bar);
                row[6] = 1 - row[5];
                row[10] = (float) sound.applyAsDouble(bar);
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<Hit> snares(DecoderSpec spec, boolean afterwards, List<float[]> rows) {
        List<Hit> hits = new ArrayList<>();
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, afterwards, 50, Map.of());
        Decoder decoder = new Decoder(spec, 0.01, settings, hits::add);
        rows.forEach(decoder::row);
        decoder.restart();
        return hits.stream().filter(hit -> hit.drum() != 0).toList();
    }

    private static double everySecond(int bar, double even, double odd) {
        return bar % 2 == 0 ? even : odd;
    }

    @Test
    void aStrokeIsWrittenEachTimeOrNever() {
        List<float[]> likely = loop(bar -> everySecond(bar, 0.45, 0.7), bar -> 1, bar -> 0.9, 11);
        List<float[]> unlikely = loop(bar -> everySecond(bar, 0.3, 0.55), bar -> 1, bar -> 0.9, 11);
        assertEquals(BARS / 2, snares(spec(0, null), true, likely).size());
        assertEquals(BARS / 2, snares(spec(0, null), true, unlikely).size());
        assertEquals(BARS, snares(spec(3, null), true, likely).size());
        assertEquals(0, snares(spec(3, null), true, unlikely).size());
    }

    @Test
    void whatSoundsOtherwiseIsDecidedAlone() {
        List<float[]> rows = loop(bar -> everySecond(bar, 0.45, 0.7), bar -> everySecond(bar, -2, 2), bar -> 0.9, 11);
        assertEquals(BARS / 2, snares(spec(3, null), true, rows).size());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.3})
    void itHasOneName(double mostly) {
        List<float[]> rows = loop(bar -> 0.9, bar -> 1, bar -> bar % 4 == 1 ? 1 - mostly : mostly, 11);
        int drum = mostly > 0.5 ? SNARE : SIDE_STICK;
        assertTrue(snares(spec(0, null), true, rows).stream().anyMatch(hit -> hit.drum() != drum));
        assertTrue(snares(spec(3, null), true, rows).stream().allMatch(hit -> hit.drum() == drum));
    }

    @Test
    void whatIsToldByItsHeightKeepsItsName() {
        HeightsSpec heights = new HeightsSpec(1, 0, 0.99, 8, 4, 0, 1);
        List<float[]> rows = loop(bar -> 0.9, bar -> 1, bar -> bar % 4 == 1 ? 0.3 : 0.7, 12);
        List<Integer> alone =
                snares(spec(0, heights), true, rows).stream().map(Hit::drum).toList();
        assertEquals(
                alone,
                snares(spec(3, heights), true, rows).stream().map(Hit::drum).toList());
    }

    @Test
    void liveTheBarsBeforeTell() {
        List<float[]> rows = loop(bar -> bar < BARS - 1 ? 0.9 : 0.4, bar -> 1, bar -> 0.9, 11);
        assertEquals(BARS - 1, snares(spec(0, null), false, rows).size());
        List<Hit> all = snares(spec(3, null), false, rows);
        assertEquals(
                IntStream.range(0, BARS)
                        .mapToObj(bar -> (long) bar * BAR + BAR / 2)
                        .toList(),
                all.stream().map(Hit::frame).toList());
    }
}
