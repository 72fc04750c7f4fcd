// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.cover}: how it is told that other music covers the drums, and what is doubted then. [any]
 *
 * @param range which of the frames' frequency ranges tells
 * @param first so many frames have to be heard before
 * @param openDb where loud frames are so much louder than usual ones, nothing is covered
 * @param coveredDb where they are only so much louder, all is
 * @param groups indices of the groups whose strokes are doubted where they are hardly louder than usual frames
 * @param clearDb none that is so much louder
 * @param deepDb wholly if it is only so much louder
 * @param doubt logits by which its threshold is raised then
 */
public record CoverSpec(
        int range,
        int first,
        double openDb,
        double coveredDb,
        List<Integer> groups,
        double clearDb,
        double deepDb,
        double doubt) {
    /** Reads it, for groups of these names; {@code loudness} tells the ranges, null for none. */
    static CoverSpec read(Fields cover, List<String> names, LoudnessSpec loudness) throws PackException {
        if (loudness == null) {
            throw cover.error("range", "needs decoder.loudness, which is missing");
        }
        double coveredDb = cover.number("covered_db", 0, 99);
        double deepDb = cover.number("deep_db", -100, 99);
        return new CoverSpec(
                cover.whole("range", 0, loudness.count() - 1),
                cover.whole("first", 1, WeightedPercentile.MEMORY),
                cover.number("open_db", coveredDb + 0.01, 100),
                coveredDb,
                cover.places("groups", names),
                cover.number("clear_db", deepDb + 0.01, 100),
                deepDb,
                cover.number("doubt", 0, 100));
    }
}
