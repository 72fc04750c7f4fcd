// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.clarity}: where a group's strokes are clearly heard, a doubtful one is doubted. [any]
 *
 * @param groups indices of the groups of which this holds
 * @param first so many strokes have to be heard before
 * @param memory about so many strokes tell how clear they are, the newest most
 * @param below by how much a stroke's logit may be smaller than theirs
 * @param covered by how much less where other music covers the strokes
 */
public record ClaritySpec(List<Integer> groups, int first, int memory, double below, double covered) {
    /** Reads it, for groups of these names. */
    static ClaritySpec read(Fields clarity, List<String> names) throws PackException {
        return new ClaritySpec(
                clarity.places("groups", names),
                clarity.whole("first", 1, 10_000),
                clarity.whole("memory", 1, 10_000),
                clarity.number("below", 0, 100),
                clarity.has("covered") ? clarity.number("covered", 0, 100) : 0);
    }
}
