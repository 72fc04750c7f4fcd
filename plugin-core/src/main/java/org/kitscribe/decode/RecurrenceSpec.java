// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.recurrence}: how much is believed that what was struck once is struck again where the
 * strokes before are the same. [any]
 *
 * @param lowest peaks of a smaller onset probability neither tell nor change
 * @param memory the places that tell what is struck there, the newest so many
 * @param span frames before a place that are compared
 * @param apart places less than this many frames away do not tell
 * @param sharpness how fast a place tells less, the less it is like this one
 * @param doubt how many places tell that nothing is known, before any was heard
 * @param neutral the share of its group's threshold that an expected probability has to have to change nothing
 * @param again how much one stroke heard again tells against the one that is asked for; 0 for nothing
 * @param alike how fast a place tells less of that, the less it sounds like this one
 */
public record RecurrenceSpec(
        double lowest,
        int memory,
        int span,
        int apart,
        double sharpness,
        double doubt,
        double neutral,
        double again,
        double alike) {
    /** Reads it. */
    static RecurrenceSpec read(Fields recurrence) throws PackException {
        return new RecurrenceSpec(
                recurrence.number("lowest", 1e-6, 1),
                recurrence.whole("memory", 1, 65_536),
                recurrence.whole("span", Recurrence.NEAREST, Recurrence.MOST_SPAN),
                recurrence.whole("apart", Recurrence.BESIDE + 1, 10_000),
                recurrence.number("sharpness", 0, 1000),
                recurrence.number("doubt", 1e-6, 1000),
                recurrence.number("neutral", 1e-6, 1),
                recurrence.has("again") ? recurrence.number("again", 0, 1000) : 0,
                recurrence.has("alike") ? recurrence.number("alike", 0, 1000) : 0);
    }
}
