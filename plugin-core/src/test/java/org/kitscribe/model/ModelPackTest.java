// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

class ModelPackTest {
    private static final Path SHIPPED = Path.of("../models/packs/drums");

    @TempDir
    private Path folder;

    @Test
    void theShippedPackOpensAndSaysWhereItRuns() throws Exception {
        ModelPack pack = ModelPack.open(SHIPPED);
        assertEquals("drums", pack.id());
        try (OnnxModel model = OnnxModel.open(pack)) {
            for (LatencySetting setting : LatencySetting.values()) {
                assertEquals("CPU", model.provider(setting).substring(0, 3).replace("CUD", "CPU"));
                assertEquals(132, model.frameWidth(setting));
                assertEquals(80, model.rowWidth(setting));
            }
        }
    }

    @Test
    void aFolderWithoutManifestIsAnError() {
        assertMessage(folder.resolve("pack.json") + ": cannot be read");
    }

    @Test
    void brokenJsonNamesItsLine() throws Exception {
        Files.writeString(folder.resolve("pack.json"), "{\n  \"format\": 1,\n  \"id\" \"drums\"\n}");
        assertMessage("pack.json: line 3: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 1 | \"format\": 2 | field format is 2, not a whole number from 1 to 1",
                "\"id\" | \"name\" | field id is missing",
                "\"id\": \"drums\" | \"id\": 7 | field id is not a string",
                "\"model\": { | \"model\": 3, \"old\": { | field model is not an object",
                "\"file\": \"model-quick.onnx\" | \"file\": \"other.onnx\" | other.onnx: cannot be read",
                "\"balanced\": { | \"middling\": { | field model.networks.balanced is missing",
                "\"state\": \"state\" | \"state\": \"memory\" | input memory is missing",
                "\"heat\": \"heat\" | \"heat\": \"warmth\" | output [warmth] is missing",
                "\"state_size\": | \"state_size\": 1, \"old\": | input state has shape",
                "\"quick\": 2 | \"quick\": -2 | field look_ahead.quick is -2"
            })
    void whatIsWrongIsNamed(String from, String to, String message) throws Exception {
        copy(from, to);
        assertMessage(message);
    }

    @Test
    void aFileThatIsNoNetworkIsAnError() throws Exception {
        copy("", "");
        Files.delete(folder.resolve("model-quick.onnx"));
        Files.writeString(folder.resolve("model-quick.onnx"), "not a network");
        assertMessage("the network cannot be loaded");
    }

    /** Copies the shipped pack with the first {@code from} in its manifest changed. */
    private void copy(String from, String to) throws IOException {
        String manifest = Files.readString(SHIPPED.resolve("pack.json"));
        assertTrue(manifest.contains(from), from);
        int at = manifest.indexOf(from);
        Files.writeString(
                folder.resolve("pack.json"), manifest.substring(0, at) + to + manifest.substring(at + from.length()));
        for (String network : List.of("model.onnx", "model-balanced.onnx", "model-quick.onnx")) {
            Files.copy(SHIPPED.resolve(network), folder.resolve(network));
        }
    }

    private void assertMessage(String wanted) {
        String message = assertThrows(PackException.class, this::use).getMessage();
        assertTrue(message.contains(wanted), message);
        assertTrue(message.startsWith(folder.toString()), message);
        assertEquals(1, message.lines().count(), message);
    }

    private void use() throws PackException {
        try (OnnxModel model = OnnxModel.open(ModelPack.open(folder));
                HeatStream stream = model.stream(LatencySetting.QUICK, 2, model.frameWidth(LatencySetting.QUICK))) {
            assertEquals(2, stream.awaited());
        }
    }
}
