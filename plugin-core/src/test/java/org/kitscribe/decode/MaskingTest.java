// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

class MaskingTest {
    private static final String MASKING = "\"masking\": {\"by\": \"kick\", \"drums\": [\"hat\"], \"least\": 0.5,"
            + " \"reach_ms\": 15, \"louder_db\": 10, \"ringing\": [\"snare\"], \"back_from_ms\": 10,"
            + " \"back_to_ms\": 30, \"back_odds\": 0.5}, ";

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.6, List.of("kick", "snare", "hat"));

    /** A row of these strokes: onset, time and level of kick, snare, hat. */
    private static float[] row(double[] onsets, double[] times, double[] levels) {
        float[] row = new float[12];
        for (int g = 0; g < 3; g++) {
            row[g] = (float) onsets[g];
            row[3 + g] = (float) times[g];
            row[6 + g] = 1;
            row[9 + g] = (float) levels[g];
        }
        return row;
    }

    private static final float[] QUIET = row(new double[3], new double[3], new double[3]);

    /** Times (hops) of the strokes of drum 0 kick, 1 snare, 2 hat. */
    private static List<Double> times(int drum, List<float[]> rows) throws Exception {
        List<Double> times = new ArrayList<>();
        Decoder decoder = new Decoder(MANIFEST.read(MASKING), 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> {
            if (hit.drum() == drum) {
                times.add(hit.hops());
            }
        });
        rows.forEach(decoder::row);
        decoder.restart();
        return times;
    }

    /** When a hat came out that was heard so long (hops) after a kick at 1.75, so much softer (dB). */
    private static double hat(double after, double softer, double kick) throws Exception {
        double heard = 1.75 + after;
        int frame = (int) Math.floor(heard + 0.5);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            double[] onsets = {t == 2 ? kick : 0, 0, t == frame ? 0.9 : 0};
            rows.add(row(onsets, new double[] {-0.25, 0, heard - frame}, new double[] {-6, -6, -6 - softer}));
        }
        return times(2, rows).get(0);
    }

    @Test
    void aHatHeardJustAfterAMuchLouderKickBeganHalfwayBetweenThem() throws Exception {
        assertEquals(1.95, hat(0.4, 12, 0.9), 1e-6);
        assertEquals(2.0, hat(0.5, 10, 0.9), 1e-6);
    }

    @Test
    void itIsNotWrittenBeforeItsFrame() throws Exception {
        assertEquals(2.5, hat(1.2, 12, 0.9), 1e-6); // heard at 2.95, in frame 3; halfway would be 2.35
    }

    @Test
    void whatIsLoudEnoughOrLaterOrEarlierStays() throws Exception {
        assertEquals(1.75 + 0.4, hat(0.4, 9.9, 0.9), 1e-6);
        assertEquals(1.75 + 1.6, hat(1.6, 12, 0.9), 1e-6);
        assertEquals(1.75 - 0.3, hat(-0.3, 12, 0.9), 1e-6);
    }

    /** Else more sensitivity would move notes. */
    @Test
    void aKickHidesWhetherOrNotItIsWritten() throws Exception {
        assertEquals(1.95, hat(0.4, 12, 0.55), 1e-6);
        assertEquals(1.75 + 0.4, hat(0.4, 12, 0.45), 1e-6);
    }

    @Test
    void onlyTheDrumsNamedAreHidden() throws Exception {
        double[] both = {0.9, 0.9, 0};
        float[] row = row(both, new double[] {-0.25, 0.25, 0}, new double[] {-6, -30, 0});
        assertEquals(List.of(2.25), times(1, List.of(QUIET, QUIET, row, QUIET, QUIET)));
    }

    /** Confidence of what rings, heard so long (hops) after a kick, so much softer (dB); the network gives it 0.9. */
    private static double ringing(double after, double softer) throws Exception {
        double heard = 2 + after;
        int frame = (int) Math.floor(heard + 0.5);
        List<Double> found = new ArrayList<>();
        Decoder decoder = new Decoder(MANIFEST.read(MASKING), 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> {
            if (hit.drum() == 1) {
                found.add(hit.confidence());
            }
        });
        for (int t = 0; t < 10; t++) {
            double[] onsets = {t == 2 ? 0.9 : 0, t == frame ? 0.9 : 0, 0};
            decoder.row(row(onsets, new double[] {0, heard - frame, 0}, new double[] {-6, -6 - softer, 0}));
        }
        decoder.restart();
        return found.get(0);
    }

    /** 0.9 is 9 to 1, half of that 4.5 to 1. */
    @Test
    void whatRingsAndComesBackAfterAMuchLouderKickIsDoubted() throws Exception {
        assertEquals(4.5 / 5.5, ringing(1.2, 12), 1e-6);
        assertEquals(4.5 / 5.5, ringing(2.9, 10), 1e-6);
        assertEquals(0.9, ringing(0.8, 12), 1e-6);
        assertEquals(0.9, ringing(3.2, 12), 1e-6);
        assertEquals(0.9, ringing(1.2, 9.9), 1e-6);
    }

    @Test
    void theNextStreamKnowsNoKick() throws Exception {
        List<Double> hats = new ArrayList<>();
        Decoder decoder = new Decoder(MANIFEST.read(MASKING), 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> {
            if (hit.drum() == 2) {
                hats.add(hit.hops());
            }
        });
        decoder.row(row(new double[] {0.9, 0, 0}, new double[3], new double[] {-6, 0, 0}));
        decoder.restart();
        decoder.row(row(new double[] {0, 0, 0.9}, new double[] {0, 0, 0.4}, new double[] {0, 0, -30}));
        decoder.restart();
        assertEquals(0.4, hats.get(0), 1e-6);
    }

    @Test
    void aPackMayHaveNone() throws Exception {
        assertNull(MANIFEST.read("").masking());
        assertEquals(
                new MaskingSpec(0, List.of(2), 0.5, 15, 10, List.of(1), 10, 30, 0.5),
                MANIFEST.read(MASKING).masking());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"hat\"] | \"hat\" | masking.drums is not an array",
                "[\"hat\"] | [] | masking.drums is empty",
                "[\"hat\"] | [7] | masking.drums[0] is not a string",
                "\"hat\" | \"gong\" | masking.drums[0] is gong, not one of kick, snare, hat",
                "\"kick\" | \"gong\" | masking.by is gong, not one of kick, snare, hat",
                "0.5 | 2 | masking.least is 2, not a number from 0.0 to 1.0",
                "15 | -1 | masking.reach_ms is -1, not a number from 0.0 to 1000.0",
                "\"louder_db\" | \"old\" | masking.louder_db is missing",
                "\"snare\" | \"gong\" | masking.ringing[0] is gong, not one of kick, snare, hat",
                "back_to_ms\": 30 | back_to_ms\": -1 | masking.back_to_ms is -1, not a number from 0.0 to 1000.0",
                "\"back_odds\": 0.5 | \"back_odds\": 0 | masking.back_odds is 0, not a number from 1.0E-6 to 1.0"
            })
    void whatIsWrongIsNamed(String from, String to, String message) {
        MANIFEST.refuses(MASKING, from, to, message);
    }
}
