// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.ArrayList;
import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.loudness}: how the network's word on a stroke's level gives way to what is measured. [any]
 *
 * @param after a stroke is as loud as its frame or so many after it
 * @param weight of what is measured, 0 to 1
 * @param mostDb a stroke measured louder than expected is so by this at most: something else may sound there
 * @param ranges of each group, in which of the frames' frequency ranges it is measured
 */
public record LoudnessSpec(int after, double weight, double mostDb, List<Integer> ranges) {
    private static final int MOST_RANGES = 16;

    /** Reads it, for these groups. */
    static LoudnessSpec read(Fields loudness, List<DecoderSpec.Group> groups) throws PackException {
        List<Integer> ranges = new ArrayList<>();
        for (DecoderSpec.Group group : groups) {
            ranges.add(loudness.object("ranges").whole(group.name(), 0, MOST_RANGES - 1));
        }
        return new LoudnessSpec(
                loudness.whole("after", 0, DecoderSpec.patience(groups)),
                loudness.number("weight", 0, 1),
                loudness.number("most_db", 0, 100),
                List.copyOf(ranges));
    }

    /** Returns how many ranges the frames have. */
    int count() {
        return ranges.stream().mapToInt(range -> range + 1).max().orElse(0);
    }
}
