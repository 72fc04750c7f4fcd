// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

/** A model pack that cannot be used; the message names the file, the field and the cause on one line. [any] */
public final class PackException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates one from {@code file} and what is wrong with it. */
    public PackException(String file, String cause) {
        super(file + ": " + cause);
    }
}
