// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

/** A drum map that cannot be used; the message names the file, the line and the cause on one line. [any] */
public final class MapException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates one from {@code file} and what is wrong with it as a whole. */
    public MapException(String file, String cause) {
        super(file + ": " + cause);
    }

    /** Creates one from {@code file}, the number of a line, counted from 1, and what is wrong there. */
    public MapException(String file, int line, String cause) {
        super(file + ":" + line + ": " + cause);
    }
}
