// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** WAV and AIFF: the JDK reads the header, the samples follow. */
final class PcmSource implements Source {
    private static final int BLOCK = 2048;
    /** Sizes that writers to a pipe leave in the header lie from here to 0xFFFFFFFF; the JDK's -1 is one of them. */
    private static final long UNKNOWN_SIZE = 0x7FFF0000L;

    private final InputStream in;
    private final AudioFormat format;
    private final int sampleBytes;
    private final long length;
    private long left;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final float[] block;

    PcmSource(BufferedInputStream in) throws IOException {
        this.in = in;
        AudioInputStream header;
        try {
            header = AudioSystem.getAudioInputStream(in);
        } catch (UnsupportedAudioFileException e) {
            throw new IOException("its header is cut off or its encoding not supported; use PCM or float samples", e);
        }
        format = header.getFormat();
        int frameBytes = format.getFrameSize();
        sampleBytes = frameBytes / Math.max(1, format.getChannels());
        if (!isSupported()) {
            throw new IOException("encoding " + format + " is not supported; use PCM or float samples");
        }
        long size = header.getFrameLength() * frameBytes;
        length = size <= 0 || size >= UNKNOWN_SIZE ? -1 : header.getFrameLength();
        left = length < 0 ? Long.MAX_VALUE : length;
        bytes = new byte[BLOCK * frameBytes];
        buffer = ByteBuffer.wrap(bytes).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        block = new float[BLOCK * format.getChannels()];
    }

    private boolean isSupported() {
        AudioFormat.Encoding encoding = format.getEncoding();
        if (encoding.equals(AudioFormat.Encoding.PCM_FLOAT)) {
            return sampleBytes == 4 || sampleBytes == 8;
        }
        boolean signed = encoding.equals(AudioFormat.Encoding.PCM_SIGNED);
        return sampleBytes >= 1
                && sampleBytes <= 4
                && (signed || encoding.equals(AudioFormat.Encoding.PCM_UNSIGNED) && sampleBytes == 1);
    }

    @Override
    public int rate() {
        return Math.round(format.getSampleRate());
    }

    @Override
    public int channels() {
        return format.getChannels();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public float[] block() {
        return block;
    }

    @Override
    public int decode() throws IOException {
        int wanted = (int) Math.min(BLOCK, left);
        int frames = in.readNBytes(bytes, 0, wanted * format.getFrameSize()) / format.getFrameSize();
        if (frames < wanted && length >= 0) {
            throw new IOException("truncated: it holds " + (length - left + frames) + " of " + length + " samples");
        }
        left -= frames;
        int count = frames * format.getChannels();
        for (int i = 0; i < count; i++) {
            block[i] = sample(i * sampleBytes);
        }
        return frames;
    }

    private float sample(int at) {
        if (format.getEncoding().equals(AudioFormat.Encoding.PCM_FLOAT)) {
            return sampleBytes == 4 ? buffer.getFloat(at) : (float) buffer.getDouble(at);
        }
        return switch (sampleBytes) {
            case 1 ->
                format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
                        ? bytes[at] / 128f
                        : ((bytes[at] & 0xFF) - 128) / 128f;
            case 2 -> buffer.getShort(at) / 32768f;
            case 3 -> threeBytes(at) / 8388608f;
            default -> buffer.getInt(at) / 2147483648f;
        };
    }

    private int threeBytes(int at) {
        int first = bytes[at] & 0xFF;
        int last = bytes[at + 2] & 0xFF;
        int high = format.isBigEndian() ? first : last;
        int low = format.isBigEndian() ? last : first;
        return (byte) high << 16 | (bytes[at + 1] & 0xFF) << 8 | low;
    }
}
