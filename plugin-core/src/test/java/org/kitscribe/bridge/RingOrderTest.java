// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;

/**
 * Runs {@link RingOrder} under jcstress: a second for each test, or by hand in one of jcstress's own modes, say
 * {@code -Djcstress.mode=default}.
 */
class RingOrderTest {
    private static final List<String> BRIEF = List.of(
            "-f",
            "1",
            "-fsm",
            "1",
            "-sc",
            "false",
            "-iters",
            "1",
            "-time",
            "1000",
            "-jvmArgs",
            // the second compiler puts instructions in whatever order it may
            "-XX:+UnlockDiagnosticVMOptions -XX:-TieredCompilation -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP");

    @Test
    void eachEndSeesTheOtherInOrder(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "-t",
                RingOrder.class.getName(),
                // fewer states at a time than there are lanes
                "-strideSize",
                "32",
                "-strideCount",
                "32",
                "-v"));
        String mode = System.getProperty("jcstress.mode");
        command.addAll(mode == null ? BRIEF : List.of("-m", mode));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        String output = Files.readString(log);
        assertEquals(0, status, output);
        // it leaves out, without failing, what finds no two processors
        assertTrue(output.contains("All remaining tests: 6 matching"), output);
    }
}
