// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.util.List;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.MapException;

/** The drum maps that come with Kitscribe, each read when it is first used. [any] */
final class DrumMaps {
    private final List<Drum> drums;
    private final DrumMap[] maps = new DrumMap[DrumMap.PRESETS.size()];

    DrumMaps(List<Drum> drums) {
        this.drums = drums;
    }

    /**
     * Returns a map.
     *
     * @param preset its place in {@link DrumMap#PRESETS}
     * @throws IllegalStateException if it does not fit the pack's drums
     */
    synchronized DrumMap get(int preset) {
        if (maps[preset] == null) {
            try {
                maps[preset] = DrumMap.load(DrumMap.PRESETS.get(preset), drums);
            } catch (MapException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        return maps[preset];
    }
}
