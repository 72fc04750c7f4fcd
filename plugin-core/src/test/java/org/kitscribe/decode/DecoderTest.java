// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;

class DecoderTest {
    private static final double HOP = 0.01;
    private static final int HINDSIGHT = 6;
    /** Kick alone; then two cymbals that may sound at once. */
    private static final DecoderSpec SPEC = spec(0);

    private static DecoderSpec spec(double offsetMs) {
        return spec(offsetMs, Map.of());
    }

    private static DecoderSpec spec(double offsetMs, Map<LatencySetting, Integer> late) {
        Map<LatencySetting, Double> thresholds = DecoderManifest.thresholds(0.4);
        return new DecoderSpec(
                offsetMs,
                HINDSIGHT,
                late,
                List.of(
                        new DecoderSpec.Group("kick", 2, false, 0.6, 1, thresholds, 0, 1),
                        new DecoderSpec.Group("cymbal", 3, true, 0.6, 1, thresholds, 1, 2)),
                List.of(new Drum("kick", 36, "kick"), new Drum("ride", 51, "cymbal"), new Drum("crash", 49, "cymbal")),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** A row: onset and time of both groups, then member and level of the three drums. */
    private static float[] row(double kick, double cymbal, double time, double ride, double crash) {
        return new float[] {
            (float) kick, (float) cymbal, (float) time, (float) time, 1, (float) ride, (float) crash, -20, -20, -20
        };
    }

    private static final float[] QUIET = row(0.01, 0.01, 0, 0.5, 0.5);

    private static List<Hit> decode(DecoderSpec spec, DecoderSettings settings, List<float[]> rows) {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(spec, HOP, settings, hits::add);
        rows.forEach(decoder::row);
        decoder.restart();
        return hits;
    }

    private static List<Hit> decode(List<float[]> rows) {
        return decode(SPEC, DecoderSettings.of(LatencySetting.QUICK), rows);
    }

    @Example
    void aPeakBecomesAHitAtItsSubFrameTime() {
        List<Hit> hits = decode(List.of(QUIET, row(0.5, 0, 0.3, 0, 0), row(0.9, 0, -0.25, 0, 0), QUIET, QUIET));
        assertEquals(1, hits.size());
        assertEquals(0, hits.get(0).drum());
        assertEquals(2, hits.get(0).frame());
        assertEquals(1.75, hits.get(0).hops(), 1e-9);
        assertEquals(0.9, hits.get(0).confidence(), 1e-6);
    }

    @Example
    void theEarliestOfEqualsIsThePeak() {
        List<Hit> hits = decode(List.of(QUIET, row(0.7, 0, 0, 0, 0), row(0.7, 0, 0, 0, 0), QUIET, QUIET));
        assertEquals(List.of(1L), hits.stream().map(Hit::frame).toList());
    }

    @Example
    void timesAreClampedShiftedAndNeverBelowZero() {
        assertEquals(0, decode(List.of(row(0.9, 0, -0.4, 0, 0), QUIET)).get(0).hops());
        assertEquals(0.5, decode(List.of(row(0.9, 0, 3, 0, 0), QUIET)).get(0).hops());
        DecoderSettings settings = DecoderSettings.of(LatencySetting.QUICK);
        List<float[]> rows = List.of(QUIET, QUIET, row(0.9, 0, 0, 0, 0), QUIET);
        assertEquals(1.7, decode(spec(-3), settings, rows).get(0).hops(), 1e-9);
    }

    @Example
    void aGroupMayHoldTwoDrumsAtOnce() {
        List<Hit> both = decode(List.of(QUIET, row(0, 0.9, 0, 0.7, 0.8), QUIET));
        assertEquals(List.of(1, 2), both.stream().map(Hit::drum).toList());
        List<Hit> best = decode(List.of(QUIET, row(0, 0.9, 0, 0.5, 0.55), QUIET));
        assertEquals(List.of(2), best.stream().map(Hit::drum).toList());
    }

    @Example
    void whatComesLateBelongsToTheFrameBefore() {
        DecoderSettings settings = DecoderSettings.of(LatencySetting.QUICK);
        DecoderSpec late = spec(0, Map.of(LatencySetting.QUICK, 2));
        float[] nothing = row(0, 0, 0, 0, 0);
        List<float[]> rows = List.of(nothing, nothing, nothing, row(0.9, 0, 0.25, 0, 0), nothing, nothing);
        List<Hit> hits = decode(late, settings, rows);
        assertEquals(List.of(1.25), hits.stream().map(Hit::hops).toList());
        assertEquals(List.of(), decode(late, settings, rows.subList(2, 4)), "of the last two frames nothing comes");
    }

    @Example
    void aHitComesOutAfterTheDelay() {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(SPEC, HOP, DecoderSettings.of(LatencySetting.QUICK), hits::add);
        decoder.row(row(0.9, 0, 0, 0, 0));
        for (int i = 1; i < decoder.delay(); i++) {
            decoder.row(QUIET);
        }
        assertEquals(0, hits.size());
        decoder.row(QUIET);
        assertEquals(1, hits.size());
    }

    /** At most so many rows later as the text says: once for its likes, once for its drum's louder strokes. */
    @Example
    void withHindsightAHitIsJudgedByLouderOnesAfterIt() {
        float[] soft = row(0.9, 0, 0, 0, 0);
        soft[7] = -40;
        List<Hit> hits = new ArrayList<>();
        DecoderSettings afterwards = new DecoderSettings(LatencySetting.QUICK, true, 50, Map.of());
        Decoder decoder = new Decoder(SPEC, HOP, afterwards, hits::add);
        List<float[]> rows = new ArrayList<>(List.of(soft, QUIET, QUIET, QUIET, row(0.9, 0, 0, 0, 0)));
        rows.addAll(Collections.nCopies(2 * HINDSIGHT + decoder.delay() - rows.size(), QUIET));
        rows.forEach(decoder::row);
        assertEquals(0, hits.size());
        decoder.row(QUIET);
        assertEquals(1, hits.size());
        assertEquals(107, decode(rows).get(0).velocity());
        assertEquals(37, hits.get(0).velocity()); // as in LevelScaleTest
        decoder.restart();
        assertEquals(2, hits.size());
    }

    @Example
    void theThresholdFollowsBothSensitivities() {
        List<float[]> rows = List.of(QUIET, row(0.3, 0, 0, 0, 0), QUIET);
        assertEquals(0, decode(rows).size());
        DecoderSettings overall = new DecoderSettings(LatencySetting.QUICK, 60, Map.of());
        assertEquals(1, decode(SPEC, overall, rows).size());
        DecoderSettings own = new DecoderSettings(LatencySetting.QUICK, 50, Map.of("kick", 60.0));
        assertEquals(1, decode(SPEC, own, rows).size());
        DecoderSettings other = new DecoderSettings(LatencySetting.QUICK, 50, Map.of("ride", 60.0));
        assertEquals(0, decode(SPEC, other, rows).size());
    }

    @Property(tries = 100)
    void aDrumsHitsKeepItsRefractoryTime(@ForAll @IntRange(min = 0, max = 100_000) int seed) {
        Map<Integer, Double> last = new HashMap<>();
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, 100, Map.of());
        for (Hit hit : decode(SPEC, settings, heat(seed))) {
            double reach = hit.drum() == 0 ? 2 : 3;
            double before = last.getOrDefault(hit.drum(), Double.NEGATIVE_INFINITY);
            assertTrue(hit.hops() - before >= reach - 1e-9, hit + " after " + before);
            last.put(hit.drum(), hit.hops());
        }
    }

    @Property(tries = 100)
    void moreSensitivityOnlyAddsHits(
            @ForAll @IntRange(min = 0, max = 100_000) int seed,
            @ForAll @DoubleRange(min = 0, max = 100) double one,
            @ForAll @DoubleRange(min = 0, max = 100) double two,
            @ForAll @DoubleRange(min = 0, max = 100) double ride) {
        List<float[]> rows = heat(seed);
        Set<String> fewer = hits(Math.min(one, two), ride, rows);
        Set<String> more = hits(Math.max(one, two), ride, rows);
        assertTrue(more.containsAll(fewer), fewer + " not in " + more);
    }

    private static Set<String> hits(double sensitivity, double ride, List<float[]> rows) {
        Set<String> hits = new HashSet<>();
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, sensitivity, Map.of("ride", ride));
        for (Hit hit : decode(SPEC, settings, rows)) {
            hits.add(hit.drum() + "@" + hit.hops());
        }
        return hits;
    }

    @Property(tries = 100)
    void laterRowsGiveTheSameHitsLater(
            @ForAll @IntRange(min = 0, max = 100_000) int seed, @ForAll @IntRange(min = 3, max = 40) int shift) {
        List<float[]> rows = heat(seed);
        rows.set(0, row(0, 0, 0, 0, 0)); // a hit before frame 0.5 is held at 0, which a shift would free
        List<float[]> later = new ArrayList<>();
        for (int i = 0; i < shift; i++) {
            later.add(row(0, 0, 0, 0, 0));
        }
        later.addAll(rows);
        List<Hit> hits = decode(rows);
        List<Hit> shifted = decode(later);
        assertEquals(hits.size(), shifted.size());
        for (int i = 0; i < hits.size(); i++) {
            assertEquals(hits.get(i).drum(), shifted.get(i).drum());
            assertEquals(hits.get(i).hops() + shift, shifted.get(i).hops(), 1e-9);
            assertEquals(hits.get(i).velocity(), shifted.get(i).velocity());
        }
    }

    /** Two streams after one another are decoded alike, but for what is known of the levels by then. */
    @Property(tries = 50)
    void aRestartBeginsAtFrameZero(@ForAll @IntRange(min = 0, max = 100_000) int seed) {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(SPEC, HOP, DecoderSettings.of(LatencySetting.QUICK), hits::add);
        for (int i = 0; i < 2; i++) {
            heat(seed).forEach(decoder::row);
            decoder.restart();
        }
        int half = hits.size() / 2;
        assertEquals(
                hits.subList(0, half).stream().map(Hit::hops).toList(),
                hits.subList(half, hits.size()).stream().map(Hit::hops).toList());
    }

    /** Random heat with ties, out-of-range times and close peaks. */
    private static List<float[]> heat(int seed) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < 60; t++) {
            float[] row = new float[SPEC.width()];
            for (int g = 0; g < 2; g++) {
                row[g] = random.nextInt(20) / 20f;
                row[2 + g] = random.nextFloat() * 2 - 1;
            }
            for (int d = 0; d < 3; d++) {
                row[4 + d] = random.nextFloat();
                row[7 + d] = random.nextInt(60) - 60;
            }
            rows.add(row);
        }
        return rows;
    }
}
