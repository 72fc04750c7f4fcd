// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files of 32 bit floats. */
final class Wav {
    private static final int HEADER = 44;
    private static final int FLOAT = 3;

    private Wav() {}

    static byte[] bytes(float[] mono, int rate, int channels) {
        int size = Float.BYTES * channels * mono.length;
        ByteBuffer wav = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + size);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) FLOAT).putShort((short) channels).putInt(rate);
        wav.putInt(Float.BYTES * channels * rate).putShort((short) (Float.BYTES * channels));
        wav.putShort((short) Float.SIZE);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        for (float sample : mono) {
            for (int c = 0; c < channels; c++) {
                wav.putFloat(sample);
            }
        }
        return wav.array();
    }

    static Path write(Path file, float[] mono, int rate, int channels) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes(mono, rate, channels));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
