// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;

/** The decoder where strokes that sound alike are made one drum. */
class ConsistencyTest {
    private static final int KICK = 0;
    private static final int SNARE = 1;
    private static final int HIGH_TOM = 2;
    private static final int LOW_TOM = 3;
    private static final int CLOSED_HAT = 4;
    private static final int OPEN_HAT = 5;
    private static final int GROUPS = 4;
    private static final int DRUMS = 6;
    private static final int CHANNELS = 2;
    private static final List<List<Integer>> FAMILIES = List.of(List.of(1, 2), List.of(3));
    private static final int[] GROUP_OF = {0, 1, 2, 2, 3, 3};
    private static final int REACH = 3;

    private static final DecoderSettings SETTINGS = DecoderSettings.of(LatencySetting.QUICK);
    private static final int HINDSIGHT = 25;
    private static final DecoderSettings AFTERWARDS = new DecoderSettings(LatencySetting.QUICK, true, 50, Map.of());

    private static DecoderSpec spec(ConsistencySpec consistency) {
        return spec(consistency, 1);
    }

    private static DecoderSpec spec(ConsistencySpec consistency, double tomPrior) {
        Map<LatencySetting, Double> thresholds = DecoderManifest.thresholds(0.4);
        return new DecoderSpec(
                0,
                HINDSIGHT,
                Map.of(),
                List.of(
                        new DecoderSpec.Group("kick", 2, false, 0.6, 1, thresholds, 0, 1),
                        new DecoderSpec.Group("snare", 1, false, 0.6, 1, thresholds, 1, 1),
                        new DecoderSpec.Group("tom", 2, false, 0.6, tomPrior, thresholds, 2, 2),
                        new DecoderSpec.Group("hat", REACH, true, 0.6, 1, thresholds, 4, 2)),
                List.of(
                        new Drum("kick", 36, "kick"),
                        new Drum("snare", 38, "snare"),
                        new Drum("high_tom", 50, "tom"),
                        new Drum("low_tom", 45, "tom"),
                        new Drum("closed_hat", 42, "hat"),
                        new Drum("open_hat", 46, "hat")),
                consistency,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static DecoderSpec spec(int memory, double weight) {
        return spec(new ConsistencySpec(FAMILIES, CHANNELS, memory, 0.1, weight, 2));
    }

    private static final DecoderSpec SPEC = spec(256, 2);
    private static final DecoderSpec WITHOUT = spec(null);

    private static List<Hit> decode(DecoderSpec spec, DecoderSettings settings, List<float[]> rows) {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(spec, 0.01, settings, hits::add);
        rows.forEach(decoder::row);
        decoder.restart();
        return hits;
    }

    private static List<Hit> decode(DecoderSpec spec, List<float[]> rows) {
        return decode(spec, SETTINGS, rows);
    }

    /** Rows whose strokes lie far enough apart not to be near one another. */
    private static final class Rows extends ArrayList<float[]> {
        private static final long serialVersionUID = 1;

        /** A stroke that may be a snare or a tom and sounds like {@code sound}; the toms share as given. */
        Rows stroke(double snare, double tom, double high, double low, double sound) {
            float[] row = new float[SPEC.width()];
            row[1] = (float) snare;
            row[2] = (float) tom;
            int member = 2 * GROUPS;
            row[member + SNARE] = 1;
            row[member + HIGH_TOM] = (float) high;
            row[member + LOW_TOM] = (float) low;
            row[2 * GROUPS + 2 * DRUMS] = (float) sound;
            add(row);
            return quiet(2 * REACH);
        }

        Rows quiet(int frames) {
            for (int i = 0; i < frames; i++) {
                add(new float[SPEC.width()]);
            }
            return this;
        }

        Rows strokes(int count, double snare, double tom, double high, double low, double sound) {
            for (int i = 0; i < count; i++) {
                stroke(snare, tom, high, low, sound);
            }
            return this;
        }
    }

    private static Hit last(List<Hit> hits) {
        return hits.get(hits.size() - 1);
    }

    /**
     * By hand, the text's 1e-6 left out: the first stroke is a snare of 0.8 in every share. Of the second, the
     * network holds 0.45 / 0.75 = 0.6 for snare and 0.4 for the high tom; the low tom's share is nothing. Its distance is
     * 0.5, so v = 0.8 exp(-0.25) = 0.623041 and c = (2/3 + v) / (2 + v) = 0.491684 for snare, 0.254158 for each tom. Then
     * (3 c)^2 = 2.175779 and 0.581366, o = 1.305467 and 0.232547, of their sum 0.848801 and 0.151199.
     * p' of snare = sigmoid(logit(0.45) + log(0.848801 / 0.6)) = 0.536491.
     */
    @Example
    void aStrokeIsHeardAsItsLikesWere() {
        Rows rows = new Rows().stroke(0.8, 0, 1, 0, 0).stroke(0.45, 0.3, 1, 0, 0.5);
        Hit second = last(decode(SPEC, rows));
        assertEquals(SNARE, second.drum());
        assertEquals(0.536491, second.confidence(), 1e-5);
        assertEquals(0.45, last(decode(WITHOUT, rows)).confidence(), 1e-6);
    }

    /** The figures of the example before: votes know no order. */
    @Example
    void withHindsightAStrokeIsHeardAsItsLikesWillBe() {
        Rows rows = new Rows().stroke(0.45, 0.3, 1, 0, 0.5).stroke(0.8, 0, 1, 0, 0);
        assertEquals(0.45, decode(SPEC, rows).get(0).confidence(), 1e-6);
        assertEquals(0.536491, decode(SPEC, AFTERWARDS, rows).get(0).confidence(), 1e-5);
        Rows late = new Rows().stroke(0.45, 0.3, 1, 0, 0.5).quiet(HINDSIGHT).stroke(0.8, 0, 1, 0, 0);
        assertEquals(0.45, decode(SPEC, AFTERWARDS, late).get(0).confidence(), 1e-6);
    }

    @Example
    void aPeakWhoseLikesWereVotedForOftenChangesItsGroup() {
        Rows rows = new Rows().strokes(10, 0.05, 0.9, 0.9, 0.1, 0).strokes(10, 0.9, 0.05, 0.9, 0.1, 9);
        Rows alone = new Rows().stroke(0.5, 0.35, 0.9, 0.1, 0);
        assertEquals(List.of(SNARE), decode(SPEC, alone).stream().map(Hit::drum).toList());
        rows.addAll(alone);
        List<Hit> hits = decode(SPEC, rows);
        assertEquals(21, hits.size());
        assertEquals(HIGH_TOM, last(hits).drum());
    }

    @Example
    void aPeakWhoseLikesWereVotedForOftenChangesItsDrum() {
        Rows rows = new Rows().strokes(10, 0, 0.9, 0.1, 0.9, 0).strokes(10, 0, 0.9, 0.9, 0.1, 9);
        Rows alone = new Rows().stroke(0, 0.9, 0.6, 0.4, 0);
        assertEquals(HIGH_TOM, last(decode(SPEC, alone)).drum());
        rows.addAll(alone);
        assertEquals(LOW_TOM, last(decode(SPEC, rows)).drum());
    }

    /** A side stick that the network takes for a snare, but less surely than it takes the kit's snare for one. */
    @Example
    void aPeakUnlikeTheOthersOfItsGroupIsAnotherDrum() {
        Rows highs = new Rows().strokes(10, 0, 0.9, 0.99, 0.01, 0);
        Rows rows = new Rows().strokes(3, 0, 0.9, 0.7, 0.3, 9);
        assertEquals(HIGH_TOM, last(decode(SPEC, rows)).drum());
        highs.addAll(rows);
        assertEquals(LOW_TOM, last(decode(SPEC, highs)).drum());
    }

    @Example
    void oneFamilysSoundsAreNothingToAnother() {
        float[] hat = new float[SPEC.width()];
        hat[3] = 0.7f;
        hat[2 * GROUPS + CLOSED_HAT] = 0.5f;
        hat[2 * GROUPS + OPEN_HAT] = 0.7f;
        Hit hit = afterSnares(hat);
        assertEquals(OPEN_HAT, hit.drum());
        assertEquals(hat[3], hit.confidence(), 1e-12);
    }

    @Example
    void groupsOfNoFamilyStayAsTheyAre() {
        float[] kick = new float[SPEC.width()];
        kick[0] = 0.7f;
        kick[2 * GROUPS + KICK] = 1;
        Hit hit = afterSnares(kick);
        assertEquals(KICK, hit.drum());
        assertEquals(kick[0], hit.confidence());
    }

    private static Hit afterSnares(float[] row) {
        Rows rows = new Rows().strokes(10, 0.9, 0, 0, 0, 0);
        rows.add(row);
        return last(decode(SPEC, rows));
    }

    @Example
    void onlyTheLastPeaksVote() {
        Rows likes = new Rows().strokes(5, 0.9, 0, 0, 0, 0);
        Rows others = new Rows().strokes(4, 0, 0.9, 0, 1, 50);
        Rows stroke = new Rows().stroke(0.45, 0.05, 1, 0, 0);
        assertNotEquals(0.45f, confidence(5, likes, others, stroke), 0.01);
        assertEquals(0.45f, confidence(4, likes, others, stroke), 1e-12);
    }

    @SafeVarargs
    private static double confidence(int memory, List<float[]>... parts) {
        List<float[]> rows = new ArrayList<>();
        for (List<float[]> part : parts) {
            rows.addAll(part);
        }
        return last(decode(spec(memory, 2), rows)).confidence();
    }

    /** What the decoder's text says, word for word, over a list of all peaks. */
    @Property(tries = 100)
    void peaksAreRevisedAsTheTextSays(
            @ForAll @IntRange(min = 0, max = 100_000) int seed,
            @ForAll @IntRange(min = 1, max = 12) int memory,
            @ForAll @DoubleRange(min = 0, max = 4) double weight,
            @ForAll @DoubleRange(min = 0.1, max = 2) double tomPrior,
            @ForAll boolean afterwards) {
        List<float[]> rows = heat(seed, 0.4);
        DecoderSpec spec = spec(new ConsistencySpec(FAMILIES, CHANNELS, memory, 0.1, weight, 2), tomPrior);
        List<Peak> wanted = text(rows, spec, afterwards ? HINDSIGHT : 0);
        List<Hit> given = decode(spec, afterwards ? AFTERWARDS : SETTINGS, rows);
        assertEquals(
                wanted.stream().map(p -> p.frame + " " + p.drum).toList(),
                given.stream().map(h -> h.frame() + " " + h.drum()).toList());
        for (int i = 0; i < given.size(); i++) {
            assertEquals(wanted.get(i).p, given.get(i).confidence(), 1e-9);
        }
    }

    private record Peak(int frame, int drum, double p) {}

    private record Vote(int frame, int group, float[] row, double[] shares, double p) {}

    private static List<Peak> text(List<float[]> rows, DecoderSpec spec, int hindsight) {
        List<List<Vote>> votes = List.of(new ArrayList<>(), new ArrayList<>());
        List<int[]> struck = new ArrayList<>();
        for (int t = 0; t < rows.size(); t++) {
            for (int g = 0; g < GROUPS; g++) {
                if (isPeak(rows, t, g, spec.groups().get(g).dominance())) {
                    struck.add(new int[] {t, g});
                    if (family(g) >= 0 && rows.get(t)[g] >= 0.1) {
                        votes.get(family(g)).add(vote(rows, t, g, spec));
                    }
                }
            }
        }
        List<Peak> peaks = new ArrayList<>();
        struck.forEach(peak -> peaks.addAll(revised(rows, peak[0], peak[1], spec, votes, hindsight)));
        return peaks;
    }

    private static int family(int g) {
        return g == 0 ? -1 : g == 3 ? 1 : 0;
    }

    private static Vote vote(List<float[]> rows, int t, int g, DecoderSpec spec) {
        float[] row = rows.get(t);
        int[] drums = drums(FAMILIES.get(family(g)));
        double[] member =
                IntStream.range(0, DRUMS).mapToDouble(d -> row[2 * GROUPS + d]).toArray();
        double[] s = new double[DRUMS];
        for (int d : drums) {
            int k = GROUP_OF[d];
            double r = IntStream.rangeClosed(t - REACH, t + REACH)
                    .mapToDouble(f -> onset(rows, f, k))
                    .max()
                    .getAsDouble();
            double prior = spec.groups().get(k).prior();
            s[d] = prior * r * member[d] / (sum(member, drums(List.of(k))) + 1e-6) + 1e-6;
        }
        double total = sum(s, drums);
        return new Vote(t, g, row, DoubleStream.of(s).map(a -> a / total).toArray(), row[g]);
    }

    private static boolean isPeak(List<float[]> rows, int t, int g, int reach) {
        double p = onset(rows, t, g);
        return IntStream.rangeClosed(1, reach).allMatch(i -> onset(rows, t - i, g) < p && onset(rows, t + i, g) <= p);
    }

    private static double onset(List<float[]> rows, int t, int g) {
        return t < 0 || t >= rows.size() ? 0 : rows.get(t)[g];
    }

    private static List<Peak> revised(
            List<float[]> rows, int t, int g, DecoderSpec spec, List<List<Vote>> votes, int hindsight) {
        float[] row = rows.get(t);
        double p = row[g];
        double[] member =
                IntStream.range(0, DRUMS).mapToDouble(d -> row[2 * GROUPS + d]).toArray();
        int[] own = drums(List.of(g));
        int family = family(g);
        if (family >= 0 && p >= 0.1) {
            int[] drums = drums(FAMILIES.get(family));
            double[] o = new double[DRUMS];
            double[] q = new double[DRUMS];
            List<Vote> all = votes.get(family);
            int here = IntStream.range(0, all.size())
                    .filter(j -> all.get(j).frame == t && all.get(j).group == g)
                    .findFirst()
                    .getAsInt();
            double[] s = all.get(here).shares;
            List<Vote> like = IntStream.range(0, all.size())
                    .filter(j -> j < here
                            ? j >= here - spec.consistency().memory()
                            : j > here && all.get(j).frame <= t + hindsight)
                    .filter(j -> all.get(j).frame != t)
                    .mapToObj(all::get)
                    .toList();
            for (int d : drums) {
                double above = 2.0 / drums.length;
                double below = 2;
                double otherAbove = above;
                double otherBelow = below;
                for (Vote vote : like) {
                    double alike = Math.exp(-distance(row, vote.row, family));
                    above += vote.p * alike * vote.shares[d];
                    below += vote.p * alike;
                    otherAbove += vote.p * (1 - alike) * vote.shares[d];
                    otherBelow += vote.p * (1 - alike);
                }
                double weight = spec.consistency().weight();
                o[d] = s[d] * Math.pow(drums.length * above / below, weight);
                double u = otherAbove / otherBelow;
                double named = (above - 2.0 / drums.length + 2 * u) / below;
                q[d] = s[d] * Math.pow(named / u, weight);
            }
            double total = sum(o, drums);
            for (int d : own) {
                member[d] = sigmoid(logit(member[d]) + Math.log(q[d] / sum(q, own) / (s[d] / sum(s, own))));
            }
            p = sigmoid(logit(p) + Math.log(sum(o, own) / total / sum(s, own)));
        }
        int best = own[0];
        for (int d : own) {
            best = member[d] > member[best] ? d : best;
        }
        List<Peak> peaks = new ArrayList<>();
        for (int d : own) {
            if (p >= 0.4 && (d == best || g == 3 && member[d] >= 0.6)) {
                peaks.add(new Peak(t, d, p));
            }
        }
        return peaks;
    }

    private static int[] drums(List<Integer> groups) {
        return IntStream.range(0, DRUMS)
                .filter(d -> groups.contains(GROUP_OF[d]))
                .toArray();
    }

    private static double sum(double[] values, int[] places) {
        return IntStream.of(places).mapToDouble(d -> values[d]).sum();
    }

    private static double distance(float[] one, float[] two, int family) {
        int first = 2 * GROUPS + 2 * DRUMS + family * CHANNELS;
        return IntStream.range(first, first + CHANNELS)
                .mapToDouble(i -> Math.pow((double) one[i] - two[i], 2))
                .sum();
    }

    private static double logit(double p) {
        double clamped = Math.max(1e-6, Math.min(1 - 1e-6, p));
        return Math.log(clamped / (1 - clamped));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Property(tries = 100)
    void soundsFarFromAllOthersChangeNothing(@ForAll @IntRange(min = 0, max = 100_000) int seed) {
        List<float[]> rows = heat(seed, 0.4);
        for (int t = 0; t < rows.size(); t++) {
            rows.get(t)[2 * GROUPS + 2 * DRUMS] = 100 * t;
            rows.get(t)[2 * GROUPS + 2 * DRUMS + CHANNELS] = 100 * t;
        }
        assertSame(decode(WITHOUT, rows), decode(SPEC, rows), 0);
    }

    @Property(tries = 100)
    void withoutWeightVotesChangeNothing(@ForAll @IntRange(min = 0, max = 100_000) int seed) {
        List<float[]> rows = heat(seed, 0.4);
        assertSame(decode(WITHOUT, rows), decode(spec(256, 0), rows), 0);
    }

    @Property(tries = 100)
    void moreSensitivityOnlyAddsHits(
            @ForAll @IntRange(min = 0, max = 100_000) int seed,
            @ForAll @DoubleRange(min = 0, max = 100) double one,
            @ForAll @DoubleRange(min = 0, max = 100) double two,
            @ForAll boolean afterwards) {
        List<float[]> rows = heat(seed, 0.4);
        List<String> fewer = hits(Math.min(one, two), afterwards, rows);
        List<String> more = hits(Math.max(one, two), afterwards, rows);
        assertTrue(more.containsAll(fewer), fewer + " not in " + more);
    }

    private static List<String> hits(double sensitivity, boolean afterwards, List<float[]> rows) {
        DecoderSettings settings = new DecoderSettings(LatencySetting.QUICK, afterwards, sensitivity, Map.of());
        return decode(SPEC, settings, rows).stream()
                .map(hit -> hit.frame() + " " + hit.drum() + " " + hit.confidence())
                .toList();
    }

    /** What was heard before a restart votes after it, as if the streams had been one with a rest in between. */
    @Property(tries = 100)
    void aRestartKeepsTheMemory(@ForAll @IntRange(min = 0, max = 100_000) int seed) {
        List<float[]> first = heat(seed, 0.4);
        List<float[]> second = heat(seed + 1, 0.4);
        Rows both = new Rows();
        both.addAll(first);
        both.quiet(2 * REACH).addAll(second);

        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(SPEC, 0.01, SETTINGS, hits::add);
        first.forEach(decoder::row);
        decoder.restart();
        int once = hits.size();
        second.forEach(decoder::row);
        decoder.restart();

        List<Hit> whole = decode(SPEC, both);
        assertSame(whole.subList(0, once), hits.subList(0, once), 0);
        assertSame(whole.subList(once, whole.size()), hits.subList(once, hits.size()), first.size() + 2 * REACH);
    }

    private static void assertSame(List<Hit> wanted, List<Hit> given, int later) {
        assertEquals(wanted.size(), given.size());
        for (int i = 0; i < given.size(); i++) {
            assertEquals(wanted.get(i).drum(), given.get(i).drum());
            assertEquals(wanted.get(i).frame() - later, given.get(i).frame());
            assertEquals(wanted.get(i).velocity(), given.get(i).velocity());
            assertEquals(wanted.get(i).confidence(), given.get(i).confidence(), 1e-12);
        }
    }

    /** Random heat; embeddings at random within {@code spread} around one of three sounds, as far apart. */
    private static List<float[]> heat(int seed, double spread) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < 60; t++) {
            float[] row = new float[SPEC.width()];
            for (int g = 0; g < GROUPS; g++) {
                row[g] = random.nextFloat() * random.nextFloat();
                row[GROUPS + g] = random.nextFloat() - 0.5f;
            }
            for (int d = 0; d < DRUMS; d++) {
                row[2 * GROUPS + d] = random.nextFloat();
                row[2 * GROUPS + DRUMS + d] = random.nextInt(60) - 60;
            }
            for (int i = 2 * GROUPS + 2 * DRUMS; i < row.length; i++) {
                row[i] = (float) (spread * (random.nextInt(3) + random.nextFloat()));
            }
            rows.add(row);
        }
        return rows;
    }
}
