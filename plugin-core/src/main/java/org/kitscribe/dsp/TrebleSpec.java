// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * How a dull recording's treble is lifted: the manifest's {@code features.treble}. [any]
 *
 * @param aboveHz treble is what has its centre here or above
 * @param dullDb treble that lies further below the loudest band is lifted by the difference
 * @param mostDb from here on by less and less
 * @param absentDb from here on not at all: there is none
 * @param riseDb by which the lift may grow in a second
 * @param lowHz the lift begins here
 * @param highHz and is whole from here on
 */
public record TrebleSpec(
        double aboveHz, double dullDb, double mostDb, double absentDb, double riseDb, double lowHz, double highHz) {
    static TrebleSpec read(Fields treble) throws PackException {
        double dull = treble.number("dull_db", 0, 300);
        double most = treble.number("most_db", dull, 300);
        double low = treble.number("low_hz", 1, 1e6);
        return new TrebleSpec(
                treble.number("above_hz", 0, 1e6),
                dull,
                most,
                treble.number("absent_db", most + 1, 400),
                treble.number("rise_db", 0, 1000),
                low,
                treble.number("high_hz", low + 1, 1e6));
    }

    /** Returns the lift, in dB, of treble that lies so far below the loudest band. */
    double lift(double gapDb) {
        double present = Math.max(0, Math.min(1, (absentDb - gapDb) / (absentDb - mostDb)));
        return Math.max(0, gapDb - dullDb) * present;
    }

    /** Returns the part of the lift that a band with this centre has, 0 to 1. */
    double share(double hz) {
        return Math.max(0, Math.min(1, Math.log(hz / lowHz) / Math.log(highHz / lowHz)));
    }
}
