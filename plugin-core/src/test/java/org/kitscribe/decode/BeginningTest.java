// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

/** The decoder where a recording's noise sets in. */
class BeginningTest {
    private static final String BEGINNING = "\"beginning\": {\"frames\": 23, \"least_db\": -55}, ";

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.5, List.of("kick", "hat"));

    /** Frames at which a kick of this level is written of those struck at 10, 19 and 23, in two streams. */
    private static List<Long> written(String section, float level) throws Exception {
        List<Long> frames = new ArrayList<>();
        Decoder decoder = new Decoder(
                MANIFEST.read(section), 0.01, DecoderSettings.of(LatencySetting.QUICK), hit -> frames.add(hit.frame()));
        for (int stream = 0; stream < 2; stream++) {
            for (int t = 0; t < 40; t++) {
                float[] row = new float[8];
                row[0] = t == 10 ? 0.9f : t == 19 || t == 23 ? 0.8f : 0;
                row[4] = 1;
                row[6] = level;
                decoder.row(row);
            }
            decoder.restart();
        }
        return frames;
    }

    @Example
    void whatIsSoftWhereAStreamBeginsIsNoStroke() throws Exception {
        assertEquals(List.of(23L, 23L), written(BEGINNING, -60));
        assertEquals(List.of(10L, 19L, 23L, 10L, 19L, 23L), written(BEGINNING, -50));
        assertEquals(List.of(10L, 19L, 23L, 10L, 19L, 23L), written("", -60), "a pack without");
    }

    @Example
    void aPackMayHaveNone() throws Exception {
        assertNull(MANIFEST.read("").beginning());
        assertEquals(new BeginningSpec(23, -55), MANIFEST.read(BEGINNING).beginning());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            23 | -1 | beginning.frames is -1, not a whole number from 0 to 10000
            -55 | 3 | beginning.least_db is 3, not a number from -200.0 to 0.0
            """)
    void senselessRulesAreRefused(String from, String to, String message) {
        MANIFEST.refuses(BEGINNING, from, to, message);
    }
}
