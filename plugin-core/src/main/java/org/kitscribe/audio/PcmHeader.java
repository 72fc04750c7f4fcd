// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the chunks before the samples of a WAV or AIFF file say: RIFF WAVE, its 64-bit forms RF64 (EBU Tech 3306) and
 * BW64 (ITU-R BS.2088), AIFF and AIFF-C. The JDK's own reader knows no 64-bit and no AIFF-C forms, and loses its way
 * after an AIFF chunk of odd length.
 *
 * @param sampleBytes 1 to 4, for floats 4 or 8; narrower integers are left-justified in it, as all three standards say
 * @param frames the number of samples per channel, or -1 where the writer did not know
 */
record PcmHeader(int rate, int channels, Coding coding, int sampleBytes, ByteOrder order, long frames) {
    /** How one sample is written. */
    enum Coding {
        SIGNED,
        UNSIGNED,
        FLOAT
    }

    private static final int WAV_PCM = 1;
    private static final int WAV_FLOAT = 3;
    private static final int WAV_EXTENSIBLE = 0xFFFE;
    private static final int WAV_SUBFORMAT_AT = 24;
    private static final long IN_DS64 = 0xFFFFFFFFL;
    /** Writers to a pipe leave a size in this last stretch below 2 or 4 GiB, or none; sox leaves AIFF's the lowest. */
    private static final long UNKNOWN_SIZE = 0x7EFF0000L;

    /** Reads up to the first sample, which {@code in} gives next. */
    static PcmHeader read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        try {
            String form = id(data);
            data.readInt();
            boolean wav = !form.equals("FORM");
            String type = id(data);
            return wav ? wav(data) : aiff(data, type.equals("AIFC"));
        } catch (EOFException e) {
            throw new IOException("truncated: its header is cut off", e);
        }
    }

    private static PcmHeader wav(DataInputStream in) throws IOException {
        ByteBuffer format = null;
        long longSize = 0;
        while (true) {
            String id = id(in);
            long size = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            switch (id) {
                case "ds64" ->
                    longSize = chunk(in, size, 24, ByteOrder.LITTLE_ENDIAN).getLong(8);
                case "fmt " -> format = chunk(in, size, 16, ByteOrder.LITTLE_ENDIAN);
                case "data" -> {
                    boolean isLong = size == IN_DS64 && longSize > 0;
                    return wav(format, isLong ? longSize : isUnknown(size) ? -1 : size);
                }
                default -> in.skipNBytes(padded(size));
            }
        }
    }

    private static PcmHeader wav(ByteBuffer format, long bytes) throws IOException {
        if (format == null) {
            throw new IOException("damaged: its samples come before their format");
        }
        int tag = Short.toUnsignedInt(format.getShort(0));
        if (tag == WAV_EXTENSIBLE && format.capacity() > WAV_SUBFORMAT_AT + 1) {
            tag = Short.toUnsignedInt(format.getShort(WAV_SUBFORMAT_AT));
        }
        if (tag != WAV_PCM && tag != WAV_FLOAT) {
            throw unsupported(String.format("0x%04X", tag));
        }
        int channels = Short.toUnsignedInt(format.getShort(2));
        int frameBytes = Short.toUnsignedInt(format.getShort(12));
        int sampleBytes = frameBytes / Math.max(1, channels);
        Coding coding = tag == WAV_FLOAT ? Coding.FLOAT : sampleBytes == 1 ? Coding.UNSIGNED : Coding.SIGNED;
        return of(format.getInt(4), channels, coding, sampleBytes, ByteOrder.LITTLE_ENDIAN, bytes);
    }

    private static PcmHeader aiff(DataInputStream in, boolean compressed) throws IOException {
        ByteBuffer format = null;
        while (true) {
            String id = id(in);
            long size = Integer.toUnsignedLong(in.readInt());
            switch (id) {
                case "COMM" -> format = chunk(in, size, compressed ? 22 : 18, ByteOrder.BIG_ENDIAN);
                case "SSND" -> {
                    long offset = Integer.toUnsignedLong(in.readInt());
                    in.readInt();
                    in.skipNBytes(offset);
                    return aiff(format, compressed);
                }
                default -> in.skipNBytes(padded(size));
            }
        }
    }

    private static PcmHeader aiff(ByteBuffer format, boolean compressed) throws IOException {
        if (format == null) {
            throw new IOException("damaged: its samples come before their format");
        }
        String type = compressed ? new String(format.array(), 18, 4, StandardCharsets.ISO_8859_1) : "NONE";
        int bits = Short.toUnsignedInt(format.getShort(6));
        Coding coding = switch (type) {
            case "NONE", "twos", "sowt", "in24", "in32" -> Coding.SIGNED;
            case "raw " -> Coding.UNSIGNED;
            case "fl32", "FL32", "fl64", "FL64" -> Coding.FLOAT;
            default -> throw unsupported(type.strip());
        };
        int sampleBytes = (bits + 7) / 8;
        int channels = Short.toUnsignedInt(format.getShort(0));
        long bytes = Integer.toUnsignedLong(format.getInt(2)) * sampleBytes * channels;
        ByteOrder order = type.equals("sowt") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return of(extended(format), channels, coding, sampleBytes, order, isUnknown(bytes) ? -1 : bytes);
    }

    /** AIFF's rate, an 80-bit float: 1 bit of sign, 15 of exponent, 64 of mantissa with the point after the first. */
    private static int extended(ByteBuffer format) {
        int exponent = format.getShort(8) & 0x7FFF;
        double mantissa = Long.divideUnsigned(format.getLong(10), 2);
        return (int) Math.round(Math.scalb(mantissa, exponent - 16383 - 62));
    }

    private static PcmHeader of(int rate, int channels, Coding coding, int sampleBytes, ByteOrder order, long bytes)
            throws IOException {
        boolean fits = coding == Coding.FLOAT
                ? sampleBytes == 4 || sampleBytes == 8
                : sampleBytes >= 1 && sampleBytes <= (coding == Coding.UNSIGNED ? 1 : 4);
        if (channels > 0 && !fits) {
            throw unsupported(coding.name().toLowerCase(Locale.ROOT) + " of " + sampleBytes * 8 + " bits");
        }
        long frames = bytes < 0 ? -1 : bytes / Math.max(1, (long) sampleBytes * channels);
        return new PcmHeader(rate, channels, coding, sampleBytes, order, frames);
    }

    private static boolean isUnknown(long size) {
        return size == 0 || size <= IN_DS64 && (size & Integer.MAX_VALUE) >= UNKNOWN_SIZE;
    }

    private static IOException unsupported(String encoding) {
        return new IOException("encoding " + encoding + " is not supported; use PCM or float samples");
    }

    private static String id(DataInputStream in) throws IOException {
        return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
    }

    /** Reads a chunk's first {@code least} bytes, as many more as a format may have, and skips the rest. */
    private static ByteBuffer chunk(DataInputStream in, long size, int least, ByteOrder order) throws IOException {
        if (size < least) {
            throw new IOException("damaged: its header is too short");
        }
        byte[] bytes = new byte[(int) Math.min(size, 64)];
        in.readFully(bytes);
        in.skipNBytes(padded(size) - bytes.length);
        return ByteBuffer.wrap(bytes).order(order);
    }

    private static long padded(long size) {
        return size + (size & 1);
    }

    /** Returns the bytes of one sample of every channel. */
    int frameBytes() {
        return channels * sampleBytes;
    }
}
