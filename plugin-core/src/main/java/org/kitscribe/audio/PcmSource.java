// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The samples of WAV and AIFF. */
final class PcmSource implements Source {
    private static final int BLOCK_BYTES = 1 << 14;

    private final InputStream in;
    private final PcmHeader header;
    private long left;
    private final ByteBuffer buffer;
    private final int blockFrames;
    private final float[] block;

    PcmSource(BufferedInputStream in) throws IOException {
        this.in = in;
        header = PcmHeader.read(in);
        left = header.frames() < 0 ? Long.MAX_VALUE : header.frames();
        blockFrames = Math.max(1, BLOCK_BYTES / Math.max(1, header.frameBytes()));
        buffer = ByteBuffer.allocate(blockFrames * header.frameBytes()).order(header.order());
        block = new float[blockFrames * header.channels()];
    }

    @Override
    public int rate() {
        return header.rate();
    }

    @Override
    public int channels() {
        return header.channels();
    }

    @Override
    public long length() {
        return header.frames();
    }

    @Override
    public float[] block() {
        return block;
    }

    @Override
    public int decode() throws IOException {
        int wanted = (int) Math.min(blockFrames, left);
        int frames = in.readNBytes(buffer.array(), 0, wanted * header.frameBytes()) / header.frameBytes();
        if (frames < wanted && length() >= 0) {
            throw new IOException("truncated: it holds " + (length() - left + frames) + " of " + length() + " samples");
        }
        left -= frames;
        for (int i = 0; i < frames * header.channels(); i++) {
            block[i] = sample(i * header.sampleBytes());
        }
        return frames;
    }

    private float sample(int at) {
        if (header.coding() == PcmHeader.Coding.FLOAT) {
            return header.sampleBytes() == 4 ? buffer.getFloat(at) : (float) buffer.getDouble(at);
        }
        return switch (header.sampleBytes()) {
            case 1 ->
                header.coding() == PcmHeader.Coding.SIGNED
                        ? buffer.get(at) / 128f
                        : ((buffer.get(at) & 0xFF) - 128) / 128f;
            case 2 -> buffer.getShort(at) / 32768f;
            case 3 -> threeBytes(at) / 8388608f;
            default -> buffer.getInt(at) / 2147483648f;
        };
    }

    private int threeBytes(int at) {
        boolean bigEndian = header.order() == ByteOrder.BIG_ENDIAN;
        byte high = buffer.get(bigEndian ? at : at + 2);
        int low = buffer.get(bigEndian ? at + 2 : at) & 0xFF;
        return high << 16 | (buffer.get(at + 1) & 0xFF) << 8 | low;
    }
}
