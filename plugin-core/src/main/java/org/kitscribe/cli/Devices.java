// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kitscribe.kit.Cause;

/** The processors of this machine, as Linux lists them; elsewhere only their number. */
final class Devices {
    private static final Path NVIDIA = Path.of("/proc/driver/nvidia/gpus");

    private Devices() {}

    static List<String> list() {
        List<String> devices = new ArrayList<>();
        String name = field(Path.of("/proc/cpuinfo"), "model name");
        devices.add("CPU: " + Runtime.getRuntime().availableProcessors() + " x " + (name.isEmpty() ? "core" : name));
        if (Files.isDirectory(NVIDIA)) {
            try (Stream<Path> gpus = Files.list(NVIDIA)) {
                gpus.sorted().forEach(gpu -> devices.add("GPU: " + field(gpu.resolve("information"), "Model")));
            } catch (IOException e) {
                devices.add("GPU: cannot be listed: " + Cause.of(e));
            }
        }
        return devices;
    }

    private static String field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
