// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Arrays;

/**
 * Strokes of a group whose drums are told by their height: a kit's toms may all sound low to the network, but one is the
 * highest of them. A stroke's height is its pitch, moved by what the network holds it for, as those that sound alike have
 * it. The last strokes' heights, sorted, are cut into one run for each drum, some empty, so that they are likeliest
 * (Fisher 1958, On grouping for maximum homogeneity). Nothing is allocated once it is made. [any, one thread at a time]
 */
final class Heights {
    /** A member probability is taken for no nearer to 0 or 1 than this. */
    private static final double DOUBT = 1e-3;

    private final HeightsSpec spec;
    private final DecoderSpec.Group group;
    private final int drums;
    private final int firstMember;
    private final int firstChannel;
    private final int hindsight;

    /** What is remembered: stroke number i in slot i modulo their number. */
    private final Stroke[] remembered;

    private long count;
    private final Stroke own;

    /** Those that tell, the one that is asked for as the last. */
    private final Stroke[] window;

    private int size;
    private final double[] heights;

    /** Places in the window, the highest first; sums over the first of them: heights, their squares, each drum's logs. */
    private final int[] order;

    private final double[] sums;
    private final double[] squares;
    private final double[][] logs;

    /** The least cost of the first strokes in runs of the first drums, and where the last of these runs then begins. */
    private final double[][] costs;

    private final int[][] begins;

    /** A stroke: its height by itself, and the log of what part of it each drum is. */
    private static final class Stroke {
        private long frame;
        private double height;
        private final double[] logShares;
        private final float[] embedding;

        Stroke(int drums, int channels) {
            logShares = new double[drums];
            embedding = new float[channels];
        }
    }

    /**
     * Creates an empty memory.
     *
     * @param hindsight frames after a stroke from which others tell, too
     * @param prospect frames after a stroke whose strokes have been remembered when it is named
     */
    Heights(DecoderSpec decoder, int hindsight, int prospect) {
        spec = decoder.heights();
        group = decoder.groups().get(spec.group());
        drums = group.drumCount();
        firstMember = decoder.firstMember() + group.firstDrum();
        int channels = decoder.consistency().channels();
        firstChannel = decoder.firstEmbedding() + decoder.consistency().familyOf(spec.group()) * channels;
        this.hindsight = hindsight;
        int later = Math.max(0, prospect - hindsight);
        remembered = strokes(spec.memory() + 1 + later, channels);
        int most = spec.memory() + 1;
        window = new Stroke[most];
        own = new Stroke(drums, channels);
        heights = new double[most];
        order = new int[most];
        sums = new double[most + 1];
        squares = new double[most + 1];
        logs = new double[drums][most + 1];
        costs = new double[drums][most + 1];
        begins = new int[drums][most + 1];
    }

    private Stroke[] strokes(int number, int channels) {
        Stroke[] strokes = new Stroke[number];
        Arrays.setAll(strokes, i -> new Stroke(drums, channels));
        return strokes;
    }

    /**
     * Takes in the next stroke of the group, in the order of frames.
     *
     * @param frame counted over all streams
     * @param row its heat row
     * @param pitch as a MIDI note
     * @param onset its probability, as votes made it
     */
    void remember(long frame, float[] row, double pitch, double onset) {
        if (onset >= spec.least()) {
            hear(remembered[(int) (count++ % remembered.length)], frame, row, pitch);
        }
    }

    /** Makes the drum of a stroke's height the likeliest of {@code members}; the one that was so takes its place. */
    void name(long frame, float[] row, double pitch, double[] members) {
        look(frame);
        hear(own, frame, row, pitch);
        window[size++] = own;
        measure();
        sort();
        int drum = group.firstDrum() + drumOf(cut());
        int best = group.likeliest(members);
        double likeliest = members[best];
        members[best] = members[drum];
        members[drum] = likeliest;
    }

    private void hear(Stroke stroke, long frame, float[] row, double pitch) {
        stroke.frame = frame;
        System.arraycopy(row, firstChannel, stroke.embedding, 0, stroke.embedding.length);
        double sum = 0;
        for (int d = 0; d < drums; d++) {
            sum += bounded(row[firstMember + d]);
        }
        for (int d = 0; d < drums; d++) {
            stroke.logShares[d] = Math.log(bounded(row[firstMember + d]) / sum);
        }
        double high = Probability.odds(bounded(row[firstMember]));
        double low = Probability.odds(bounded(row[firstMember + drums - 1]));
        stroke.height = pitch + spec.told() * Math.log(high / low);
    }

    private static double bounded(double member) {
        return Math.max(DOUBT, Math.min(1 - DOUBT, member));
    }

    /** Puts the newest strokes into the window, up to hindsight and but for the one of this frame. */
    private void look(long frame) {
        size = 0;
        long oldest = Math.max(0, count - remembered.length);
        for (long i = count - 1; i >= oldest && size < spec.memory(); i--) {
            Stroke stroke = remembered[(int) (i % remembered.length)];
            if (stroke.frame != frame && stroke.frame <= frame + hindsight) {
                window[size++] = stroke;
            }
        }
    }

    /** The window's heights, as their like have them, less their mean. */
    private void measure() {
        double mean = 0;
        for (int i = 0; i < size; i++) {
            double weights = 0;
            double height = 0;
            for (int j = 0; j < size; j++) {
                double distance = Consistency.squaredDistance(window[i].embedding, 0, window[j].embedding);
                double kernel = Math.exp(-spec.sharpness() * distance);
                weights += kernel;
                height += kernel * window[j].height;
            }
            heights[i] = height / weights;
            mean += heights[i] / size;
        }
        for (int i = 0; i < size; i++) {
            heights[i] -= mean;
        }
    }

    private void sort() {
        for (int i = 0; i < size; i++) {
            int at = i;
            for (; at > 0 && heights[order[at - 1]] < heights[i]; at--) {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
    }

    /** Finds the cheapest runs, and returns where in the order the stroke is that is asked for. */
    private int cut() {
        int asked = 0;
        for (int n = 0; n < size; n++) {
            int i = order[n];
            asked = i == size - 1 ? n : asked;
            sums[n + 1] = sums[n] + heights[i];
            squares[n + 1] = squares[n] + heights[i] * heights[i];
            for (int d = 0; d < drums; d++) {
                logs[d][n + 1] = logs[d][n] + window[i].logShares[d];
            }
        }
        for (int end = 0; end <= size; end++) {
            costs[0][end] = cost(0, 0, end);
            for (int d = 1; d < drums; d++) {
                costs[d][end] = Double.POSITIVE_INFINITY;
                for (int begin = 0; begin <= end; begin++) {
                    double cost = costs[d - 1][begin] + cost(d, begin, end);
                    if (cost < costs[d][end]) {
                        costs[d][end] = cost;
                        begins[d][end] = begin;
                    }
                }
            }
        }
        return asked;
    }

    /** How unlikely it is, as a negative log, that a run of the order is one drum's. */
    private double cost(int drum, int begin, int end) {
        if (begin == end) {
            return 0;
        }
        double sum = sums[end] - sums[begin];
        double apart = squares[end] - squares[begin] - sum * sum / (end - begin);
        return apart / (2 * spec.spread() * spec.spread()) - (logs[drum][end] - logs[drum][begin]);
    }

    /** The drum in whose run a place of the order lies. */
    private int drumOf(int place) {
        int drum = drums - 1;
        for (int begin = begins[drum][size]; drum > 0 && place < begin; begin = begins[drum][begin]) {
            drum--;
        }
        return drum;
    }
}
