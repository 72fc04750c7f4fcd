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
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

/** What is told and doubted where other music covers the drums. */
class CoverTest {
    private static final CoverSpec SPEC = new CoverSpec(0, 20, 13, 9, List.of(1), 5, 2, 1);

    /** One that has heard frames of -40 dB, one in ten of them so much louder. */
    private static Cover afterStrokes(double db, int frames) {
        Cover cover = new Cover(SPEC);
        for (int t = 0; t < frames; t++) {
            cover.hear(t % 10 == 9 ? -40 + db : -40);
        }
        return cover;
    }

    @ParameterizedTest
    @CsvSource({"30, 0", "13, 0", "12, 0.25", "11, 0.5", "9, 1", "3, 1"})
    void drumsAloneAreNowLoudAndNowNot(double db, double covered) {
        assertEquals(covered, afterStrokes(db, 200).covered(), 1e-6);
        assertEquals(0, afterStrokes(db, 19).covered(), "too few frames to tell");
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "5, 0", "3.5, 0.5", "2, 1", "-10, 1"})
    void whatHardlyRisesAboveOtherMusicIsDoubted(double above, double doubt) {
        assertEquals(doubt, afterStrokes(9, 200).doubt(1, -40 + above), 1e-6);
        assertEquals(doubt / 2, afterStrokes(11, 200).doubt(1, -40 + above), 1e-6, "half of it covered");
        assertEquals(0, afterStrokes(30, 200).doubt(1, -40 + above), "drums alone");
        assertEquals(0, afterStrokes(9, 200).doubt(0, -40 + above), "a group of which it does not hold");
    }

    @Example
    void whatWasLongAgoAndInAnotherStreamIsForgotten() {
        Cover cover = afterStrokes(30, 300);
        for (int t = 0; t < 300; t++) {
            cover.hear(-20);
        }
        assertEquals(1, cover.covered());
        cover.restart();
        assertEquals(0, cover.covered());
    }

    @Property(tries = 100)
    void gainDoesNotMatter(
            @ForAll @Size(min = 20, max = 300) List<@IntRange(min = -90, max = 0) Integer> loudness,
            @ForAll @IntRange(min = -40, max = 40) int gain,
            @ForAll @IntRange(min = -90, max = 0) int stroke) {
        Cover cover = new Cover(SPEC);
        Cover louder = new Cover(SPEC);
        loudness.forEach(db -> {
            cover.hear(db);
            louder.hear(db + gain);
        });
        assertTrue(cover.covered() >= 0 && cover.covered() <= 1);
        assertEquals(cover.covered(), louder.covered(), 1e-9);
        assertEquals(cover.doubt(1, stroke), louder.doubt(1, stroke + gain), 1e-9);
    }

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.5, List.of("kick", "snare"));
    private static final String LOUDNESS = "\"loudness\": {\"after\": 2, \"weight\": 0, \"most_db\": 0,"
            + " \"ranges\": {\"kick\": 0, \"snare\": 1}}, ";
    private static final String COVER = LOUDNESS
            + "\"cover\": {\"range\": 1, \"first\": 20, \"open_db\": 13, \"covered_db\": 9, \"groups\": [\"snare\"],"
            + " \"clear_db\": 5, \"deep_db\": 2, \"doubt\": 1}, ";

    /** How many of twenty strokes of a group are written that rise so far above what sounds all along. */
    private static int written(String section, int group, double onset, double above) throws Exception {
        DecoderSpec spec = MANIFEST.read(section);
        List<Long> frames = new ArrayList<>();
        Decoder decoder =
                new Decoder(spec, 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> frames.add(hit.frame()));
        for (int t = 0; t < 200; t++) {
            float[] row = new float[spec.width()];
            row[group] = t % 10 == 5 ? (float) onset : 0;
            row[4 + group] = 1;
            // the stroke is loudest two frames after it is heard
            row[spec.firstLoudness() + 1] = (float) (t % 10 == 7 ? -30 + above : -30);
            decoder.row(row);
        }
        decoder.restart();
        return frames.size();
    }

    @Example
    void aDoubtfulSnareThatHardlyRisesIsLeftOutOnceThatIsKnown() throws Exception {
        assertEquals(2, written(COVER, 1, 0.6, 1), "those of the first 20 frames");
        assertEquals(20, written(COVER, 1, 0.8, 1), "a clear one");
        assertEquals(20, written(COVER, 1, 0.6, 6), "one that rises");
        assertEquals(20, written(COVER, 0, 0.6, 1), "another drum");
        assertEquals(20, written(LOUDNESS, 1, 0.6, 1), "a pack without");
    }

    /** The clear ones' logit less 3 where drums are alone, less 1.5 where they are not. */
    @Property(tries = 50)
    void amongClearStrokesADoubtfulOneIsDoubtedTheMoreTheMoreIsCovered(
            @ForAll @DoubleRange(min = 0, max = 1) double covered) {
        List<DecoderSpec.Group> groups =
                List.of(new DecoderSpec.Group("hat", 2, false, 0.6, 1, DecoderManifest.thresholds(0.5), 0, 1));
        Clarity clarity = new Clarity(new ClaritySpec(List.of(0), 1, 32, 3, 1.5), groups, LatencySetting.QUICK);
        clarity.hear(0, Probability.ofLogit(4));
        double raised = Probability.logit(clarity.raise(0, 0.5, covered));
        assertEquals(1 + 1.5 * covered, raised, 1e-9);
    }

    @Example
    void aPackMayHaveNone() throws Exception {
        assertNull(MANIFEST.read(LOUDNESS).cover());
        assertEquals(
                new CoverSpec(1, 20, 13, 9, List.of(1), 5, 2, 1),
                MANIFEST.read(COVER).cover());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "range": 1 | "range": 2 | cover.range is 2, not a whole number from 0 to 1
            "first": 20 | "first": 0 | cover.first is 0, not a whole number from 1 to 256
            ["snare"] | ["bell"] | cover.groups[0] is bell, not one of kick, snare
            "open_db": 13 | "open_db": 9 | cover.open_db is 9, not a number from 9.01 to 100.0
            "clear_db": 5 | "clear_db": 1 | cover.clear_db is 1, not a number from 2.01 to 100.0
            "doubt": 1 | "doubt": -1 | cover.doubt is -1, not a number from 0.0 to 100.0
            "loudness" | "quietness" | cover.range needs decoder.loudness, which is missing
            """)
    void senselessRulesAreRefused(String from, String to, String message) {
        MANIFEST.refuses(COVER, from, to, message);
    }
}
