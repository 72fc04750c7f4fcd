// SPDX-License-Identifier: Apache-2.0
package org.kitscribe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kitscribe.decode.Decoder;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.decode.Hit;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.dsp.RollingFrames;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.model.HeatStream;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;

/** Java against what Python computed from the same clips: features, heat map and notes. */
class GoldenTest {
    private static final double TOLERANCE = 1e-4;

    private static ModelPack pack;
    private static OnnxModel model;

    @BeforeAll
    static void open() throws Exception {
        pack = ModelPack.open(Clips.PACK);
        model = OnnxModel.open(pack);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"beat", "fast", "quiet", "dull", "fill", "covered"})
    void framesAreThePythonFrames(String clip) throws Exception {
        FrameSpec spec = FrameSpec.read(pack.manifest());
        List<float[]> frames = new ArrayList<>();
        RollingFrames rolling = new RollingFrames(spec, frame -> frames.add(frame.clone()));
        float[] audio = Clips.read(folder(clip).resolve("audio.wav"));
        rolling.write(audio, 0, audio.length);
        rolling.finish();

        assertRows(rows(clip, "frames.f32", spec.width()), frames);
    }

    @ParameterizedTest
    @CsvSource({
        "beat, QUICK, 2",
        "beat, BALANCED, 5",
        "beat, ACCURATE, 10",
        "fast, QUICK, 250",
        "fast, BALANCED, 250",
        "fast, ACCURATE, 250",
        "quiet, QUICK, 1",
        "quiet, BALANCED, 37",
        "quiet, ACCURATE, 201"
    })
    void heatIsThePythonHeat(String clip, LatencySetting setting, int stride) throws Exception {
        List<float[]> heat = new ArrayList<>();
        FrameSpec spec = FrameSpec.read(pack.manifest());
        int width = model.rowWidth(setting) + spec.width() - spec.bands();
        HeatStream.RowSink sink = (frame, row) -> {
            assertEquals(heat.size(), frame);
            heat.add(row.clone());
        };
        try (HeatStream stream = model.stream(setting, stride, spec.width())) {
            for (float[] frame : rows(clip, "frames.f32", spec.width())) {
                stream.frame(frame, sink);
            }
            stream.finish(sink);
        }

        int late = DecoderSpec.read(pack.manifest()).late(setting);
        List<float[]> wanted = asTheyCome(rows(clip, "heat_" + setting.key() + ".f32", width), late, width);
        assertRows(wanted.subList(late, wanted.size()), heat.subList(late, heat.size()));
    }

    @ParameterizedTest
    @CsvSource({
        "beat, QUICK, false",
        "beat, BALANCED, false",
        "beat, ACCURATE, false",
        "beat, ACCURATE, true",
        "fast, QUICK, false",
        "fast, BALANCED, false",
        "fast, ACCURATE, false",
        "fast, ACCURATE, true",
        "quiet, QUICK, false",
        "quiet, BALANCED, false",
        "quiet, ACCURATE, false",
        "quiet, ACCURATE, true",
        "fill, QUICK, false",
        "fill, BALANCED, false",
        "fill, ACCURATE, false",
        "fill, ACCURATE, true"
    })
    void notesAreThePythonNotes(String clip, LatencySetting setting, boolean hindsight) throws Exception {
        DecoderSpec spec = DecoderSpec.read(pack.manifest());
        List<Hit> hits = new ArrayList<>();
        DecoderSettings settings = new DecoderSettings(setting, hindsight, 50, Map.of());
        Decoder decoder = new Decoder(spec, 0.01, settings, hits::add);
        List<float[]> heat = rows(clip, "heat_" + setting.key() + ".f32", spec.width());
        asTheyCome(heat, spec.late(setting), spec.width()).forEach(decoder::row);
        decoder.restart();

        Path file = folder(clip).resolve("notes_" + (hindsight ? "whole" : setting.key()) + ".json");
        JsonArray wanted = JsonParser.array().from(Files.readString(file));
        assertEquals(wanted.size(), hits.size());
        for (int i = 0; i < hits.size(); i++) {
            JsonObject note = wanted.getObject(i);
            Hit hit = hits.get(i);
            assertEquals(note.getString("drum"), spec.drums().get(hit.drum()).name(), "note " + i);
            assertEquals(note.getDouble("time"), hit.hops() * 0.01, TOLERANCE, "note " + i);
            assertEquals(note.getInt("velocity"), hit.velocity(), "note " + i);
            assertEquals(note.getDouble("confidence"), hit.confidence(), TOLERANCE, "note " + i);
        }
    }

    private static Path folder(String clip) {
        return Path.of("src/test/resources/golden", clip);
    }

    private static List<float[]> rows(String clip, String file, int width) throws IOException {
        FloatBuffer values = ByteBuffer.wrap(Files.readAllBytes(folder(clip).resolve(file)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        List<float[]> rows = new ArrayList<>();
        while (values.hasRemaining()) {
            float[] row = new float[width];
            values.get(row);
            rows.add(row);
        }
        return rows;
    }

    /** Rows of which the network's channels come so many frames late; in the first there is nothing yet. */
    private static List<float[]> asTheyCome(List<float[]> rows, int late, int width) throws Exception {
        int told = model.rowWidth(LatencySetting.QUICK);
        List<float[]> come = new ArrayList<>();
        for (int t = 0; t < rows.size(); t++) {
            float[] row = t < late ? new float[width] : rows.get(t - late).clone();
            System.arraycopy(rows.get(t), told, row, told, width - told);
            come.add(row);
        }
        return come;
    }

    private static void assertRows(List<float[]> wanted, List<float[]> given) {
        assertEquals(wanted.size(), given.size());
        for (int t = 0; t < wanted.size(); t++) {
            assertArrayEquals(wanted.get(t), given.get(t), (float) TOLERANCE, "row " + t);
        }
    }
}
