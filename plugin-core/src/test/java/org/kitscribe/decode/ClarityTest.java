// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

/** The decoder where a doubtful stroke is doubted among clear ones. */
class ClarityTest {
    private static final String CLARITY =
            "\"clarity\": {\"groups\": [\"hat\"], \"first\": 3, \"memory\": 5, \"below\": 2}, ";

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.5, List.of("kick", "hat"));

    /** Frames, in units of 5, at which a group (0 kick, 1 hat) is written whose strokes have these onsets. */
    private static List<Long> written(String section, int group, double sensitivity, List<Double> onsets)
            throws Exception {
        List<Long> frames = new ArrayList<>();
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, false, sensitivity, Map.of());
        Decoder decoder = new Decoder(MANIFEST.read(section), 0.01, settings, hit -> frames.add(hit.frame() / 5));
        for (double onset : onsets) {
            for (int t = 0; t < 5; t++) {
                float[] row = new float[8];
                row[group] = t == 0 ? (float) onset : 0;
                row[4 + group] = 1;
                decoder.row(row);
            }
        }
        decoder.restart();
        return frames;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Example
    void aDoubtfulStrokeAmongClearOnesIsLeftOut() throws Exception {
        double clear = sigmoid(4);
        List<Double> onsets = List.of(0.6, clear, clear, clear, clear, clear, clear, sigmoid(1), sigmoid(3), clear);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L), written(CLARITY, 1, 50, onsets));
        assertEquals(10, written("", 1, 50, onsets).size());
    }

    @Example
    void theFirstFewAndOtherGroupsAndHardlyClearOnesStay() throws Exception {
        double clear = sigmoid(5);
        assertEquals(3, written(CLARITY, 1, 50, List.of(clear, clear, 0.6)).size());
        List<Double> many = List.of(clear, clear, clear, clear, 0.6);
        assertEquals(5, written(CLARITY, 0, 50, many).size());
        List<Double> doubtful = List.of(0.8, 0.8, 0.8, 0.8, 0.6);
        assertEquals(5, written(CLARITY, 1, 50, doubtful).size());
    }

    /** The mean of the last logits, the newest a fifth, less 2. */
    @Example
    void whatWasLeftOutAndWhatIsCertainCountToo() throws Exception {
        // 7 (none is clearer), then 7 - 6.9 / 4 = 5.3, then (5.3 * 4 + 3.2) / 5 = 4.9, then (4.9 * 4 + 3.2) / 5 = 4.5
        List<Double> onsets = List.of(1.0, 1.0, 1.0, sigmoid(0.1), sigmoid(3.2), sigmoid(3.2), sigmoid(2.4));
        assertEquals(List.of(0L, 1L, 2L, 5L), written(CLARITY, 1, 50, onsets));
    }

    /** A sensitive decoder hears more, but what counts as clear stays. */
    @Property(tries = 200)
    void moreSensitivityOnlyAddsNotes(
            @ForAll @Size(min = 5, max = 30) List<@DoubleRange(min = 0.05, max = 0.99) Double> onsets,
            @ForAll @DoubleRange(min = 0, max = 100) double one,
            @ForAll @DoubleRange(min = 0, max = 100) double other)
            throws Exception {
        List<Long> less = written(CLARITY, 1, Math.min(one, other), onsets);
        assertTrue(written(CLARITY, 1, Math.max(one, other), onsets).containsAll(less));
    }

    @Example
    void aPackWithoutHasNone() throws Exception {
        assertNull(MANIFEST.read("").clarity());
        assertEquals(List.of(1), MANIFEST.read(CLARITY).clarity().groups());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "hat" | "bell" | clarity.groups[0] is bell, not one of kick, hat
            3, | 0, | clarity.first is 0, not a whole number from 1 to 10000
            5, | "a", | clarity.memory is not a whole number from 1 to 10000
            2} | -1} | clarity.below is -1, not a number from 0.0 to 100.0
            """)
    void senselessRulesAreRefused(String from, String to, String message) {
        MANIFEST.refuses(CLARITY, from, to, message);
    }
}
