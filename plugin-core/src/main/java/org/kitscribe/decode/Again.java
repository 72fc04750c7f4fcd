// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;
import java.util.List;

/**
 * Strokes that are one stroke heard again, as in a loop: they stand at places of like contexts that sound alike, a
 * fraction of a frame apart, and are decided together. {@link Recurrence} says which places, by their slots, and how like
 * they are. Nothing is allocated once it is made. [any, one thread at a time]
 */
final class Again {
    private final RecurrenceSpec spec;
    private final List<DecoderSpec.Group> groups;
    private final int firstChannel;

    /** The group whose drums are told by their height, not by this; -1 for none. */
    private final int byHeight;

    /** By slot: how the place sounds, the logits of its own strokes' members. */
    private final float[][] sounds;

    private final double[][] members;

    /** By slot and group: the logit of the strongest stroke there, and the slot of the place whose own it is. */
    private final double[][] logits;

    private final int[][] strongest;

    /** Of the place that is asked for: what others tell, weighed, and their weights. */
    private final double[] logitSums;

    private final double[] memberSums;
    private final double[] memberWeights;
    private double weights;
    private int own;

    /**
     * Creates one that knows of no place.
     *
     * @param slots for how many places there is room
     */
    Again(DecoderSpec decoder, int slots) {
        spec = decoder.recurrence();
        groups = decoder.groups();
        firstChannel = decoder.firstEmbedding();
        byHeight = decoder.heights() == null ? -1 : decoder.heights().group();
        int drums = decoder.drums().size();
        sounds = new float[slots][decoder.pitch() - firstChannel];
        members = new double[slots][drums];
        logits = new double[slots][groups.size()];
        strongest = new int[slots][groups.size()];
        logitSums = new double[groups.size()];
        memberSums = new double[drums];
        memberWeights = new double[groups.size()];
    }

    /** A new place, of a frame of this heat row. */
    void begin(int slot, float[] row) {
        System.arraycopy(row, firstChannel, sounds[slot], 0, sounds[slot].length);
        Arrays.fill(logits[slot], Probability.logit(spec.lowest()));
    }

    /** A place's own stroke and its drums' probabilities. */
    void hear(int slot, int group, double[] told) {
        DecoderSpec.Group its = groups.get(group);
        for (int d = its.firstDrum(); d < its.endDrum(); d++) {
            members[slot][d] = Probability.logit(told[d]);
        }
    }

    /** A stroke of the place at {@code from} that is also one of the place at {@code slot}, stronger than those before. */
    void stronger(int slot, int group, double onset, int from) {
        logits[slot][group] = Probability.logit(Math.max(spec.lowest(), onset));
        strongest[slot][group] = from;
    }

    /** Forgets what others told, and asks for this place. */
    void ask(int slot) {
        own = slot;
        weights = 0;
        Arrays.fill(logitSums, 0);
        Arrays.fill(memberSums, 0);
        Arrays.fill(memberWeights, 0);
    }

    /**
     * Has another place tell.
     *
     * @param likeness how like its context is, 0 to 1
     * @param onsets those of each group's strongest stroke there, 0 for none
     */
    void tell(int slot, double likeness, double[] onsets) {
        double distance = Consistency.squaredDistance(sounds[own], 0, sounds[slot]);
        double weight = spec.again() * likeness * Math.exp(-spec.alike() * distance);
        weights += weight;
        for (int g = 0; g < logitSums.length; g++) {
            logitSums[g] += weight * logits[slot][g];
            double sure = weight * onsets[g];
            if (sure > 0) {
                DecoderSpec.Group its = groups.get(g);
                double[] told = members[strongest[slot][g]];
                memberWeights[g] += sure;
                for (int d = its.firstDrum(); d < its.endDrum(); d++) {
                    memberSums[d] += sure * told[d];
                }
            }
        }
    }

    /** Returns the onset probability that a stroke of this one has together with the others. */
    double onset(int group, double onset) {
        return Probability.ofLogit((Probability.logit(onset) + logitSums[group]) / (1 + weights));
    }

    /** Makes a stroke's members those that it has together with the others, but where its height tells them. */
    void name(int group, double[] told) {
        if (group == byHeight) {
            return;
        }
        DecoderSpec.Group its = groups.get(group);
        for (int d = its.firstDrum(); d < its.endDrum(); d++) {
            told[d] = Probability.ofLogit((Probability.logit(told[d]) + memberSums[d]) / (1 + memberWeights[group]));
        }
    }
}
