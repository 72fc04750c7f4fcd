// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One run of the command line, as a user makes it. */
record Run(int code, String out, String err) {
    static Run of(Object... args) {
        return of(new byte[0], args);
    }

    static Run of(byte[] input, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            int code = Kitscribe.run(stream(out), stream(err), texts);
            return new Run(code, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(before);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Asserts that all went well, silently on stderr. */
    Run succeeds() {
        assertEquals("", err);
        assertEquals(ExitCode.DONE, code);
        return this;
    }

    /** Asserts one line on stderr, nothing on stdout. */
    void fails(int expected, String line) {
        assertEquals("kitscribe: " + line + System.lineSeparator(), err);
        assertEquals(expected, code);
        assertEquals("", out);
    }

    static Path pack() {
        return PackOption.home().resolve("models/packs/drums");
    }
}
