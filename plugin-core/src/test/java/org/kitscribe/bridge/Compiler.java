// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The C compiler, for tests that need the other half. */
final class Compiler {
    private static final Path SHIM = Path.of(System.getProperty("kitscribe.home"), "native-shim");

    private Compiler() {}

    /** Compiles a program of sources of the engine and its tests, by their names. */
    static void compile(Path program, String... sources) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("cc", "-std=c11", "-O2", "-D_GNU_SOURCE", "-pthread"));
        for (String folder : List.of("include", "src", "src/engine")) {
            command.add("-I" + SHIM.resolve(folder));
        }
        command.addAll(List.of("-o", program.toString()));
        for (String source : sources) {
            command.add(find(source).toString());
        }
        command.add("-lm");
        run(command);
    }

    private static Path find(String source) {
        return List.of("test", "src", "src/engine").stream()
                .map(folder -> SHIM.resolve(folder).resolve(source))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    /** Runs a command that must succeed; its lines. */
    static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        assertEquals(0, process.waitFor(), () -> command + ": " + lines);
        return lines;
    }
}
