// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes WAV files for tests, good and bad. */
final class Wav {
    static final int PCM = 1;
    static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final byte[] GUID_TAIL = {
        0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
    };

    private Wav() {}

    /** Returns a file of interleaved {@code samples}, full scale being 1. */
    static byte[] of(int encoding, int bits, int rate, int channels, double... samples) {
        return file(encoding, bits, rate, channels, samples.length * bits / 8, false, samples);
    }

    static byte[] extensible(int encoding, int bits, int rate, int channels, double... samples) {
        return file(encoding, bits, rate, channels, samples.length * bits / 8, true, samples);
    }

    /** Returns a file as a writer to a pipe leaves it, with {@code size} for the size that it could not know. */
    static byte[] piped(int size, int rate, double... samples) {
        return file(PCM, 16, rate, 1, size, false, samples);
    }

    private static byte[] file(
            int encoding, int bits, int rate, int channels, int dataSize, boolean extensible, double... samples) {
        int format = extensible ? 40 : 16;
        ByteBuffer out =
                ByteBuffer.allocate(28 + format + samples.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        int frame = channels * bits / 8;
        out.put("RIFF".getBytes())
                .putInt(20 + format + dataSize)
                .put("WAVEfmt ".getBytes())
                .putInt(format);
        out.putShort((short) (extensible ? EXTENSIBLE : encoding)).putShort((short) channels);
        out.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
        if (extensible) {
            out.putShort((short) 22)
                    .putShort((short) bits)
                    .putInt(0)
                    .putShort((short) encoding)
                    .put(GUID_TAIL);
        }
        out.put("data".getBytes()).putInt(dataSize);
        for (double sample : samples) {
            put(out, encoding, bits, sample);
        }
        return out.array();
    }

    private static void put(ByteBuffer out, int encoding, int bits, double sample) {
        if (encoding == FLOAT) {
            if (bits == 32) {
                out.putFloat((float) sample);
            } else {
                out.putDouble(sample);
            }
            return;
        }
        long value = Math.round(sample * (1L << (bits - 1)));
        switch (bits) {
            case 8 -> out.put((byte) (value + 128));
            case 16 -> out.putShort((short) value);
            case 24 -> out.putShort((short) value).put((byte) (value >> 16));
            default -> out.putInt((int) value);
        }
    }
}
