// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;

/** The decoder where what was struck once is struck again. */
class RecurrenceTest {
    private static final double THRESHOLD = 0.5;
    private static final int HINDSIGHT = 60;
    private static final int SPAN = 21;
    private static final int APART = 8;
    private static final String RECURRENCE = "\"hindsight\": 60, \"recurrence\": {\"lowest\": 0.1, \"memory\": 30,"
            + " \"span\": 21, \"apart\": 8, \"sharpness\": 6, \"doubt\": 0.3, \"neutral\": 0.8,"
            + " \"again\": 1.5, \"alike\": 2}, ";

    private static final DecoderManifest MANIFEST = new DecoderManifest(THRESHOLD, List.of("kick", "snare", "hat"));
    private static final int GROUPS = 3;

    private static DecoderSettings settings(boolean afterwards, double sensitivity) {
        return new DecoderSettings(LatencySetting.QUICK, afterwards, sensitivity, Map.of());
    }

    private static List<Hit> decode(String section, DecoderSettings settings, List<float[]> rows) throws Exception {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(MANIFEST.read(section), 0.01, settings, hits::add);
        rows.forEach(decoder::row);
        decoder.restart();
        return hits;
    }

    private static float[] row(double kick, double snare, double hat) {
        return new float[] {(float) kick, (float) snare, (float) hat, 0, 0, 0, 1, 1, 1, -20, -20, -20};
    }

    /** So many bars of 40 frames: kick, hat, snare with this onset, hat. */
    private static List<float[]> bars(double... snares) {
        List<float[]> rows = new ArrayList<>();
        for (double snare : snares) {
            for (int t = 0; t < 40; t++) {
                rows.add(row(t == 0 ? 0.9 : 0, t == 20 ? snare : 0, t == 10 || t == 30 ? 0.9 : 0));
            }
        }
        return rows;
    }

    private static double snare(int bar, List<Hit> hits) {
        return hits.stream()
                .filter(hit -> hit.drum() == 1 && hit.frame() == 40L * bar + 20)
                .mapToDouble(Hit::confidence)
                .findFirst()
                .orElse(0);
    }

    @Example
    void aSnareHardlyHeardIsWrittenWhereOneWasStruckInTheBarsBefore() throws Exception {
        List<float[]> rows = bars(0.9, 0.9, 0.9, 0.35);
        assertEquals(0, snare(3, decode("", settings(false, 50), rows)));
        assertTrue(snare(3, decode(RECURRENCE, settings(false, 50), rows)) > 0.7);
    }

    @Example
    void aSnareHardlyHeardIsNotWrittenWhereNoneWasStruckBefore() throws Exception {
        List<float[]> rows = bars(0, 0, 0, 0.6);
        assertTrue(snare(3, decode("", settings(false, 50), rows)) > 0.5);
        // The bars before have a place there only if something was struck: a hat in the kick's and snare's stead.
        rows.forEach(row -> row[2] = Math.max(row[2], row[1] > 0 ? 0.9f : 0));
        for (int bar = 0; bar < 3; bar++) {
            rows.get(40 * bar + 20)[2] = 0.9f;
        }
        assertEquals(0, snare(3, decode(RECURRENCE, settings(false, 50), rows)));
    }

    /** It would be likelier by the bars before, in which the same double trigger is heard. */
    @Example
    void aSecondStrokeRightAfterAStrongerOneGetsNoLikelier() throws Exception {
        List<float[]> rows = bars(0.9, 0.9, 0.9, 0.9);
        for (int bar = 0; bar < 4; bar++) {
            rows.get(40 * bar + 25)[1] = 0.45f;
        }
        List<Hit> hits = decode(RECURRENCE, settings(false, 50), rows);
        assertEquals(4, hits.stream().filter(hit -> hit.drum() == 1).count());
    }

    @Example
    void withHindsightTheBarAfterTellsToo() throws Exception {
        List<float[]> rows = bars(0.9, 0.35, 0.9, 0.9);
        rows = rows.subList(40, rows.size());
        assertEquals(0, snare(0, decode(RECURRENCE, settings(false, 50), rows)));
        assertEquals(0, snare(0, decode(RECURRENCE, settings(true, 50), rows.subList(0, 60))));
        // Its first bar lies within hindsight of the second's snare, at frame 60; nothing lies before it to be like.
        List<float[]> more = new ArrayList<>(bars(0.9));
        more.addAll(rows);
        assertTrue(snare(1, decode(RECURRENCE, settings(true, 50), more))
                > snare(1, decode(RECURRENCE, settings(false, 20), more)));
    }

    /** What is struck as a stream ends does not lie before what the next begins with. */
    @Example
    void aNewStreamBeginsWithNothingStruckBefore() throws Exception {
        List<Hit> hits = new ArrayList<>();
        Decoder decoder = new Decoder(MANIFEST.read(RECURRENCE), 0.01, settings(false, 50), hits::add);
        bars(0.9, 0.9, 0.9).subList(0, 100).forEach(decoder::row);
        decoder.restart();
        hits.clear();
        // As the third bar went on: a snare 20 frames after a kick, 10 after a hat, of which this stream has heard
        // none.
        decoder.row(row(0, 0.45, 0));
        decoder.restart();
        assertEquals(List.of(), hits);
    }

    /** What the decoder's text says, word for word, over a list of all peaks. */
    @Property(tries = 100)
    void peaksAreRevisedAsTheTextSays(@ForAll @IntRange(min = 0, max = 100_000) int seed, @ForAll boolean afterwards)
            throws Exception {
        List<float[]> rows = heat(seed);
        List<Peak> wanted = text(rows, afterwards ? HINDSIGHT : 0);
        List<Hit> given = decode(RECURRENCE, settings(afterwards, 100), rows);
        assertEquals(
                wanted.stream().map(p -> p.frame + " " + p.drum).toList(),
                given.stream().map(h -> h.frame() + " " + h.drum()).toList());
        for (int i = 0; i < given.size(); i++) {
            assertEquals(wanted.get(i).p, given.get(i).confidence(), 1e-5);
        }
    }

    private record Peak(int frame, int drum, double p) {}

    private static List<Peak> text(List<float[]> rows, int hindsight) {
        double[][] struck = new double[rows.size()][GROUPS];
        List<Integer> places = new ArrayList<>();
        List<int[]> peaks = new ArrayList<>();
        for (int t = 0; t < rows.size(); t++) {
            for (int g = 0; g < GROUPS; g++) {
                if (isPeak(rows, t, g)) {
                    peaks.add(new int[] {t, g});
                    if (rows.get(t)[g] >= 0.1) {
                        struck[t][g] = rows.get(t)[g];
                        if (places.isEmpty() || places.get(places.size() - 1) < t) {
                            places.add(t);
                        }
                    }
                }
            }
        }
        double threshold = 1 / (1 + Math.exp(4));
        List<Peak> hits = new ArrayList<>();
        for (int[] peak : peaks) {
            double p = rows.get(peak[0])[peak[1]];
            if (p >= 0.1) {
                double n = 0.8 * THRESHOLD;
                Others others = others(struck, places, places.indexOf(peak[0]), peak[1], hindsight);
                double change = logit(others.expected) - logit(n);
                double together = (logit(p) + others.logits) / (1 + others.weights);
                int t = peak[0];
                double own = p;
                if (IntStream.range(Math.max(0, t - 3), t).anyMatch(f -> struck[f][peak[1]] > own)) {
                    change = Math.min(0, change);
                    together = Math.min(together, logit(p));
                }
                p = 1 / (1 + Math.exp(-(together + change)));
            }
            if (p >= threshold) {
                hits.add(new Peak(peak[0], peak[1], p));
            }
        }
        return hits;
    }

    /** What other places tell: the expected onset, the sum of their logits and that of their weights; all sound alike. */
    private record Others(double expected, double logits, double weights) {}

    private static Others others(double[][] struck, List<Integer> places, int place, int g, int hindsight) {
        int t = places.get(place);
        double above = 0.3 * 0.8 * THRESHOLD;
        double below = 0.3;
        double logits = 0;
        double weights = 0;
        for (int i = Math.max(0, place - 30); i < places.size(); i++) {
            int u = places.get(i);
            if (Math.abs(t - u) >= APART && u <= t + hindsight) {
                double[] one = context(struck, t);
                double[] two = context(struck, u);
                double like = IntStream.range(0, one.length)
                        .mapToDouble(k -> one[k] * two[k])
                        .sum();
                double w = Math.exp(6 * (like - 1));
                double there = IntStream.rangeClosed(Math.max(0, u - 2), Math.min(struck.length - 1, u + 2))
                        .mapToDouble(f -> struck[f][g])
                        .max()
                        .getAsDouble();
                above += w * there;
                below += w;
                logits += 1.5 * w * logit(Math.max(0.1, there));
                weights += 1.5 * w;
            }
        }
        return new Others(above / below, logits, weights);
    }

    private static double[] context(double[][] struck, int t) {
        List<Double> values = new ArrayList<>();
        for (int g = 0; g < GROUPS; g++) {
            for (int back = 6; back <= SPAN; back += 2) {
                double value = 0;
                for (int f = Math.max(0, t - back - 5); f <= t - back + 5 && f < t; f++) {
                    value += struck[f][g] * Math.exp(-Math.pow(t - back - f, 2) / (2 * 1.5 * 1.5));
                }
                values.add(value);
            }
        }
        double length = Math.sqrt(values.stream().mapToDouble(v -> v * v).sum()) + 0.1;
        return values.stream().mapToDouble(v -> v / length).toArray();
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }

    private static boolean isPeak(List<float[]> rows, int t, int g) {
        double p = rows.get(t)[g];
        return IntStream.rangeClosed(1, 2).allMatch(i -> onset(rows, t - i, g) < p && onset(rows, t + i, g) <= p);
    }

    private static double onset(List<float[]> rows, int t, int g) {
        return t < 0 || t >= rows.size() ? 0 : rows.get(t)[g];
    }

    @Property(tries = 100)
    void moreSensitivityOnlyAddsHits(
            @ForAll @IntRange(min = 0, max = 100_000) int seed,
            @ForAll @DoubleRange(min = 0, max = 100) double one,
            @ForAll @DoubleRange(min = 0, max = 100) double two,
            @ForAll boolean afterwards)
            throws Exception {
        List<float[]> rows = heat(seed);
        List<String> fewer = hits(Math.min(one, two), afterwards, rows);
        List<String> more = hits(Math.max(one, two), afterwards, rows);
        assertTrue(more.containsAll(fewer), fewer + " not in " + more);
    }

    private static List<String> hits(double sensitivity, boolean afterwards, List<float[]> rows) throws Exception {
        return decode(RECURRENCE, settings(afterwards, sensitivity), rows).stream()
                .map(hit -> hit.frame() + " " + hit.drum() + " " + hit.confidence())
                .toList();
    }

    private static List<float[]> heat(int seed) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < 200; t++) {
            double[] onsets = random.doubles(GROUPS).map(x -> Math.pow(x, 4)).toArray();
            rows.add(row(onsets[0], onsets[1], onsets[2]));
        }
        return rows;
    }

    @Example
    void aPackMayHaveNone() throws Exception {
        assertNull(MANIFEST.read("").recurrence());
        assertEquals(
                new RecurrenceSpec(0.1, 30, SPAN, APART, 6, 0.3, 0.8, 1.5, 2),
                MANIFEST.read(RECURRENCE).recurrence());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"lowest\": 0.1 | \"lowest\": 0 | recurrence.lowest is 0, not a number from 1.0E-6 to 1.0",
                "\"memory\": 30 | \"memory\": 0 | recurrence.memory is 0, not a whole number from 1 to 65536",
                "\"span\": 21 | \"span\": 5 | recurrence.span is 5, not a whole number from 6 to 500",
                "\"apart\": 8 | \"apart\": 2 | recurrence.apart is 2, not a whole number from 3 to 10000",
                "\"sharpness\": 6 | \"sharpness\": -1 | recurrence.sharpness is -1, not a number from 0.0 to 1000.0",
                "\"doubt\": 0.3 | \"doubt\": 0 | recurrence.doubt is 0, not a number from 1.0E-6 to 1000.0",
                "\"neutral\": 0.8 | \"old\": 0.8 | recurrence.neutral is missing",
                "\"again\": 1.5 | \"again\": -1 | recurrence.again is -1, not a number from 0.0 to 1000.0",
                "\"alike\": 2 | \"alike\": 1001 | recurrence.alike is 1001, not a number from 0.0 to 1000.0"
            })
    void whatIsWrongIsNamed(String from, String to, String message) {
        MANIFEST.refuses(RECURRENCE, from, to, message);
    }
}
