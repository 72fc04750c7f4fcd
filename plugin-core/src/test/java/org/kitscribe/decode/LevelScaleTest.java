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
    @Example
    void theFirstHitIsLoudAndALouderOneTakesItsPlace() {
        LevelScale scale = new LevelScale(2);
        // L95 1 dB above it: 112 * 10^(-1 / 40) = 105.7
        assertEquals(106, scale.velocity(0, -30));
        assertEquals(106, scale.velocity(1, -5));
        // ranks 0 and 1 at -30 and -10: L95 = -11.6 + 2 / 3; 112 * 10^(0.93 / 40) = 118.2
        assertEquals(118, scale.velocity(0, -10));
        // L95 of -30, -30, -10 = -13.2 + 2 / 4; 112 * 10^(-17.3 / 40) = 41.4
        assertEquals(41, scale.velocity(0, -30));
    }

    /** Against the definition: the percentile of the last 256 levels, sorted anew each time. */
    @Example
    void thePercentileIsThatOfTheLast256() {
        Random random = new Random(3);
        LevelScale scale = new LevelScale(1);
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            double level = i < 400 ? -10 * random.nextDouble() : -30 - Math.floor(5 * random.nextDouble());
            levels.add(level);
            int velocity = scale.velocity(0, level);
            double[] last = levels.subList(Math.max(0, i - 255), i + 1).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            double rank = 0.92 * (last.length - 1);
            int low = (int) rank;
            double next = last[Math.min(low + 1, last.length - 1)];
            double loud = last[low] + (rank - low) * (next - last[low]) + 2.0 / (last.length + 1);
            double wanted = Math.rint(112 * Math.pow(10, (level - loud) / 40));
            assertEquals(Math.max(1, Math.min(127, wanted)), velocity, "hit " + i + " of " + Arrays.toString(last));
        }
    }

    @Property(tries = 100)
    void velocitiesStayInRangeAndGainDoesNotMatter(
            @ForAll @Size(min = 1, max = 400) List<@DoubleRange(min = -120, max = 20) Double> levels,
            @ForAll @DoubleRange(min = -60, max = 60) double gain) {
        LevelScale scale = new LevelScale(2);
        LevelScale louder = new LevelScale(2);
        for (int i = 0; i < levels.size(); i++) {
            int velocity = scale.velocity(i % 2, levels.get(i));
            assertTrue(velocity >= 1 && velocity <= 127);
            // 1 for rounding
            assertEquals(velocity, louder.velocity(i % 2, levels.get(i) + gain), 1);
        }
    }
}
