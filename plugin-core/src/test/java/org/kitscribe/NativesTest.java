// SPDX-License-Identifier: Apache-2.0
package org.kitscribe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NativesTest {
    /** Some versions of ONNX Runtime report to their maker. A library that looks up no host can reach none. */
    @Test
    void theNetworksLibraryDoesNotUseTheInternet() throws Exception {
        Path natives = Path.of(System.getProperty("onnxruntime.native.path"));
        try (var files = Files.list(natives)) {
            var all = files.toList();
            assertTrue(all.size() >= 2, natives::toString);
            for (Path file : all) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains("getaddrinfo"), file::toString);
            }
        }
    }
}
