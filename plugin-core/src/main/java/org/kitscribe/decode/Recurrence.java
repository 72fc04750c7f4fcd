// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;
import java.util.List;
import org.kitscribe.kit.LatencySetting;

/**
 * Places, each of which tells what was struck there to those before which the same was struck: music repeats. A kernel
 * regression (Nadaraya 1964, Watson 1964) over what was struck before, as non-local means (Buades 2005) do over the
 * surroundings of a pixel. Nothing is allocated once it is made. [any, one thread at a time]
 */
final class Recurrence {
    /** Strokes this many frames around a place are those of the place. */
    static final int BESIDE = 2;

    /** From where on a place's context looks back, and the farthest that a manifest may ask for. */
    static final int NEAREST = 6;

    static final int MOST_SPAN = 500;

    /** A stroke so many frames after a stronger one is a double trigger: the fastest rolls have 25 a second. */
    private static final int REBOUND = 3;

    /** Frames from one value of a context to the next. */
    private static final int STEP = 2;

    /** A stroke in a context: a bell of this width, cut off after so many frames. */
    private static final double BLUR = 1.5;

    private static final int REACH = 5;
    private static final double[] BELL = new double[REACH + 1];

    /** What a context's length is taken to be more than it is, so that a few faint strokes are like nothing. */
    private static final double FAINT = 0.1;

    static {
        Arrays.setAll(BELL, i -> Math.exp(-0.5 * (i / BLUR) * (i / BLUR)));
    }

    private final RecurrenceSpec spec;
    private final int hindsight;

    /** Each group's expected onset probability that changes nothing. */
    private final double[] neutral;

    private final int steps;

    /** What is remembered: place number i in slot i modulo their number; onsets by group, contexts by group and step. */
    private final long[] frames;

    private final double[][] struck;
    private final double[][] beside;
    private final float[][] contexts;
    private final Again again;
    private long places;

    /** Of place number {@code asked}: each group's onset probability as other places have it. */
    private final double[] expected;

    private long asked = -1;

    /**
     * Creates an empty memory.
     *
     * @param hindsight frames after a place from which others tell, too
     */
    Recurrence(DecoderSpec decoder, LatencySetting latency, int hindsight) {
        spec = decoder.recurrence();
        this.hindsight = hindsight;
        List<DecoderSpec.Group> groups = decoder.groups();
        neutral = groups.stream()
                .mapToDouble(group -> spec.neutral() * group.thresholds().get(latency))
                .toArray();
        steps = (spec.span() - NEAREST) / STEP + 1;
        int slots = Math.max(spec.memory() + BESIDE, spec.span() + REACH) + hindsight + BESIDE + 1;
        frames = new long[slots];
        struck = new double[slots][groups.size()];
        beside = new double[slots][groups.size()];
        contexts = new float[slots][groups.size() * steps];
        expected = new double[groups.size()];
        again = new Again(decoder, slots);
    }

    /**
     * Takes in the next peak, in the order of frames.
     *
     * @param frame counted over all streams
     * @param row the frame's heat row
     * @param members all drums' probabilities, those of the group as votes made them
     * @return the number of its place
     */
    long remember(long frame, int group, double onset, float[] row, double[] members) {
        if (places == 0 || frames[slot(places - 1)] < frame) {
            begin(frame, row);
        }
        int own = slot(places - 1);
        struck[own][group] = onset;
        again.hear(own, group, members);
        for (long p = places - 1; p >= oldest() && frames[slot(p)] >= frame - BESIDE; p--) {
            if (onset > beside[slot(p)][group]) {
                stronger(slot(p), group, onset, own);
            }
        }
        return places - 1;
    }

    /**
     * Revises a peak as those places have it that have been heard before, or within hindsight.
     *
     * @param place what {@link #remember} gave for it
     * @param members receives the revised probabilities of the group's drums
     * @return the revised onset probability
     */
    double revise(long place, int group, double onset, double[] members) {
        if (place != asked) {
            asked = place;
            ask(place);
        }
        again.name(group, members);
        double factor = Probability.odds(expected[group]) / Probability.odds(neutral[group]);
        double p = again.onset(group, onset);
        // A double trigger recurs with its stroke.
        return followsStronger(place, group, onset)
                ? Probability.scaleOdds(Math.min(p, onset), Math.min(1, factor))
                : Probability.scaleOdds(p, factor);
    }

    private boolean followsStronger(long place, int group, double onset) {
        long frame = frames[slot(place)];
        for (long p = place - 1; p >= 0 && frames[slot(p)] >= frame - REBOUND; p--) {
            if (struck[slot(p)][group] > onset) {
                return true;
            }
        }
        return false;
    }

    private void begin(long frame, float[] row) {
        int slot = slot(places++);
        frames[slot] = frame;
        again.begin(slot, row);
        Arrays.fill(struck[slot], 0);
        Arrays.fill(beside[slot], 0);
        float[] context = contexts[slot];
        Arrays.fill(context, 0);
        for (long p = places - 2; p >= oldest() && frames[slot(p)] >= frame - spec.span() - REACH; p--) {
            int back = (int) (frame - frames[slot(p)]);
            for (int g = 0; g < neutral.length; g++) {
                double onset = struck[slot(p)][g];
                // The earliest of equals.
                if (back <= BESIDE && onset > 0 && onset >= beside[slot][g]) {
                    stronger(slot, g, onset, slot(p));
                }
                blur(onset, back, context, g * steps);
            }
        }
        normalise(context);
    }

    /** The strongest stroke so far beside a place, that of the place at {@code from}. */
    private void stronger(int slot, int group, double onset, int from) {
        beside[slot][group] = onset;
        again.stronger(slot, group, onset, from);
    }

    /** Adds a stroke so many frames back to a group's part of a context. */
    private void blur(double onset, int back, float[] context, int first) {
        if (onset > 0) {
            int from = Math.max(0, (back - REACH - NEAREST + STEP - 1) / STEP);
            int to = Math.min(steps - 1, (back + REACH - NEAREST) / STEP);
            for (int i = from; i <= to; i++) {
                context[first + i] += (float) (onset * BELL[Math.abs(NEAREST + STEP * i - back)]);
            }
        }
    }

    private static void normalise(float[] context) {
        float length = (float) (Math.sqrt(product(context, context)) + FAINT);
        for (int i = 0; i < context.length; i++) {
            context[i] /= length;
        }
    }

    private void ask(long place) {
        int own = slot(place);
        for (int g = 0; g < expected.length; g++) {
            expected[g] = spec.doubt() * neutral[g];
        }
        double sum = spec.doubt();
        again.ask(own);
        for (long p = Math.max(0, place - spec.memory()); p < places; p++) {
            int j = slot(p);
            long away = frames[j] - frames[own];
            if (Math.abs(away) < spec.apart() || away > hindsight) {
                continue;
            }
            double weight = Math.exp(spec.sharpness() * (product(contexts[own], contexts[j]) - 1));
            for (int g = 0; g < expected.length; g++) {
                expected[g] += weight * beside[j][g];
            }
            sum += weight;
            again.tell(j, weight, beside[j]);
        }
        for (int g = 0; g < expected.length; g++) {
            expected[g] /= sum;
        }
    }

    /** Four sums at once: additions that wait for one another are what takes the time. */
    private static double product(float[] one, float[] two) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < one.length; i += 4) {
            a += one[i] * two[i];
            b += one[i + 1] * two[i + 1];
            c += one[i + 2] * two[i + 2];
            d += one[i + 3] * two[i + 3];
        }
        for (; i < one.length; i++) {
            a += one[i] * two[i];
        }
        return a + b + c + d;
    }

    private long oldest() {
        return Math.max(0, places - frames.length);
    }

    private int slot(long place) {
        return (int) (place % frames.length);
    }
}
