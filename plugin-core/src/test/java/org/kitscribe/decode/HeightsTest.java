// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;

/** The decoder where drums are told by their pitch. */
class HeightsTest {
    private static final int STEP = 10;
    private static final int AFTER = 2;
    private static final int HINDSIGHT = 1000;

    /** The network's word on a stroke that it takes for the lowest tom, whichever it is. */
    private static final double[] LOW = {0.05, 0.2, 0.75};

    private static final double[] EVEN = {0.31, 0.3, 0.29};

    private static DecoderSpec spec(int memory) {
        Map<LatencySetting, Double> thresholds = DecoderManifest.thresholds(0.4);
        return new DecoderSpec(
                0,
                HINDSIGHT,
                Map.of(),
                List.of(new DecoderSpec.Group("tom", AFTER, false, 0.6, 1, thresholds, 0, 3)),
                List.of(new Drum("high", 50, "tom"), new Drum("mid", 47, "tom"), new Drum("low", 43, "tom")),
                new ConsistencySpec(List.of(List.of(0)), 1, 256, 0.1, 0, 1),
                null,
                null,
                null,
                new HeightsSpec(0, AFTER, 0.5, memory, 4, 0.6, 0.55),
                null,
                null,
                null);
    }

    /** A stroke of this pitch that sounds like those of the same {@code sound}. */
    private record Tom(double pitch, double sound, double onset, double[] members) {
        Tom(double pitch, double[] members) {
            this(pitch, pitch, 0.9, members);
        }
    }

    /** The drums of strokes, each heard by itself. */
    private static List<Integer> drums(int memory, boolean hindsight, List<Tom> toms) {
        List<Integer> drums = new ArrayList<>();
        DecoderSpec spec = spec(memory);
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, hindsight, 50, Map.of());
        Decoder decoder = new Decoder(spec, 0.01, settings, hit -> drums.add(hit.drum()));
        for (Tom tom : toms) {
            for (int t = 0; t < STEP; t++) {
                float[] row = new float[spec.width()];
                for (int d = 0; d < 3; d++) {
                    row[2 + d] = (float) tom.members[d];
                }
                row[0] = t == 0 ? (float) tom.onset : 0;
                row[spec.firstEmbedding()] = (float) tom.sound;
                row[spec.pitch()] = t == AFTER ? (float) tom.pitch : 20;
                decoder.row(row);
            }
        }
        decoder.restart();
        return drums;
    }

    private static List<Tom> fill(double[] members, double... pitches) {
        return Arrays.stream(pitches).mapToObj(pitch -> new Tom(pitch, members)).toList();
    }

    @Example
    void tomsThatTheNetworkTakesForOneAreToldByTheirPitch() {
        List<Tom> fill = fill(LOW, 55, 55.2, 49, 49.1, 42, 42.3, 55.1, 48.9);
        assertEquals(List.of(0, 0, 1, 1, 2, 2, 0, 1), drums(64, true, fill));
    }

    /** What was written stays: the first is the lowest until another comes. */
    @Example
    void liveOnlyThoseBeforeTell() {
        assertEquals(List.of(2, 2, 2, 1, 1, 0), drums(64, false, fill(LOW, 55, 55.2, 42, 55.1, 49, 55)));
    }

    @Example
    void oneTomAloneIsWhatTheNetworkTakesItFor() {
        assertEquals(List.of(2, 2, 2), drums(64, true, fill(LOW, 60, 60.3, 59.8)));
        assertEquals(List.of(1, 1, 1), drums(64, true, fill(new double[] {0.1, 0.8, 0.1}, 60, 60.3, 59.8)));
    }

    /** A kick beneath it may give a stroke another pitch, but it sounds like the others. */
    @Example
    void aStrokeThatSoundsLikeOthersIsAsHighAsThey() {
        List<Tom> toms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            toms.add(new Tom(55, 0, 0.9, EVEN));
            toms.add(new Tom(45, 5, 0.9, EVEN));
        }
        toms.add(new Tom(40, 0, 0.9, EVEN));
        List<Integer> drums = drums(64, true, toms);
        assertEquals(drums.get(0), drums.get(16));
        assertTrue(drums.get(0) < drums.get(1));
    }

    @Example
    void onlyTheLastAndTheCertainTell() {
        List<Tom> toms = new ArrayList<>(fill(LOW, 60, 60, 60));
        toms.addAll(fill(LOW, 48, 48, 48));
        assertEquals(2, drums(2, false, toms).get(5), "a memory of two: all are alike");
        List<Tom> doubtful = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            doubtful.add(new Tom(60, 60, 0.45, LOW));
        }
        doubtful.add(new Tom(70, LOW));
        assertEquals(2, drums(64, false, doubtful).get(3));
    }

    @Property(tries = 200)
    void aHigherStrokeIsNoLowerDrum(@ForAll @Size(max = 40) List<@DoubleRange(min = 38, max = 65) Double> pitches) {
        List<Tom> toms = new ArrayList<>();
        for (double pitch : pitches) {
            toms.add(new Tom(pitch, 10.0 * toms.size(), 0.9, EVEN));
        }
        List<Integer> drums = drums(64, true, toms);
        for (int i = 0; i < toms.size(); i++) {
            for (int j = 0; j < toms.size(); j++) {
                assertTrue(pitches.get(i) <= pitches.get(j) || drums.get(i) <= drums.get(j), i + " and " + j);
            }
        }
    }

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.4, List.of("kick", "tom"));
    private static final String CONSISTENCY = "\"consistency\": {\"families\": [[\"tom\"]], \"channels\": 16,"
            + " \"memory\": 256, \"lowest\": 0.1, \"weight\": 2.0, \"doubt\": 3}, ";
    private static final String HEIGHTS =
            "\"heights\": {\"group\": \"tom\", \"after\": 2, \"least\": 0.5, \"memory\": 64,"
                    + " \"sharpness\": 4.0, \"told\": 0.6, \"spread\": 0.55}, ";

    @Example
    void aPackMayHaveNoneAndThePitchEndsTheRow() throws Exception {
        assertNull(MANIFEST.read(CONSISTENCY).heights());
        assertEquals(24, MANIFEST.read(CONSISTENCY).width());
        DecoderSpec spec = MANIFEST.read(CONSISTENCY + HEIGHTS);
        assertEquals(new HeightsSpec(1, 2, 0.5, 64, 4, 0.6, 0.55), spec.heights());
        assertEquals(25, spec.width());
        assertEquals(24, spec.pitch());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "tom", | "gong", | heights.group is gong, not one of kick, tom
            "tom", | "kick", | heights.group is kick, which is in no family of decoder.consistency
            2, | 3, | heights.after is 3, not a whole number from 0 to 2
            0.5, | 1.5, | heights.least is 1.5, not a number from 0.0 to 1.0
            64, | 1001, | heights.memory is 1001, not a whole number from 0 to 1000
            4.0, | -1, | heights.sharpness is -1, not a number from 0.0 to 1000.0
            0.6, | 101, | heights.told is 101, not a number from 0.0 to 100.0
            0.55} | 0} | heights.spread is 0, not a number from 0.01 to 100.0
            """)
    void senselessRulesAreRefused(String from, String to, String message) {
        assertTrue(HEIGHTS.contains(from), from);
        MANIFEST.refuses(CONSISTENCY + HEIGHTS, HEIGHTS, HEIGHTS.replace(from, to), message);
    }
}
