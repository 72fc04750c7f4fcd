// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.List;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.heights}: how a group's drums, which stand in it from high to low, are told by how high
 * their strokes are. [any]
 *
 * @param group the group's index
 * @param after so many frames after a stroke its pitch is taken, no more than a peak waits for anyway
 * @param least a stroke of this onset probability or more tells what is high
 * @param memory so many of them at most
 * @param sharpness how fast a stroke's word on another's height falls with the squared distance of their embeddings
 * @param told semitones by which a stroke is higher that the network gives odds e times as large to be the highest drum,
 *     or as small to be the lowest
 * @param spread semitones between strokes of a drum (standard deviation)
 */
public record HeightsSpec(
        int group, int after, double least, int memory, double sharpness, double told, double spread) {
    /** Reads it, for these groups; {@code consistency} has the embeddings, null for none. */
    static HeightsSpec read(Fields heights, List<DecoderSpec.Group> groups, ConsistencySpec consistency)
            throws PackException {
        String name = heights.text("group");
        int group = heights.place(
                "group", name, groups.stream().map(DecoderSpec.Group::name).toList());
        if (consistency == null || consistency.familyOf(group) < 0) {
            throw heights.error("group", "is " + name + ", which is in no family of decoder.consistency");
        }
        return new HeightsSpec(
                group,
                heights.whole("after", 0, groups.get(group).dominance()),
                heights.number("least", 0, 1),
                heights.whole("memory", 0, 1000),
                heights.number("sharpness", 0, 1000),
                heights.number("told", 0, 100),
                heights.number("spread", 0.01, 100));
    }
}
