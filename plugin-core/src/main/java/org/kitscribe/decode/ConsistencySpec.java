// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.consistency}: how strokes that sound alike are made one drum. [any]
 *
 * @param families groups that are taken for one another, by their places in {@link DecoderSpec#groups()}; the heat row
 *     has an embedding for each family, in this order
 * @param channels floats in one embedding
 * @param memory the peaks of a family that vote, the newest so many
 * @param lowest peaks of a smaller onset probability neither vote nor change
 * @param weight what the votes count beside the network's own word, 0 for nothing
 * @param doubt how many votes say that all drums are alike, before any was given
 */
public record ConsistencySpec(
        List<List<Integer>> families, int channels, int memory, double lowest, double weight, double doubt) {
    /** Reads it; {@code groups} are the names of the decoder's groups. */
    static ConsistencySpec read(Fields consistency, List<String> groups) throws PackException {
        return new ConsistencySpec(
                families(consistency, groups),
                consistency.whole("channels", 1, 256),
                consistency.whole("memory", 1, 65_536),
                consistency.number("lowest", 1e-6, 1),
                consistency.number("weight", 0, 10),
                consistency.number("doubt", 1e-6, 1000));
    }

    private static List<List<Integer>> families(Fields consistency, List<String> groups) throws PackException {
        List<List<Integer>> families = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        for (List<String> names : consistency.textLists("families")) {
            List<Integer> family = new ArrayList<>();
            for (String name : names) {
                String at = "families[" + families.size() + "][" + family.size() + "]";
                int group = consistency.place(at, name, groups);
                if (!placed.add(name)) {
                    throw consistency.error(at, "is " + name + " again; a group stands in one family, once");
                }
                family.add(group);
            }
            families.add(List.copyOf(family));
        }
        return List.copyOf(families);
    }

    /** Returns the place of the family in which a group stands, -1 for none. */
    int familyOf(int group) {
        for (int place = 0; place < families.size(); place++) {
            if (families.get(place).contains(group)) {
                return place;
            }
        }
        return -1;
    }

    /** Returns the floats of all embeddings in a heat row. */
    int width() {
        return families.size() * channels;
    }
}
