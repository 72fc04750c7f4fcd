// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.ArrayList;
import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.masking}: a much louder drum hides how others begin. Drums are places in {@link
 * DecoderSpec#drums()}. [any]
 *
 * @param by the drum that hides
 * @param drums whose strokes it hides
 * @param least onset probability from which on its stroke hides anything
 * @param reachMs how long after its onset it does, in milliseconds
 * @param louderDb by how much it has to be louder
 */
public record MaskingSpec(int by, List<Integer> drums, double least, double reachMs, double louderDb) {
    /** Reads it; {@code drums} are the names of the decoder's drums. */
    static MaskingSpec read(Fields masking, List<String> drums) throws PackException {
        List<Integer> masked = new ArrayList<>();
        for (String name : masking.texts("drums")) {
            masked.add(masking.place("drums[" + masked.size() + "]", name, drums));
        }
        return new MaskingSpec(
                masking.place("by", masking.text("by"), drums),
                List.copyOf(masked),
                masking.number("least", 0, 1),
                masking.number("reach_ms", 0, 1000),
                masking.number("louder_db", -200, 200));
    }
}
