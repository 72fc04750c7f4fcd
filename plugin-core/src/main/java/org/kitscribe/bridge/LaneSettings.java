// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.Note;

/** A lane's parameters by their ids, and what they make of a note. [one thread] */
final class LaneSettings {
    static final int SENSITIVITY = 4;
    static final int DRUM_MAP = 5;
    static final int CHANNEL = 6;
    static final int MIN_VELOCITY = 7;
    static final int VELOCITY_CURVE = 8;
    static final int SAVE_CAPTURE = 10;
    static final int DRUM_SENSITIVITY = 100;
    static final int DRUM_ON = 200;

    /** The drums in the order of their parameters' ids, as the C half's table has them. */
    static final List<String> DRUMS = List.of(
            "kick",
            "snare",
            "side_stick",
            "high_tom",
            "mid_tom",
            "low_tom",
            "closed_hat",
            "pedal_hat",
            "open_hat",
            "ride",
            "ride_bell",
            "crash",
            "china",
            "splash",
            "clap",
            "cowbell",
            "tambourine",
            "shaker");

    private static final double LOUDEST = 127;
    /** The curve's ends double and halve the exponent of the velocity. */
    private static final double CURVE_RANGE = 100;

    private final Map<Integer, Double> values = new HashMap<>();

    /** Sets a parameter. */
    void set(int parameter, double value) {
        values.put(parameter, value);
    }

    private double get(int parameter, double fallback) {
        return values.getOrDefault(parameter, fallback);
    }

    /** Returns the decoder's part. */
    DecoderSettings decoder(LatencySetting latency) {
        Map<String, Double> drums = new HashMap<>();
        for (int i = 0; i < DRUMS.size(); i++) {
            drums.put(DRUMS.get(i), get(DRUM_SENSITIVITY + i, 50));
        }
        return new DecoderSettings(latency, get(SENSITIVITY, 50), drums);
    }

    /** Returns the place of the drum map among the presets. */
    int map() {
        return (int) get(DRUM_MAP, 0);
    }

    /** Returns the MIDI channel, 0 to 15. */
    int channel() {
        return (int) get(CHANNEL, 10) - 1;
    }

    /** Returns the velocity that the note goes out with, 1 to 127, or 0 where it is not to go out. */
    int velocity(Note note) {
        int drum = DRUMS.indexOf(note.drum().name());
        if (drum >= 0 && get(DRUM_ON + drum, 1) == 0) {
            return 0;
        }
        double exponent = Math.pow(2, -get(VELOCITY_CURVE, 0) / CURVE_RANGE);
        int velocity = (int) Math.max(1, Math.rint(LOUDEST * Math.pow(note.velocity() / LOUDEST, exponent)));
        return velocity < get(MIN_VELOCITY, 1) ? 0 : velocity;
    }

    /** Returns a copy. */
    LaneSettings copy() {
        LaneSettings copy = new LaneSettings();
        copy.values.putAll(values);
        return copy;
    }
}
