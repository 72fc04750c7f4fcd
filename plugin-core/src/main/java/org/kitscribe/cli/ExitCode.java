// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

/** The exit codes; README.md and every verb's help list them. */
final class ExitCode {
    static final int DONE = 0;
    static final int BUG = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int OUTPUT = 4;
    static final int PACK = 5;
    static final int MAP = 6;

    private ExitCode() {}
}
