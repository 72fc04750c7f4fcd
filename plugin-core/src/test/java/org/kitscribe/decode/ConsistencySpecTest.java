// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencySpecTest {
    private static final String CONSISTENCY = "\"consistency\": {\"families\": [[\"tom\", \"snare\"], [\"hat\"]],"
            + " \"channels\": 16, \"memory\": 256, \"lowest\": 0.1, \"weight\": 2.0, \"doubt\": 3}, ";

    private static final DecoderManifest MANIFEST = new DecoderManifest(0.4, List.of("snare", "tom", "hat"));

    @Test
    void familiesAreReadAndWidenTheRow() throws Exception {
        DecoderSpec spec = MANIFEST.read(CONSISTENCY);
        assertEquals(new ConsistencySpec(List.of(List.of(1, 0), List.of(2)), 16, 256, 0.1, 2, 3), spec.consistency());
        assertEquals(2 * 3 + 2 * 3 + 2 * 16, spec.width());
    }

    @Test
    void aPackMayHaveNone() throws Exception {
        DecoderSpec spec = MANIFEST.read("");
        assertNull(spec.consistency());
        assertEquals(2 * 3 + 2 * 3, spec.width());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"consistency\": { | \"consistency\": 3, \"old\": { | consistency is not an object",
                "\"families\" | \"old\" | consistency.families is missing",
                "[[\"tom\", \"snare\"], [\"hat\"]] | \"tom\" | consistency.families is not an array",
                "[[\"tom\", \"snare\"], [\"hat\"]] | [] | consistency.families is empty",
                "[\"hat\"] | \"hat\" | consistency.families[1] is not an array",
                "[\"hat\"] | [] | consistency.families[1] is empty",
                "\"snare\" | 7 | consistency.families[0][1] is not a string",
                "\"snare\" | \"gong\" | consistency.families[0][1] is gong, not one of snare, tom, hat",
                "\"snare\" | \"tom\" | consistency.families[0][1] is tom again; a group stands in one family, once",
                "\"hat\" | \"tom\" | consistency.families[1][0] is tom again; a group stands in one family, once",
                "16 | 0 | consistency.channels is 0, not a whole number from 1 to 256",
                "16 | 257 | consistency.channels is 257, not a whole number from 1 to 256",
                "256 | 0 | consistency.memory is 0, not a whole number from 1 to 65536",
                "256 | 65537 | consistency.memory is 65537, not a whole number from 1 to 65536",
                "0.1 | 0 | consistency.lowest is 0, not a number from 1.0E-6 to 1.0",
                "0.1 | 1.5 | consistency.lowest is 1.5, not a number from 1.0E-6 to 1.0",
                "2.0 | -1 | consistency.weight is -1, not a number from 0.0 to 10.0",
                "2.0 | 11 | consistency.weight is 11, not a number from 0.0 to 10.0",
                "\"doubt\": 3 | \"doubt\": 0 | consistency.doubt is 0, not a number from 1.0E-6 to 1000.0",
                "\"doubt\": 3 | \"doubt\": 1001 | consistency.doubt is 1001, not a number from 1.0E-6 to 1000.0"
            })
    void whatIsWrongIsNamed(String from, String to, String message) {
        MANIFEST.refuses(CONSISTENCY, from, to, message);
    }
}
