// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kitscribe.kit.LatencySetting;

class HeatStreamTest {
    private static OnnxModel model;

    @BeforeAll
    static void open() throws Exception {
        model = OnnxModel.open(ModelPack.open(Path.of("../models/packs/drums")));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @EnumSource
    void anyStrideGivesTheSameRows(LatencySetting setting) throws Exception {
        List<float[]> frames = frames(120, 1);
        List<float[]> whole = heat(setting, 250, frames, 1);
        assertEquals(120, whole.size());
        for (int stride : new int[] {1, setting.stride(), 33}) {
            List<float[]> cut = heat(setting, stride, frames, 1);
            assertEquals(120, cut.size());
            for (int t = 0; t < 120; t++) {
                assertArrayEquals(whole.get(t), cut.get(t), 1e-4f, "row " + t + " at stride " + stride);
            }
        }
    }

    /** Frames longer than the network's: the rest ends the row of the same frame. */
    @ParameterizedTest
    @EnumSource
    void whatTheNetworkDoesNotTakePassesItBy(LatencySetting setting) throws Exception {
        int width = model.frameWidth(setting);
        List<float[]> frames = frames(120, 1);
        for (int t = 0; t < frames.size(); t++) {
            frames.set(t, Arrays.copyOf(frames.get(t), width + 2));
            frames.get(t)[width] = t;
            frames.get(t)[width + 1] = -t;
        }
        List<float[]> without = heat(setting, 33, frames(120, 1), 1);
        for (int stride : new int[] {1, 33, 250}) {
            List<float[]> rows = heat(setting, stride, frames, 2);
            assertEquals(240, rows.size());
            for (int t = 0; t < 240; t++) {
                float[] row = rows.get(t);
                int given = row.length - 2;
                assertArrayEquals(without.get(t % 120), Arrays.copyOf(row, given), 1e-4f, "row " + t);
                assertEquals(t % 120, row[given]);
                assertEquals(-(t % 120), row[given + 1]);
            }
        }
    }

    @Test
    void theNextStreamKnowsNothingOfTheLast() throws Exception {
        List<float[]> twice = heat(LatencySetting.ACCURATE, 7, frames(50, 2), 2);
        assertEquals(100, twice.size());
        for (int t = 0; t < 50; t++) {
            assertArrayEquals(twice.get(t), twice.get(50 + t), "row " + t);
        }
    }

    private static List<float[]> heat(LatencySetting setting, int stride, List<float[]> frames, int times)
            throws Exception {
        List<float[]> rows = new ArrayList<>();
        try (HeatStream stream = model.stream(setting, stride, frames.get(0).length)) {
            HeatStream.RowSink sink = (frame, row) -> rows.add(row.clone());
            for (int i = 0; i < times; i++) {
                frames.forEach(frame -> stream.frame(frame, sink));
                stream.finish(sink);
            }
        }
        return rows;
    }

    private static List<float[]> frames(int count, int seed) throws Exception {
        Random random = new Random(seed);
        List<float[]> frames = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            float[] frame = new float[model.frameWidth(LatencySetting.QUICK)];
            for (int i = 0; i < frame.length; i++) {
                frame[i] = random.nextFloat() + (t % 25 == 0 ? 0.5f : 0);
            }
            frames.add(frame);
        }
        return frames;
    }
}
