// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Map;
import org.kitscribe.kit.LatencySetting;

/**
 * What the user may turn. [any]
 *
 * @param latency which head's rows are decoded
 * @param sensitivity overall, 0 (fewest notes) to 100, 50 as calibrated
 * @param drums sensitivity by a drum's name, the same scale; absent is 50
 */
public record DecoderSettings(LatencySetting latency, double sensitivity, Map<String, Double> drums) {
    /** Copies {@code drums}. */
    public DecoderSettings {
        drums = Map.copyOf(drums);
    }

    /** Returns the settings as calibrated. */
    public static DecoderSettings of(LatencySetting latency) {
        return new DecoderSettings(latency, 50, Map.of());
    }
}
