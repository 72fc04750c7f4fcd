// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

import java.util.Map;
import org.kitscribe.kit.LatencySetting;

/**
 * What the user may turn. [any]
 *
 * @param latency which head's rows are decoded
 * @param hindsight whether strokes are also judged by what comes after them, as far as {@link DecoderSpec#hindsight()}
 *     says; false in live use
 * @param sensitivity overall, 0 (fewest notes) to 100, 50 as calibrated
 * @param drums sensitivity by a drum's name, the same scale; absent is 50
 */
public record DecoderSettings(
        LatencySetting latency, boolean hindsight, double sensitivity, Map<String, Double> drums) {
    /** Copies {@code drums}. */
    public DecoderSettings {
        drums = Map.copyOf(drums);
    }

    /** Settings of live use. */
    public DecoderSettings(LatencySetting latency, double sensitivity, Map<String, Double> drums) {
        this(latency, false, sensitivity, drums);
    }

    /** Returns the settings of live use as calibrated. */
    public static DecoderSettings of(LatencySetting latency) {
        return new DecoderSettings(latency, 50, Map.of());
    }
}
