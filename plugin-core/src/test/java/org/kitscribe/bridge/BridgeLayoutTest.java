// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kitscribe.audio.Resampler;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.model.ModelPack;

/** Asks the C compiler for the numbers that Java has a copy of. */
class BridgeLayoutTest {
    private static final Path HOME = Path.of(System.getProperty("kitscribe.home"));
    private static final Map<String, Long> C = new HashMap<>();

    @BeforeAll
    static void askTheCompiler(@TempDir Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("print_bridge");
        Compiler.compile(program, "print_bridge.c", "latency.c", "params.c", "drum_maps.c", "number.c");
        for (String line : Compiler.run(List.of(program.toString()))) {
            int equals = line.lastIndexOf('=');
            C.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
        }
    }

    @Test
    void everyNumberIsTheSameInC() throws IllegalAccessException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Field field : BridgeLayout.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                compared++;
                if (!Long.valueOf(field.getInt(null)).equals(C.get(field.getName()))) {
                    wrong.add(field.getName() + "=" + field.getInt(null) + ", in C " + C.get(field.getName()));
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(compared > 50);
    }

    @Test
    void parametersHaveTheSameIds() {
        assertEquals(LaneSettings.SENSITIVITY, C.get("parameter sensitivity"));
        assertEquals(LaneSettings.DRUM_MAP, C.get("parameter drum_map"));
        assertEquals(LaneSettings.SAVE_CAPTURE, C.get("parameter save_capture"));
        assertEquals(LaneSettings.CHANNEL, C.get("parameter channel"));
        assertEquals(LaneSettings.MIN_VELOCITY, C.get("parameter min_velocity"));
        assertEquals(LaneSettings.VELOCITY_CURVE, C.get("parameter velocity_curve"));
        for (int i = 0; i < LaneSettings.DRUMS.size(); i++) {
            String drum = LaneSettings.DRUMS.get(i);
            assertEquals(LaneSettings.DRUM_SENSITIVITY + i, C.get("parameter sensitivity." + drum));
            assertEquals(LaneSettings.DRUM_ON + i, C.get("parameter on." + drum));
        }
    }

    @Test
    void drumMapsHaveTheSameNotes() throws Exception {
        List<Drum> drums = DecoderSpec.read(
                        ModelPack.open(HOME.resolve("models/packs/drums")).manifest())
                .drums();
        assertEquals(LaneSettings.DRUMS, drums.stream().map(Drum::name).toList());
        DrumMaps maps = new DrumMaps(drums);
        for (int map = 0; map < DrumMap.PRESETS.size(); map++) {
            String name = "map " + map + " " + DrumMap.PRESETS.get(map) + " ";
            for (int drum = 0; drum < drums.size(); drum++) {
                assertEquals(maps.get(map).note(drums.get(drum)), C.get(name + drum), name + drum);
            }
        }
        assertEquals(
                DrumMap.PRESETS.size() * drums.size(),
                C.keySet().stream().filter(key -> key.startsWith("map ")).count());
    }

    /** The latency that C tells the host is made of numbers that stand in the pack and in {@link LatencySetting}. */
    @Test
    void latencyIsMadeOfTheSameNumbers() throws Exception {
        ModelPack pack = ModelPack.open(HOME.resolve("models/packs/drums"));
        int hop = pack.manifest().whole("hop", 1, Integer.MAX_VALUE);
        int modelRate = pack.manifest().whole("rate", 1, Integer.MAX_VALUE);
        int window = pack.manifest().object("features").object("long").whole("size", 1, Integer.MAX_VALUE);
        int peakWait = DecoderSpec.read(pack.manifest()).groups().stream()
                .mapToInt(DecoderSpec.Group::dominance)
                .max()
                .orElseThrow();
        for (int rate : new int[] {8000, 32000, 44100, 48000, 88200, 96000, 192000}) {
            int resampler = new Resampler(rate, modelRate, (samples, offset, length) -> {}).latency();
            for (LatencySetting setting : LatencySetting.values()) {
                int later = pack.lookAhead(setting) + peakWait + setting.stride() - 1;
                long heardTwice = (2L * later + 1) * hop + window;
                long numerator = heardTwice * rate * 500 + 40L * rate * modelRate;
                long exact = Math.floorDiv(numerator + modelRate * 1000L - 1, modelRate * 1000L);
                assertEquals(exact + resampler + 512, C.get("latency " + rate + " " + setting.ordinal()));
            }
        }
    }
}
