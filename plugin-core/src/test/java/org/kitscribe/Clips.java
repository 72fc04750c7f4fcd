// SPDX-License-Identifier: Apache-2.0
package org.kitscribe;

import java.nio.file.Path;
import java.util.Arrays;
import org.kitscribe.audio.AudioReader;

/** What several tests read. */
final class Clips {
    /** The pack that ships; tests run in plugin-core's folder. */
    static final Path PACK = Path.of("../models/packs/drums");

    private Clips() {}

    /** Reads a whole file as mono samples. */
    static float[] read(Path file) throws Exception {
        try (AudioReader reader = AudioReader.open(file)) {
            float[] samples = new float[1 << 16];
            int filled = 0;
            for (int n; (n = reader.read(samples, filled, samples.length - filled)) >= 0; filled += n) {
                if (filled + n == samples.length) {
                    samples = Arrays.copyOf(samples, 2 * samples.length);
                }
            }
            return Arrays.copyOf(samples, filled);
        }
    }
}
