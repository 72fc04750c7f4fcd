// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

/**
 * A manifest whose groups have one drum each, of their own name.
 *
 * @param threshold all groups' and settings'
 */
record DecoderManifest(double threshold, List<String> groups) {
    private static final String GROUP = "{\"name\": \"%s\", \"dominance\": 2, \"multiple\": false, \"also\": 0.6,"
            + " \"threshold\": {\"quick\": %s, \"balanced\": %2$s, \"accurate\": %2$s},"
            + " \"drums\": [{\"name\": \"%1$s\", \"note\": 36}]}";

    /** All settings' threshold. */
    static Map<LatencySetting, Double> thresholds(double all) {
        Map<LatencySetting, Double> thresholds = new EnumMap<>(LatencySetting.class);
        for (LatencySetting setting : LatencySetting.values()) {
            thresholds.put(setting, all);
        }
        return thresholds;
    }

    /** Reads it with a section, {@code "name": value, } or nothing, in its decoder. */
    DecoderSpec read(String section) throws PackException, JsonParserException {
        String all =
                groups.stream().map(name -> GROUP.formatted(name, threshold)).collect(Collectors.joining(", "));
        String manifest = "{\"decoder\": {\"offset_ms\": 0, " + section + "\"groups\": [" + all + "]}}";
        return DecoderSpec.read(new Fields("pack.json", JsonParser.object().from(manifest)));
    }

    /** Checks the error of a section in which one part is replaced by another. */
    void refuses(String section, String from, String to, String message) {
        assertTrue(section.contains(from), from);
        PackException e = assertThrows(PackException.class, () -> read(section.replace(from, to)));
        assertEquals("pack.json: field decoder." + message, e.getMessage());
    }
}
