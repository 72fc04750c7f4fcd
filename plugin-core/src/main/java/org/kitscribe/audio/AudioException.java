// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

/** Audio that cannot be read; the message names the file and the cause on one line. [any] */
public final class AudioException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates one from the file's name, what is wrong with it, and the exception behind it or null. */
    public AudioException(String file, String cause, Throwable source) {
        super(file + ": " + cause, source);
    }
}
