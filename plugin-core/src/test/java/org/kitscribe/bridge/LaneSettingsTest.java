// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.Note;

class LaneSettingsTest {
    private final LaneSettings settings = new LaneSettings();

    private int velocity(String drum, int velocity) {
        return settings.velocity(new Note(new Drum(drum, 36, "kick"), 0, 48000, velocity, 1));
    }

    @Test
    void defaultsChangeNothing() {
        assertEquals(9, settings.channel());
        assertEquals(0, settings.map());
        for (int v = 1; v <= 127; v++) {
            assertEquals(v, velocity("kick", v));
        }
        DecoderSettings decoder = settings.decoder(LatencySetting.QUICK);
        assertEquals(50, decoder.sensitivity());
        assertTrue(decoder.drums().values().stream().allMatch(s -> s == 50));
    }

    @Test
    void curvesKeepTheOrderAndTheRange() {
        for (double curve : new double[] {-100, -30, 30, 100}) {
            settings.set(LaneSettings.VELOCITY_CURVE, curve);
            int last = 0;
            for (int v = 1; v <= 127; v++) {
                int shaped = velocity("kick", v);
                assertTrue(shaped >= 1 && shaped <= 127 && shaped >= last, () -> "curve=" + curve);
                assertTrue(curve > 0 ? shaped >= v : shaped <= v, () -> "curve=" + curve);
                last = shaped;
            }
            assertEquals(127, last);
        }
    }

    @Test
    void quietNotesAndSwitchedOffDrumsAreSilent() {
        settings.set(LaneSettings.MIN_VELOCITY, 40);
        settings.set(LaneSettings.DRUM_ON + LaneSettings.DRUMS.indexOf("snare"), 0);
        assertEquals(0, velocity("kick", 39));
        assertEquals(40, velocity("kick", 40));
        assertEquals(0, velocity("snare", 127));
    }

    @Test
    void drumsHaveTheirOwnSensitivity() {
        settings.set(LaneSettings.SENSITIVITY, 60);
        settings.set(LaneSettings.DRUM_SENSITIVITY + LaneSettings.DRUMS.indexOf("crash"), 80);
        settings.set(LaneSettings.CHANNEL, 1);
        DecoderSettings decoder = settings.decoder(LatencySetting.QUICK);
        assertEquals(60, decoder.sensitivity());
        assertEquals(80, decoder.drums().get("crash"));
        assertEquals(50, decoder.drums().get("ride"));
        assertEquals(0, settings.channel());
    }
}
