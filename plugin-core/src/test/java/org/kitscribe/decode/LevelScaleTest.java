// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class LevelScaleTest {
    private static int heard(LevelScale scale, int drum, double level, double confidence) {
        scale.add(drum, level, confidence);
        return scale.velocity(drum, level);
    }

    @Example
    void theFirstHitIsLoudAndALouderOneTakesItsPlace() {
        LevelScale scale = new LevelScale(2);
        // L95 .75 dB above it: 112 * 10^(-.75 / 40) = 107.3
        assertEquals(107, heard(scale, 0, -30, 1));
        assertEquals(107, heard(scale, 1, -5, .5));
        // ranks 0 and 1 at -30 and -10: L95 = -11.4 + 1.5 / 3; 112 * 10^(0.9 / 40) = 118.0
        assertEquals(118, heard(scale, 0, -10, 1));
        // L95 of -30, -30, -10 = -12.8 + 1.5 / 4; 112 * 10^(-17.575 / 40) = 40.7
        assertEquals(41, heard(scale, 0, -30, 1));
    }

    @Example
    void aDoubtfulHitSaysLittleOfHowLoudTheDrumIs() {
        LevelScale scale = new LevelScale(1);
        for (int i = 0; i < 8; i++) {
            heard(scale, 0, -30, 1);
        }
        // weights 1, ..., 1, .01: 7 from middle to middle of the sure ones and .505 to the doubtful one; .93 of 7.505
        // is below 7
        heard(scale, 0, 0, .1);
        // L95 = -30 + 1.5 / 11; 112 * 10^(-.14 / 40) = 111.1
        assertEquals(111, heard(scale, 0, -30, 1));
    }

    @Example
    void aHitMayBeJudgedByLouderOnesThatCameAfterIt() {
        LevelScale scale = new LevelScale(1);
        scale.add(0, -30, 1);
        scale.add(0, -10, 1);
        // L95 = -11.4 + 1.5 / 3; 112 * 10^(-19.1 / 40) = 37.3
        assertEquals(37, scale.velocity(0, -30));
    }

    /** Against the definition: the percentile of the last 256 levels, sorted and weighted anew each time. */
    @Example
    void thePercentileIsThatOfTheLast256() {
        Random random = new Random(3);
        LevelScale scale = new LevelScale(1);
        List<double[]> hits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            double level = i < 400 ? -10 * random.nextDouble() : -30 - Math.floor(5 * random.nextDouble());
            double confidence = .2 + .8 * random.nextDouble();
            hits.add(new double[] {level, confidence * confidence});
            int velocity = heard(scale, 0, level, confidence);
            List<double[]> last = hits.subList(Math.max(0, i - 255), i + 1).stream()
                    .sorted(Comparator.comparingDouble(hit -> hit[0]))
                    .toList();
            double[] middle = new double[last.size()];
            for (int k = 1; k < middle.length; k++) {
                middle[k] = middle[k - 1] + (last.get(k - 1)[1] + last.get(k)[1]) / 2;
            }
            double wanted = .93 * middle[middle.length - 1];
            int above = 0;
            while (middle[above] < wanted) {
                above++;
            }
            int below = Math.max(0, above - 1);
            double share = above == 0 ? 0 : (wanted - middle[below]) / (middle[above] - middle[below]);
            double loud =
                    last.get(below)[0] + share * (last.get(above)[0] - last.get(below)[0]) + 1.5 / (last.size() + 1);
            double right = Math.rint(112 * Math.pow(10, (level - loud) / 40));
            assertEquals(Math.max(1, Math.min(127, right)), velocity, "hit " + i);
        }
    }

    @Property(tries = 100)
    void velocitiesStayInRangeAndGainDoesNotMatter(
            @ForAll @Size(min = 1, max = 400) List<@DoubleRange(min = -120, max = 20) Double> levels,
            @ForAll @DoubleRange(min = -60, max = 60) double gain,
            @ForAll @DoubleRange(min = .1, max = 1) double doubt) {
        LevelScale scale = new LevelScale(2);
        LevelScale louder = new LevelScale(2);
        for (int i = 0; i < levels.size(); i++) {
            int velocity = heard(scale, i % 2, levels.get(i), i % 3 == 0 ? doubt : 1);
            assertTrue(velocity >= 1 && velocity <= 127);
            // 1 for rounding
            assertEquals(velocity, heard(louder, i % 2, levels.get(i) + gain, i % 3 == 0 ? doubt : 1), 1);
        }
    }
}
