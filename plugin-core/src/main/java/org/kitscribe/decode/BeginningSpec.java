// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * The manifest's {@code decoder.beginning}: where a stream begins with a recording's noise, that sets in like a stroke. [any]
 *
 * @param frames of a stream's beginning
 * @param leastDb a stroke in them that is softer is not one
 */
public record BeginningSpec(int frames, double leastDb) {
    /** Reads it. */
    static BeginningSpec read(Fields beginning) throws PackException {
        return new BeginningSpec(beginning.whole("frames", 0, 10_000), beginning.number("least_db", -200, 0));
    }

    /** Returns whether a stroke of this level, in dB, is noise that sets in. */
    boolean isNoise(long frame, double level) {
        return frame < frames && level < leastDb;
    }
}
