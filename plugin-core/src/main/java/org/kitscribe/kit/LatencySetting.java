// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import java.util.Locale;

/** How much audio after an onset the network may see before it decides. [any] */
public enum LatencySetting {
    /** As soon as a stroke can be told at all. */
    QUICK(2),
    /** Between the two. */
    BALANCED(5),
    /** As well as the network can. */
    ACCURATE(10);

    private final int stride;

    LatencySetting(int stride) {
        this.stride = stride;
    }

    /** Returns the name that the manifest and the command line use, for example {@code quick}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the {@link #key}: what the command line's messages and completion offer is what its help says. */
    @Override
    public String toString() {
        return key();
    }

    /** Returns the frames between two model calls in live use. */
    public int stride() {
        return stride;
    }
}
