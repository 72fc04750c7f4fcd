// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kitscribe.midi.ClipReader.Stroke;

/**
 * Two note lists, matched within each note number: as many pairs as the tolerance allows, and of those ways the one with
 * the smallest sum of offsets.
 */
final class Comparison {
    /** What an unmatched stroke costs: more than the offsets of any number of pairs. */
    private static final double ALONE = 1e6;

    /** A stroke of the first list beside its partner in the second; null stands for none. */
    record Pair(Stroke a, Stroke b) {
        Stroke either() {
            return a == null ? b : a;
        }
    }

    private final List<Pair> pairs = new ArrayList<>();

    /** Matches strokes at most {@code tolerance} seconds apart; both lists are ordered by time. */
    Comparison(List<Stroke> a, List<Stroke> b, double tolerance) {
        Map<Integer, List<Stroke>> ofA = a.stream().collect(Collectors.groupingBy(Stroke::number));
        Map<Integer, List<Stroke>> ofB = b.stream().collect(Collectors.groupingBy(Stroke::number));
        Set<Integer> numbers = new TreeSet<>(ofA.keySet());
        numbers.addAll(ofB.keySet());
        for (int number : numbers) {
            new Alignment(ofA.getOrDefault(number, List.of()), ofB.getOrDefault(number, List.of()), tolerance)
                    .addTo(pairs);
        }
        pairs.sort(Comparator.comparingDouble(p -> p.either().seconds()));
    }

    /** Returns every stroke of both lists once, by time. */
    List<Pair> pairs() {
        return pairs;
    }

    long found() {
        return pairs.stream().filter(p -> p.a() != null && p.b() != null).count();
    }

    long missed() {
        return pairs.stream().filter(p -> p.b() == null).count();
    }

    long extra() {
        return pairs.stream().filter(p -> p.a() == null).count();
    }

    /** Returns the F measure, 0 to 1; 1 for two empty lists. */
    double f() {
        return pairs.isEmpty() ? 1 : 2.0 * found() / (2 * found() + missed() + extra());
    }

    /**
     * The cheapest way to walk through both lists of one number at once, pairing or skipping: an optimal matching on a
     * line never needs to cross. A stroke of the first list is only set against those of the second within reach.
     */
    private static final class Alignment {
        private final List<Stroke> a;
        private final List<Stroke> b;
        /** For each stroke of a the first of b within reach, and the first beyond. */
        private final int[] low;

        private final int[] high;
        /** What is still to pay where stroke i of a and stroke {@code low[i]} + k of b come next. */
        private final double[][] cost;

        Alignment(List<Stroke> a, List<Stroke> b, double tolerance) {
            this.a = a;
            this.b = b;
            low = new int[a.size()];
            high = new int[a.size()];
            for (int i = 0, from = 0, to = 0; i < a.size(); i++) {
                while (from < b.size() && a.get(i).seconds() - b.get(from).seconds() > tolerance) {
                    from++;
                }
                to = Math.max(to, from);
                while (to < b.size() && b.get(to).seconds() - a.get(i).seconds() <= tolerance) {
                    to++;
                }
                low[i] = from;
                high[i] = to;
            }
            cost = new double[a.size()][];
            for (int i = a.size() - 1; i >= 0; i--) {
                cost[i] = new double[high[i] - low[i] + 1];
                for (int j = high[i]; j >= low[i]; j--) {
                    cost[i][j - low[i]] = Math.min(pairing(i, j), Math.min(skippingA(i, j), skippingB(i, j)));
                }
            }
        }

        private double toPay(int i, int j) {
            if (i == a.size()) {
                return ALONE * (b.size() - j);
            }
            int from = Math.max(j, low[i]);
            return ALONE * (from - j) + cost[i][from - low[i]];
        }

        private double pairing(int i, int j) {
            return j == high[i]
                    ? Double.MAX_VALUE
                    : Math.abs(a.get(i).seconds() - b.get(j).seconds()) + toPay(i + 1, j + 1);
        }

        private double skippingA(int i, int j) {
            return ALONE + toPay(i + 1, j);
        }

        private double skippingB(int i, int j) {
            return j == high[i] ? Double.MAX_VALUE : ALONE + toPay(i, j + 1);
        }

        void addTo(List<Pair> pairs) {
            int j = 0;
            for (int i = 0; i < a.size(); ) {
                if (j >= low[i] && cost[i][j - low[i]] == pairing(i, j)) {
                    pairs.add(new Pair(a.get(i++), b.get(j++)));
                } else if (j >= low[i] && cost[i][j - low[i]] == skippingA(i, j)) {
                    pairs.add(new Pair(a.get(i++), null));
                } else {
                    pairs.add(new Pair(null, b.get(j++)));
                }
            }
            b.subList(j, b.size()).forEach(stroke -> pairs.add(new Pair(null, stroke)));
        }
    }
}
