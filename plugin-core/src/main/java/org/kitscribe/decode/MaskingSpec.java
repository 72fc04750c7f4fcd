// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.masking}: a much louder drum hides how others begin, and what had rung on comes back as if
 * it were struck. Drums are places in {@link DecoderSpec#drums()}. [any]
 *
 * @param by the drum that hides
 * @param drums whose strokes it hides
 * @param least onset probability from which on its stroke hides anything
 * @param reachMs how long after its onset it does, in milliseconds
 * @param louderDb by how much it has to be louder
 * @param ringing drums that ring on under it
 * @param backFromMs when at the earliest they come back after its onset, in milliseconds
 * @param backToMs and when at the latest
 * @param backOdds what the odds are multiplied by that such a stroke was one
 */
public record MaskingSpec(
        int by,
        List<Integer> drums,
        double least,
        double reachMs,
        double louderDb,
        List<Integer> ringing,
        double backFromMs,
        double backToMs,
        double backOdds) {
    /** Reads it; {@code drums} are the names of the decoder's drums. */
    static MaskingSpec read(Fields masking, List<String> drums) throws PackException {
        return new MaskingSpec(
                masking.place("by", masking.text("by"), drums),
                masking.places("drums", drums),
                masking.number("least", 0, 1),
                masking.number("reach_ms", 0, 1000),
                masking.number("louder_db", -200, 200),
                masking.places("ringing", drums),
                masking.number("back_from_ms", 0, 1000),
                masking.number("back_to_ms", 0, 1000),
                masking.number("back_odds", 1e-6, 1));
    }
}
