// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder}: what a heat row's channels mean and how they are read. [any]
 *
 * @param offsetMs added to every time, in milliseconds
 * @param hindsight frames after a stroke by which it is judged, too, where nobody waits for it
 * @param late frames by which the network tells what a frame holds after what passes it by, where there are any
 * @param groups in the order of the heat row
 * @param drums all groups' drums, in the order of the heat row
 * @param consistency how strokes that sound alike are made one drum; null where the network has no embeddings
 * @param recurrence how much is believed that music repeats; null for nothing
 * @param clarity which groups' doubtful strokes are doubted where the others are clear; null for none
 * @param cover what is doubted where other music covers the drums; null for nothing
 * @param heights how a group's drums are told by their pitch; null where the network alone tells them
 * @param loudness how strokes' levels are measured; null where the network alone tells them
 * @param masking what a much louder drum does to strokes beside it; null for nothing
 * @param beginning what is no stroke where a stream begins; null for nothing
 */
public record DecoderSpec(
        double offsetMs,
        int hindsight,
        Map<LatencySetting, Integer> late,
        List<Group> groups,
        List<Drum> drums,
        ConsistencySpec consistency,
        RecurrenceSpec recurrence,
        ClaritySpec clarity,
        CoverSpec cover,
        HeightsSpec heights,
        LoudnessSpec loudness,
        MaskingSpec masking,
        BeginningSpec beginning) {
    /**
     * Drums that the network tells apart only once it knows that one of them was struck.
     *
     * @param name such as {@code tom}
     * @param dominance a peak is the largest of this many frames on each side
     * @param multiple whether two drums of the group may sound at once
     * @param also the least member probability of a second drum
     * @param prior how often it is struck, against how often the network was told so
     * @param thresholds the least onset probability, 0 to 1 exclusive
     * @param firstDrum index of its first drum
     * @param drumCount how many drums it has
     */
    public record Group(
            String name,
            int dominance,
            boolean multiple,
            double also,
            double prior,
            Map<LatencySetting, Double> thresholds,
            int firstDrum,
            int drumCount) {
        /** Returns the index after that of its last drum. */
        int endDrum() {
            return firstDrum + drumCount;
        }

        /** Returns its drum of the largest member probability, the first of equals. */
        int likeliest(double[] members) {
            int best = firstDrum;
            for (int d = best + 1; d < endDrum(); d++) {
                if (members[d] > members[best]) {
                    best = d;
                }
            }
            return best;
        }
    }

    /** Reads it from a manifest's root. */
    public static DecoderSpec read(Fields manifest) throws PackException {
        Fields decoder = manifest.object("decoder");
        List<Group> groups = new ArrayList<>();
        List<Drum> drums = new ArrayList<>();
        for (Fields group : decoder.objects("groups")) {
            int first = drums.size();
            for (Fields drum : group.objects("drums")) {
                drums.add(new Drum(drum.text("name"), drum.whole("note", 0, 127), group.text("name")));
            }
            groups.add(readGroup(group, first, drums.size() - first));
        }
        return read(decoder, List.copyOf(groups), List.copyOf(drums));
    }

    private static DecoderSpec read(Fields decoder, List<Group> groups, List<Drum> drums) throws PackException {
        List<String> groupNames = groups.stream().map(Group::name).toList();
        List<String> drumNames = drums.stream().map(Drum::name).toList();
        ConsistencySpec consistency =
                decoder.optional("consistency", fields -> ConsistencySpec.read(fields, groupNames));
        LoudnessSpec loudness = decoder.optional("loudness", fields -> LoudnessSpec.read(fields, groups));
        return new DecoderSpec(
                decoder.number("offset_ms", -1000, 1000),
                decoder.has("hindsight") ? decoder.whole("hindsight", 0, 10_000) : 0,
                decoder.has("late") ? readLate(decoder.object("late"), patience(groups)) : Map.of(),
                groups,
                drums,
                consistency,
                decoder.optional("recurrence", RecurrenceSpec::read),
                decoder.optional("clarity", fields -> ClaritySpec.read(fields, groupNames)),
                decoder.optional("cover", fields -> CoverSpec.read(fields, groupNames, loudness)),
                decoder.optional("heights", fields -> HeightsSpec.read(fields, groups, consistency)),
                loudness,
                decoder.optional("masking", fields -> MaskingSpec.read(fields, drumNames)),
                decoder.optional("beginning", BeginningSpec::read));
    }

    private static Map<LatencySetting, Integer> readLate(Fields late, int most) throws PackException {
        Map<LatencySetting, Integer> frames = new EnumMap<>(LatencySetting.class);
        for (LatencySetting setting : LatencySetting.values()) {
            frames.put(setting, late.whole(setting.key(), 0, most));
        }
        return frames;
    }

    private static Group readGroup(Fields group, int first, int count) throws PackException {
        Map<LatencySetting, Double> thresholds = new EnumMap<>(LatencySetting.class);
        for (LatencySetting setting : LatencySetting.values()) {
            thresholds.put(setting, group.object("threshold").number(setting.key(), 1e-6, 1 - 1e-6));
        }
        return new Group(
                group.text("name"),
                group.whole("dominance", 0, 1000),
                group.flag("multiple"),
                group.number("also", 0, 1),
                group.has("prior") ? group.number("prior", 1e-6, 1000) : 1,
                thresholds,
                first,
                count);
    }

    /** Returns by how many frames the network's channels of a row are late at this setting. */
    public int late(LatencySetting setting) {
        return late.getOrDefault(setting, 0);
    }

    /** Returns for how many frames the peaks of these groups have to be waited for, at most. */
    static int patience(List<Group> groups) {
        return groups.stream().mapToInt(Group::dominance).max().orElse(0);
    }

    /**
     * Returns the floats in one heat row: onset and time per group, member and level per drum, embeddings, pitch, loudness
     * per range.
     */
    public int width() {
        return firstLoudness() + (loudness == null ? 0 : loudness.count());
    }

    /** Returns where the loudness begins in a heat row. */
    int firstLoudness() {
        return pitch() + (heights == null ? 0 : 1);
    }

    /** Returns where the pitch stands in a heat row: what the network gives ends there. */
    int pitch() {
        return firstEmbedding() + (consistency == null ? 0 : consistency.width());
    }

    /** Returns where the member probabilities begin in a heat row. */
    public int firstMember() {
        return 2 * groups.size();
    }

    /** Returns where the embeddings begin in a heat row. */
    int firstEmbedding() {
        return firstMember() + 2 * drums.size();
    }
}
