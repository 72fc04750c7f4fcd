// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * Where a frame's pitch is looked for: the manifest's {@code features.pitch}. [any]
 *
 * @param lowHz the lowest pitch
 * @param highHz the highest
 * @param belowDb a partial that lies no further below the strongest is loud
 */
public record PitchSpec(double lowHz, double highHz, double belowDb) {
    static PitchSpec read(Fields pitch, int rate, FrameSpec.Spectrum spectrum) throws PackException {
        double binHz = (double) rate / spectrum.size();
        double low = pitch.number("low_hz", binHz, rate / 4.0);
        return new PitchSpec(low, pitch.number("high_hz", low + binHz, rate / 3.0), pitch.number("below_db", 0, 300));
    }
}
