// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import org.kitscribe.kit.Cause;

/** The file that failures go to: a host's standard output is not ours. [any] */
final class Log {
    private static final long LARGEST = 1 << 20;

    private final Path file;

    Log(Path folder) {
        file = folder.resolve("bridge.log");
    }

    /** Returns a failure in one line, for the status; of one with a file, which its message only names, the cause. */
    static String describe(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "Java is out of memory";
        }
        String message = e instanceof IOException file ? Cause.of(file) : Objects.toString(e.getMessage(), "");
        return message.lines().findFirst().orElse(e.toString());
    }

    /** Adds a failure. Where the log itself cannot be written there is nobody left to tell. */
    synchronized void write(String what, Throwable e) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.println(Instant.now() + " " + what);
        e.printStackTrace(lines);
        try {
            Files.createDirectories(file.getParent());
            boolean full = Files.exists(file) && Files.size(file) > LARGEST;
            Files.writeString(
                    file,
                    text.toString(),
                    StandardOpenOption.CREATE,
                    full ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        } catch (IOException ignored) {
            // see above
        }
    }
}
