// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.midi;

/**
 * A clip's tempo and time signature; notes keep their absolute times whatever it is. [any]
 *
 * @param microsPerQuarter length of a quarter note in microseconds, 1 to 16,777,215, as MIDI files hold it
 * @param beats beats in a bar, 1 to 255
 * @param unit the note value of a beat: a power of two, 1 to 64
 */
public record Meter(int microsPerQuarter, int beats, int unit) {
    /** 120 quarter notes a minute in 4/4. */
    public static final Meter DEFAULT = new Meter(500_000, 4, 4);

    /** The smallest tempo that {@link #of} takes, in quarter notes a minute. */
    public static final double LEAST_BPM = 4;

    /** The largest. */
    public static final double MOST_BPM = 1000;

    /** Returns the meter of {@code bpm} quarter notes a minute, rounded to what MIDI files can hold. */
    public static Meter of(double bpm, int beats, int unit) {
        if (!(bpm >= LEAST_BPM && bpm <= MOST_BPM)) {
            throw new IllegalArgumentException("bpm=" + bpm);
        }
        if (beats < 1 || beats > 255 || unit < 1 || unit > 64 || Integer.bitCount(unit) != 1) {
            throw new IllegalArgumentException("time signature=" + beats + "/" + unit);
        }
        return new Meter((int) Math.round(60e6 / bpm), beats, unit);
    }
}
