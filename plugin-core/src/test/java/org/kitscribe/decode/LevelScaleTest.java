// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class LevelScaleTest {
    /** Worked by hand: L95 = (1 q + 7 (K + 0 + 2)) / 8 with q = K = -20 is -18.25; 112 * 10^(-1.75 / 40) = 101.27. */
    @Example
    void theFirstHitLeansOnThePrior() {
        assertEquals(101, new LevelScale(2, List.of(0.0)).velocity(0, -20));
    }

    /**
     * A second drum, usually 10 dB below the first: K stays -20 from the first (its own -31 + 10 is less), so
     * L95 = (-31 + 7 (-20 - 10 + 2)) / 8 = -28.375; 112 * 10^(-2.625 / 40) = 96.29.
     */
    @Example
    void anotherDrumTellsTheKitsLevel() {
        LevelScale scale = new LevelScale(2, List.of(0.0, -10.0));
        scale.velocity(0, -20);
        assertEquals(96, scale.velocity(1, -31));
    }

    @Example
    void fromTheEighthHitOnADrumStandsOnItsOwn() {
        LevelScale scale = new LevelScale(30, List.of(50.0));
        for (int i = 0; i < 7; i++) {
            scale.velocity(0, -20);
        }
        assertEquals(112, scale.velocity(0, -20));
    }

    /** Against the definition: the percentile of the last 256 levels, sorted anew each time. */
    @Example
    void thePercentileIsThatOfTheLast256() {
        Random random = new Random(3);
        LevelScale scale = new LevelScale(0, List.of(0.0));
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            double level = i < 400 ? -10 * random.nextDouble() : -30 - Math.floor(5 * random.nextDouble());
            levels.add(level);
            int velocity = scale.velocity(0, level);
            if (i >= 7) {
                double[] last = levels.subList(Math.max(0, i - 255), i + 1).stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray();
                double rank = 0.95 * (last.length - 1);
                int low = (int) rank;
                double next = last[Math.min(low + 1, last.length - 1)];
                double loud = last[low] + (rank - low) * (next - last[low]);
                double wanted = Math.rint(112 * Math.pow(10, (level - loud) / 40));
                assertEquals(Math.max(1, Math.min(127, wanted)), velocity, "hit " + i + " of " + Arrays.toString(last));
            }
        }
    }

    @Property(tries = 100)
    void velocitiesStayInRangeAndGainDoesNotMatter(
            @ForAll @Size(min = 1, max = 400) List<@DoubleRange(min = -120, max = 20) Double> levels,
            @ForAll @DoubleRange(min = -60, max = 60) double gain) {
        LevelScale scale = new LevelScale(2, List.of(0.0, -6.0));
        LevelScale louder = new LevelScale(2, List.of(0.0, -6.0));
        for (int i = 0; i < levels.size(); i++) {
            int velocity = scale.velocity(i % 2, levels.get(i));
            assertTrue(velocity >= 1 && velocity <= 127);
            // 1 for rounding
            assertEquals(velocity, louder.velocity(i % 2, levels.get(i) + gain), 1);
        }
    }
}
