// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Peaks of a family, each of which votes for the drums that it was itself: one recording has one kit, so strokes
 * that sound alike are the same drum, and others most likely another. A kernel regression (Nadaraya 1964, Watson 1964)
 * over the network's embeddings. Nothing is allocated once it is made. [any, one thread at a time]
 */
final class Consistency {
    private static final double LEAST = 1e-6;

    private final ConsistencySpec spec;
    private final List<DecoderSpec.Group> groups;
    /** The family's groups and their drums, by their places in the decoder's lists, as are all arrays of drums below. */
    private final int[] family;

    private final int[] drums;
    private final int firstMember;
    private final int firstChannel;

    /** What is remembered: peak number i in slot i modulo their number, some before a peak that is revised and some after. */
    private final float[][] embeddings;

    private final double[][] shares;
    private final double[] onsets;
    private final long[] frames;
    private long peaks;

    private final double[] alike;
    private final double[] others;
    private final double[] revised;

    /**
     * Creates the memory of the family at this place in {@link ConsistencySpec#families()}.
     *
     * @param hindsight the most frames between a peak's coming and its being revised
     */
    Consistency(DecoderSpec decoder, int place, int hindsight) {
        spec = decoder.consistency();
        groups = decoder.groups();
        family = spec.families().get(place).stream().mapToInt(g -> g).toArray();
        drums = Arrays.stream(family)
                .mapToObj(groups::get)
                .flatMapToInt(group -> IntStream.range(group.firstDrum(), group.endDrum()))
                .toArray();
        firstMember = decoder.firstMember();
        firstChannel = decoder.firstEmbedding() + place * spec.channels();
        int all = decoder.drums().size();
        int slots = spec.memory() + (hindsight + 1) * family.length;
        embeddings = new float[slots][spec.channels()];
        shares = new double[slots][all];
        onsets = new double[slots];
        frames = new long[slots];
        alike = new double[all];
        others = new double[all];
        revised = new double[all];
    }

    /**
     * Remembers a peak as the network gave it.
     *
     * @param frame the peak's frame, counted over all streams
     * @param group the peak's group, one of the family
     * @param row the peak's heat row
     * @param nearby each group's largest onset probability near the peak
     * @return the peak's number
     */
    long remember(long frame, int group, float[] row, double[] nearby) {
        int slot = slot(peaks);
        System.arraycopy(row, firstChannel, embeddings[slot], 0, spec.channels());
        weighShares(row, nearby, shares[slot]);
        onsets[slot] = row[group];
        frames[slot] = frame;
        return peaks++;
    }

    /**
     * Revises a peak by the votes of those before it and of all that have come after it; those of its own frame, which
     * have the same embedding, do not vote.
     *
     * @param number what {@link #remember} gave for it
     * @param group the peak's group
     * @param row the peak's heat row
     * @param members receives the revised member probabilities of the group's drums
     * @return the revised onset probability
     */
    double revise(long number, int group, float[] row, double[] members) {
        double[] share = shares[slot(number)];
        countVotes(number, row);
        DecoderSpec.Group own = groups.get(group);
        for (int d : drums) {
            revised[d] = share[d] * Math.pow(alike[d] + spec.doubt() / drums.length, spec.weight());
        }
        normalise(revised);
        double before = sum(own, share);
        double factor = sum(own, revised) / before;
        // Which drum of its group it is: what its like are called more often than the rest.
        for (int d = own.firstDrum(); d < own.endDrum(); d++) {
            revised[d] = share[d] * Math.pow(alike[d] / others[d] + spec.doubt(), spec.weight());
        }
        double after = sum(own, revised);
        for (int d = own.firstDrum(); d < own.endDrum(); d++) {
            members[d] = Probability.scaleOdds(row[firstMember + d], revised[d] / after / (share[d] / before));
        }
        return Probability.scaleOdds(row[group], factor);
    }

    /** What part of the stroke each drum is, by the network's word on this peak alone. */
    private void weighShares(float[] row, double[] nearby, double[] share) {
        for (int g : family) {
            DecoderSpec.Group group = groups.get(g);
            double members = LEAST;
            for (int d = group.firstDrum(); d < group.endDrum(); d++) {
                members += row[firstMember + d];
            }
            for (int d = group.firstDrum(); d < group.endDrum(); d++) {
                share[d] = group.prior() * nearby[g] * row[firstMember + d] / members + LEAST;
            }
        }
        normalise(share);
    }

    /** The votes of strokes that sound alike, and what part of those of all others, doubt included, each drum has. */
    private void countVotes(long number, float[] row) {
        Arrays.fill(alike, 0);
        Arrays.fill(others, spec.doubt() / drums.length);
        for (long peak = Math.max(0, number - spec.memory()); peak < peaks; peak++) {
            int j = slot(peak);
            if (frames[j] == frames[slot(number)]) {
                continue;
            }
            double kernel = Math.exp(-squaredDistance(row, firstChannel, embeddings[j]));
            for (int d : drums) {
                alike[d] += onsets[j] * kernel * shares[j][d];
                others[d] += onsets[j] * (1 - kernel) * shares[j][d];
            }
        }
        normalise(others);
    }

    /** Makes the family's drums have a sum of 1. */
    private void normalise(double[] values) {
        double sum = 0;
        for (int d : drums) {
            sum += values[d];
        }
        for (int d : drums) {
            values[d] /= sum;
        }
    }

    private static double sum(DecoderSpec.Group group, double[] values) {
        double sum = 0;
        for (int d = group.firstDrum(); d < group.endDrum(); d++) {
            sum += values[d];
        }
        return sum;
    }

    /** From what {@code row} holds from {@code firstChannel} on to an embedding. */
    static double squaredDistance(float[] row, int firstChannel, float[] embedding) {
        double sum = 0;
        for (int i = 0; i < embedding.length; i++) {
            double difference = (double) row[firstChannel + i] - embedding[i];
            sum += difference * difference;
        }
        return sum;
    }

    private int slot(long peak) {
        return (int) (peak % onsets.length);
    }
}
