// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kitscribe.midi.ClipReader.Stroke;

class ComparisonTest {
    private static List<Stroke> strokes(int number, double... seconds) {
        return IntStream.range(0, seconds.length)
                .mapToObj(i -> new Stroke(number, seconds[i], 100))
                .toList();
    }

    @Test
    void shouldTellFoundMissedAndExtra() {
        Comparison comparison = new Comparison(strokes(36, 0, 1, 2), strokes(36, 0.02, 2.2), 0.05);
        assertEquals(1, comparison.found());
        assertEquals(2, comparison.missed());
        assertEquals(1, comparison.extra());
        assertEquals(2.0 / 5, comparison.f(), 1e-12);
        assertEquals(1.0, comparison.pairs().get(1).either().seconds());
    }

    @Test
    void shouldNeverMatchDifferentNumbers() {
        assertEquals(0, new Comparison(strokes(36, 0), strokes(38, 0), 0.05).found());
    }

    @Test
    void shouldFindEverythingInNothing() {
        assertEquals(1, new Comparison(List.of(), List.of(), 0.05).f());
    }

    /** Taking the nearest first would pair 0.04 with 0.05 and leave 0.00 and 0.09 alone. */
    @Test
    void shouldMatchAsManyAsPossible() {
        assertEquals(2, new Comparison(strokes(36, 0, 0.05), strokes(36, 0.04, 0.09), 0.045).found());
    }

    /** Of the ways to match as many, the one with the least offsets: a flam's main stroke stays with its own. */
    @Test
    void shouldPreferTheNearest() {
        Comparison comparison = new Comparison(strokes(36, 0.03), strokes(36, 0, 0.03), 0.05);
        assertEquals(
                new Comparison.Pair(null, new Stroke(36, 0, 100)),
                comparison.pairs().get(0));
    }

    @Property(tries = 300)
    void shouldMatchAsManyAsAnyMatchingCan(
            @ForAll @Size(max = 6) List<@IntRange(max = 60) Integer> a,
            @ForAll @Size(max = 6) List<@IntRange(max = 60) Integer> b) {
        double[] left = a.stream().sorted().mapToDouble(x -> x / 100.0).toArray();
        double[] right = b.stream().sorted().mapToDouble(x -> x / 100.0).toArray();
        Comparison comparison = new Comparison(strokes(36, left), strokes(36, right), 0.0501);
        assertEquals(mostPairs(left, right, 0, 0), comparison.found());
        assertEquals(left.length, comparison.found() + comparison.missed());
        assertEquals(right.length, comparison.found() + comparison.extra());
        assertTrue(comparison.f() >= 0 && comparison.f() <= 1);
    }

    /** Tries every set of partners. */
    private static int mostPairs(double[] a, double[] b, int i, int taken) {
        if (i == a.length) {
            return 0;
        }
        int most = mostPairs(a, b, i + 1, taken);
        for (int j = 0; j < b.length; j++) {
            if ((taken & 1 << j) == 0 && Math.abs(a[i] - b[j]) <= 0.0501) {
                most = Math.max(most, 1 + mostPairs(a, b, i + 1, taken | 1 << j));
            }
        }
        return most;
    }
}
