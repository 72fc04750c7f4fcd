// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Files that appear whole or not at all. */
final class OutputFile {
    private OutputFile() {}

    /** Writes beside {@code target}, creating its folder, and renames into place; a device or pipe is written to. */
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
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling(
                    "." + file.getFileName() + "." + ProcessHandle.current().pid());
            try {
                Files.write(partial, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.OUTPUT, target + ": cannot be written: " + cause(e));
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

    private static String cause(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        if (reason != null) {
            return reason;
        }
        String name = e.getClass().getSimpleName().replaceAll("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
