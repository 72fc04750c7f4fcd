// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    void describesAFailureInOneLine() {
        assertEquals("access denied", Log.describe(new AccessDeniedException("/some/file")));
        assertEquals("No space left on device", Log.describe(new IOException("No space left on device")));
        assertEquals("one", Log.describe(new IllegalStateException("one\ntwo")));
        assertEquals("java.lang.NullPointerException", Log.describe(new NullPointerException()));
        assertEquals("Java is out of memory", Log.describe(new OutOfMemoryError("Java heap space")));
    }
}
