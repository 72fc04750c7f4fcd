// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * Frequencies of which a frame tells the loudness, from {@code lowHz} to below {@code highHz}: one of the manifest's
 * {@code features.loudness}. [any]
 */
public record FrequencyRange(double lowHz, double highHz) {
    static FrequencyRange read(Fields range, int rate) throws PackException {
        double low = range.number("low_hz", 0, rate / 2.0);
        return new FrequencyRange(low, range.number("high_hz", low, rate));
    }
}
