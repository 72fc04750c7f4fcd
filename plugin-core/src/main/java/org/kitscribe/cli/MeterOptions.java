// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kitscribe.midi.Meter;
import picocli.CommandLine.Option;

/** The options {@code --bpm} and {@code --time-signature}. */
final class MeterOptions {
    private static final Pattern SIGNATURE = Pattern.compile("(\\d{1,3})/(1|2|4|8|16|32|64)");

    @Option(
            names = "--bpm",
            paramLabel = "N",
            defaultValue = "120",
            description = "Tempo of the MIDI file, 4 to 1000 (default: ${DEFAULT-VALUE}). Notes keep their times in"
                    + " seconds whatever it is.")
    private double bpm;

    @Option(
            names = "--time-signature",
            paramLabel = "N/D",
            defaultValue = "4/4",
            description = "Time signature of the MIDI file (default: ${DEFAULT-VALUE}).")
    private String signature;

    Meter meter() throws Failure {
        if (!(bpm >= Meter.LEAST_BPM && bpm <= Meter.MOST_BPM)) {
            throw new Failure(ExitCode.USAGE, "--bpm " + bpm + ": give a tempo from 4 to 1000");
        }
        Matcher matcher = SIGNATURE.matcher(signature);
        if (matcher.matches()) {
            int beats = Integer.parseInt(matcher.group(1));
            if (beats >= 1 && beats <= 255) {
                return Meter.of(bpm, beats, Integer.parseInt(matcher.group(2)));
            }
        }
        throw new Failure(ExitCode.USAGE, "--time-signature " + signature + ": give beats and note value, such as 6/8");
    }
}
