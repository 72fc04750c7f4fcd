// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import java.util.Locale;

/** How much audio after an onset the network may see before it decides. [any] */
public enum LatencySetting {
    QUICK(2),
    BALANCED(5),
    ACCURATE(10);

    private final int stride;

    LatencySetting(int stride) {
        this.stride = stride;
    }

    /** Returns the name that the manifest and the command line use, for example {@code quick}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the frames between two model calls in live use. */
    public int stride() {
        return stride;
    }
}
