// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kitscribe.kit.Cause;
import org.kitscribe.kit.WholeFile;

/** What a verb writes, and whether it may. */
final class OutputFile {
    private OutputFile() {}

    /** Writes a whole file, behind a link where {@code target} is one; a device or pipe is written to. */
    static void write(Path target, byte[] bytes) throws Failure {
        try {
            Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            if (Files.isDirectory(file)) {
                throw new Failure(ExitCode.OUTPUT, target + ": cannot be written: is a folder");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.write(file, bytes, StandardOpenOption.WRITE);
                return;
            }
            WholeFile.write(file, bytes);
        } catch (IOException e) {
            throw new Failure(ExitCode.OUTPUT, target + ": cannot be written: " + Cause.of(e));
        }
    }

    /** Returns whether there is no file yet, behind a link neither, or one with the mark of what is to be written. */
    static boolean mayReplace(Path target, String mark) {
        if (!Files.isRegularFile(target)) {
            return true;
        }
        try (var stream = Files.newInputStream(target)) {
            return new String(stream.readNBytes(4096), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }
}
