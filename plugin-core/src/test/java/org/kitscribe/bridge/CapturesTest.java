// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class CapturesTest {
    private final Captures captures = new Captures();

    /** Opens and closes so many other instances. */
    private void passOthers(int count) {
        for (int i = 1; i <= count; i++) {
            captures.keep(i, captures.of(i));
        }
    }

    @Test
    void anInstanceFindsItsCaptureAgain() {
        Capture capture = captures.of(100);
        assertNotSame(capture, captures.of(101));
        captures.keep(100, capture);
        passOthers(BridgeLayout.LANES - 1);
        assertSame(capture, captures.of(100));
    }

    @Test
    void endedInstancesDoNotPileUp() {
        Capture capture = captures.of(100);
        captures.keep(100, capture);
        passOthers(BridgeLayout.LANES);
        assertNotSame(capture, captures.of(100));
    }

    @Test
    void aLongActiveInstanceKeepsItsOwn() {
        Capture capture = captures.of(100);
        passOthers(10 * BridgeLayout.LANES);
        captures.keep(100, capture);
        assertSame(capture, captures.of(100));
    }
}
