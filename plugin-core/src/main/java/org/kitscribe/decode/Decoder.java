// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns heat rows into hits, each as soon as it can be decided: after {@link #delay()} more rows; with hindsight, once
 * {@link DecoderSpec#hindsight()} more rows have told what else sounds like it, as many again what is struck at places
 * like its own, and as many again how loud its drum is. [any, one thread at a time]
 *
 * <p>Peaks do not depend on thresholds, so more sensitivity only adds hits.
 */
public final class Decoder {
    private final DecoderSpec spec;
    private final Consumer<Hit> hits;
    private final LevelScale levels;
    private double[] thresholds;
    private final double offsetHops;
    private final int delay;
    private final int late;

    /** Each group's family; null for those of none. */
    private final Consistency[] families;

    /** Null where nothing is said of repeats. */
    private final Recurrence recurrence;

    /** Null where the network alone tells drums apart. */
    private final Heights heights;

    /** Null where the network alone tells levels. */
    private final MeasuredLevel measured;

    /** Null where nothing is hidden. */
    private final Masking masking;

    /** Null where thresholds stay. */
    private final Clarity clarity;

    /** Null where nothing is covered. */
    private final Cover cover;

    /** The last rows, row t in slot t modulo their number. */
    private final float[][] rows;

    /** Of the peak that has come: each group's largest onset near it. */
    private final double[] nearby;

    private long received;
    private long decided;

    /** Rows of the streams before, and rests between them: what one ends with does not lie before what the next begins with. */
    private long earlier;

    private final int hindsight;

    /** How many rows after a peak's have been voted on when the peak is decided. */
    private final int prospect;

    /** Peaks that wait for the votes of those after them, then for what is struck at other places; those that may be used again. */
    private final Deque<Peak> waiting = new ArrayDeque<>();

    private final Deque<Peak> voted = new ArrayDeque<>();
    private final Deque<Peak> free = new ArrayDeque<>();

    /** Strokes that wait for their drum's louder ones. */
    private final Deque<Stroke> strokes = new ArrayDeque<>();

    /** A peak with its row, and what votes made of it; its numbers in its family and among the places, -1 without. */
    private static final class Peak {
        private long frame;
        private int group;
        private long number;
        private long place;
        private double onset;
        private double pitch;
        private double loudness;
        /** How much other music covers it, 0 to 1, and the logits by which its threshold is raised for it. */
        private double covered;

        private double doubt;
        private final double[] members;
        private final float[] row;

        Peak(DecoderSpec spec) {
            members = new double[spec.drums().size()];
            row = new float[spec.width()];
        }
    }

    private record Stroke(int drum, long frame, double hops, double level, double onset) {}

    /**
     * Creates one at the start of a stream.
     *
     * @param hopSeconds from one row to the next
     * @param settings of which latency and hindsight stay
     * @param hits receives hits ordered by peak frame, then drum
     */
    public Decoder(DecoderSpec spec, double hopSeconds, DecoderSettings settings, Consumer<Hit> hits) {
        this.spec = spec;
        this.hits = hits;
        levels = new LevelScale(spec.drums().size());
        thresholds = thresholds(spec, settings);
        offsetHops = spec.offsetMs() / 1000 / hopSeconds;
        delay = DecoderSpec.patience(spec.groups());
        late = spec.late(settings.latency());
        hindsight = settings.hindsight() ? spec.hindsight() : 0;
        families = families(spec, hindsight);
        recurrence = spec.recurrence() == null ? null : new Recurrence(spec, settings.latency(), hindsight);
        boolean waits = hindsight > 0 && (recurrence != null || spec.heights() != null);
        prospect = waits ? hindsight + Recurrence.BESIDE : 0;
        heights = spec.heights() == null ? null : new Heights(spec, hindsight, prospect);
        measured = spec.loudness() == null
                ? null
                : new MeasuredLevel(spec.loudness(), spec.drums().size());
        masking = spec.masking() == null ? null : new Masking(spec.masking(), hopSeconds);
        clarity = spec.clarity() == null ? null : new Clarity(spec.clarity(), spec.groups(), settings.latency());
        cover = spec.cover() == null ? null : new Cover(spec.cover());
        rows = new float[2 * delay + 1][spec.width()];
        nearby = new double[spec.groups().size()];
    }

    private static Consistency[] families(DecoderSpec spec, int hindsight) {
        Consistency[] families = new Consistency[spec.groups().size()];
        int count =
                spec.consistency() == null ? 0 : spec.consistency().families().size();
        for (int f = 0; f < count; f++) {
            Consistency family = new Consistency(spec, f, hindsight);
            spec.consistency().families().get(f).forEach(g -> families[g] = family);
        }
        return families;
    }

    private static double[] thresholds(DecoderSpec spec, DecoderSettings settings) {
        double[] thresholds = new double[spec.drums().size()];
        for (DecoderSpec.Group group : spec.groups()) {
            double calibrated = group.thresholds().get(settings.latency());
            for (int d = group.firstDrum(); d < group.endDrum(); d++) {
                double own = settings.drums().getOrDefault(spec.drums().get(d).name(), 50.0);
                double logits = 4 * (settings.sensitivity() - 50) / 50 + 4 * (own - 50) / 50;
                thresholds[d] = Probability.scaleOdds(calibrated, Math.exp(-logits));
            }
        }
        return thresholds;
    }

    /** Returns the rows after a peak's own that must have arrived before its hits come out, in live use. */
    public int delay() {
        return delay;
    }

    /** Changes the settings for the frames that are yet to be decided; latency setting and hindsight must stay. */
    public void settings(DecoderSettings settings) {
        thresholds = thresholds(spec, settings);
    }

    /**
     * Takes the next row, {@link DecoderSpec#width()} floats, of which the network's are those of
     * {@link DecoderSpec#late(org.kitscribe.kit.LatencySetting)} frames before; of a stream's last frames they never come.
     */
    public void row(float[] values) {
        float[] row = at(received);
        int told = spec.pitch();
        Arrays.fill(row, 0, told, 0);
        System.arraycopy(values, told, row, told, row.length - told);
        if (received >= late) {
            System.arraycopy(values, 0, at(received - late), 0, told);
        }
        received++;
        if (received > delay) {
            decide();
        }
    }

    /** Ends the stream and begins another at frame 0; what has been learnt of the drums' levels and sounds stays. */
    public void restart() {
        while (decided < received) {
            decide();
        }
        for (long frame = received; frame < received + 2L * hindsight + prospect; frame++) {
            goOn(frame);
        }
        earlier += received + 2 * Recurrence.MOST_SPAN;
        received = 0;
        decided = 0;
        if (masking != null) {
            masking.restart();
        }
        if (cover != null) {
            cover.restart();
        }
    }

    private void decide() {
        long frame = decided++;
        List<DecoderSpec.Group> groups = spec.groups();
        if (cover != null) {
            cover.hear(at(frame)[spec.firstLoudness() + spec.cover().range()]);
        }
        for (int g = 0; g < groups.size(); g++) {
            if (isPeak(frame, g, groups.get(g).dominance())) {
                await(frame, g);
            }
        }
        goOn(frame);
    }

    /** Does what had to wait until this frame. */
    private void goOn(long frame) {
        vote(frame - hindsight);
        settle(frame - hindsight - prospect);
        tell(frame - 2L * hindsight - prospect);
    }

    private void await(long frame, int group) {
        Peak peak = free.isEmpty() ? new Peak(spec) : free.remove();
        float[] row = at(frame);
        System.arraycopy(row, 0, peak.row, 0, row.length);
        peak.frame = frame;
        peak.group = group;
        peak.number = -1;
        if (families[group] != null && row[group] >= spec.consistency().lowest()) {
            lookAround(frame);
            peak.number = families[group].remember(earlier + frame, group, row, nearby);
        }
        if (hasHeight(peak)) {
            long later = Math.min(received - 1, frame + spec.heights().after());
            peak.pitch = at(later)[spec.pitch()];
        }
        if (measured != null) {
            peak.loudness = loudness(frame, spec.loudness().ranges().get(group));
        }
        if (cover != null) {
            peak.covered = cover.covered();
            peak.doubt = cover.doubt(group, loudness(frame, spec.cover().range()));
        }
        waiting.add(peak);
    }

    private double loudness(long frame, int range) {
        int channel = spec.firstLoudness() + range;
        double loudest = Double.NEGATIVE_INFINITY;
        for (long f = frame; f <= Math.min(received - 1, frame + spec.loudness().after()); f++) {
            loudest = Math.max(loudest, at(f)[channel]);
        }
        return loudest;
    }

    /** Has the peaks up to a frame voted on. */
    private void vote(long last) {
        while (!waiting.isEmpty() && waiting.element().frame <= last) {
            Peak peak = waiting.remove();
            vote(peak);
            voted.add(peak);
        }
    }

    /** Decides the peaks up to a frame. */
    private void settle(long last) {
        while (!voted.isEmpty() && voted.element().frame <= last) {
            Peak peak = voted.remove();
            settle(peak);
            free.add(peak);
        }
    }

    /** Gives the hits up to a frame their velocities, and gives them out. */
    private void tell(long last) {
        while (!strokes.isEmpty() && strokes.element().frame <= last) {
            Stroke stroke = strokes.remove();
            int velocity = levels.velocity(stroke.drum, stroke.level);
            hits.accept(new Hit(stroke.drum, stroke.frame, stroke.hops, velocity, stroke.onset));
        }
    }

    private float[] at(long frame) {
        return rows[(int) (frame % rows.length)];
    }

    /** Whether the group's onset is the largest of its neighbourhood, the earliest of equals. */
    private boolean isPeak(long frame, int group, int reach) {
        float peak = at(frame)[group];
        for (long f = Math.max(0, frame - reach); f <= Math.min(received - 1, frame + reach); f++) {
            float other = at(f)[group];
            if (other > peak || other == peak && f < frame) {
                return false;
            }
        }
        return true;
    }

    private void vote(Peak peak) {
        DecoderSpec.Group group = spec.groups().get(peak.group);
        float[] row = peak.row;
        peak.onset = row[peak.group];
        for (int d = group.firstDrum(); d < group.endDrum(); d++) {
            peak.members[d] = row[spec.firstMember() + d];
        }
        if (peak.number >= 0) {
            peak.onset = families[peak.group].revise(peak.number, peak.group, row, peak.members);
        }
        if (hasHeight(peak)) {
            heights.remember(earlier + peak.frame, row, peak.pitch, peak.onset);
        }
        peak.place = recurrence == null || row[peak.group] < spec.recurrence().lowest()
                ? -1
                : recurrence.remember(earlier + peak.frame, peak.group, peak.onset, row, peak.members);
    }

    private void settle(Peak peak) {
        DecoderSpec.Group group = spec.groups().get(peak.group);
        double[] members = peak.members;
        if (hasHeight(peak)) {
            heights.name(earlier + peak.frame, peak.row, peak.pitch, members);
        }
        double onset = peak.place < 0 ? peak.onset : recurrence.revise(peak.place, peak.group, peak.onset, members);
        int best = group.likeliest(members);
        for (int d = group.firstDrum(); d < group.endDrum(); d++) {
            if (d == best || group.multiple() && members[d] >= group.also()) {
                sounds(peak, d, onset);
            }
        }
    }

    private boolean hasHeight(Peak peak) {
        return heights != null && spec.heights().group() == peak.group && peak.number >= 0;
    }

    private void lookAround(long frame) {
        Arrays.fill(nearby, 0);
        for (long f = Math.max(0, frame - delay); f <= Math.min(received - 1, frame + delay); f++) {
            for (int g = 0; g < nearby.length; g++) {
                nearby[g] = Math.max(nearby[g], at(f)[g]);
            }
        }
    }

    private void sounds(Peak peak, int drum, double onset) {
        double time = Math.max(-0.5, Math.min(0.5, peak.row[spec.groups().size() + peak.group]));
        double hops = Math.max(0, peak.frame + time + offsetHops);
        double level = peak.row[spec.firstMember() + spec.drums().size() + drum];
        if (spec.beginning() != null && spec.beginning().isNoise(peak.frame, level)) {
            return;
        }
        double p = onset;
        if (masking != null) {
            p = masking.chance(drum, onset, level, hops);
            hops = masking.began(drum, onset, level, hops, Math.max(0, peak.frame - 0.5 + offsetHops));
        }
        double threshold = thresholds[drum];
        if (cover != null) {
            threshold = Probability.scaleOdds(threshold, Math.exp(peak.doubt));
        }
        if (clarity != null) {
            threshold = clarity.raise(peak.group, threshold, peak.covered);
            clarity.hear(peak.group, p);
        }
        if (p >= threshold) {
            double heard = measured == null ? level : measured.of(drum, level, peak.loudness, p);
            levels.add(drum, heard, p);
            strokes.add(new Stroke(drum, peak.frame, hops, heard, p));
        }
    }
}
