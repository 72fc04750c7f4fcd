// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Why a file could not be read or written, in words for a message that names the file itself. [any] */
public final class Cause {
    private Cause() {}

    /** Returns what the system says, else the kind of exception: its message may be no more than the file's name. */
    public static String of(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        if (reason != null) {
            return reason;
        }
        String name = e.getClass().getSimpleName().replaceAll("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
