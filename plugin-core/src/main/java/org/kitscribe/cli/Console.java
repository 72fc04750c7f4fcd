// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.PrintStream;

/** Where a verb prints: results to {@code out}, errors, notices and progress to {@code err}. */
record Console(PrintStream out, PrintStream err) {
    /** Whether {@code err} is a terminal: the launcher knows, Java 17 does not. */
    private static final boolean TERMINAL = Boolean.getBoolean("kitscribe.terminal");

    void print(String text) {
        out.println(text);
        out.flush();
    }

    void error(String message) {
        err.println("kitscribe: " + message);
    }

    /** Prints what only somebody who watches wants to know. */
    void notice(String text) {
        if (terminal()) {
            err.println(text);
        }
    }

    boolean terminal() {
        return TERMINAL;
    }
}
