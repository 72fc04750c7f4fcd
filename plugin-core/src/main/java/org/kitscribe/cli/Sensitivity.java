// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.LatencySetting;

/** The values of {@code --sensitivity}: a number for all drums, {@code drum=number} for one. */
final class Sensitivity {
    private Sensitivity() {}

    static DecoderSettings parse(List<String> values, LatencySetting latency, boolean hindsight, List<Drum> drums)
            throws Failure {
        double overall = DecoderSettings.of(latency).sensitivity();
        Map<String, Double> own = new HashMap<>();
        for (String value : values) {
            String[] parts = value.split("=", 2);
            double number = number(value, parts[parts.length - 1]);
            if (parts.length == 1) {
                overall = number;
            } else if (drums.stream().anyMatch(drum -> drum.name().equals(parts[0]))) {
                own.put(parts[0], number);
            } else {
                String known = drums.stream().map(Drum::name).collect(Collectors.joining(", "));
                throw new Failure(
                        ExitCode.USAGE, "--sensitivity " + value + ": no drum " + parts[0] + "; there are " + known);
            }
        }
        return new DecoderSettings(latency, hindsight, overall, own);
    }

    private static double number(String value, String text) throws Failure {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 100) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw new Failure(
                ExitCode.USAGE,
                "--sensitivity " + value + ": give a number from 0 to 100, or drum=number for one drum");
    }
}
