// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import org.kitscribe.audio.AudioException;
import org.kitscribe.kit.MapException;
import org.kitscribe.kit.PackException;

/** What ends a verb, or one file of a batch, with one line and an exit code. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    Failure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Wraps an expected exception of the core; any other is a bug and is thrown on. */
    static Failure of(Exception e) {
        if (e instanceof Failure failure) {
            return failure;
        }
        if (e instanceof AudioException) {
            return new Failure(ExitCode.INPUT, e.getMessage());
        }
        if (e instanceof PackException) {
            return new Failure(ExitCode.PACK, e.getMessage());
        }
        if (e instanceof MapException) {
            return new Failure(ExitCode.MAP, e.getMessage());
        }
        throw e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    }

    int code() {
        return code;
    }
}
