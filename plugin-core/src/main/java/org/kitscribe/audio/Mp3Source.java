// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.BitstreamException;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.DecoderException;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.Obuffer;

/**
 * MP3, by JLayer. Where the file tells, the delay that the encoder put in front is taken out and a missing end is an
 * error; a file that tells nothing ends with its last whole frame.
 */
final class Mp3Source implements Source {
    private final Bitstream bitstream;
    private final Decoder decoder = new Decoder();
    private final Mp3Header info;
    private final Interleaved out = new Interleaved();
    private Header header;
    private final int rate;
    private final int channels;
    private final long length;
    private int skip;
    private long left;
    private long framesDecoded;

    Mp3Source(BufferedInputStream file) throws IOException {
        file.mark(Mp3Header.BYTES);
        info = Mp3Header.read(file.readNBytes(Mp3Header.BYTES));
        file.reset();
        file.skipNBytes(info.frameBytes());
        bitstream = new Bitstream(new Id3v1Stripper(file));
        decoder.setOutputBuffer(out);
        header = nextHeader();
        if (header == null) {
            throw new IOException("it holds no MP3 frames");
        }
        rate = header.frequency();
        channels = header.mode() == Header.SINGLE_CHANNEL ? 1 : 2;
        out.channels = channels;
        int perFrame = header.layer() == 1 ? 384 : header.layer() == 3 && header.version() != Header.MPEG1 ? 576 : 1152;
        skip = info.skip();
        length = info.frames() < 0 ? -1 : Math.max(0, (long) info.frames() * perFrame - skip - info.padding());
        left = length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int rate() {
        return rate;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public float[] block() {
        return out.samples;
    }

    @Override
    public int decode() throws IOException {
        while (left > 0 && header != null) {
            int frames = decodeFrame();
            int dropped = Math.min(skip, frames);
            skip -= dropped;
            int kept = (int) Math.min(frames - dropped, left);
            left -= kept;
            if (kept > 0) {
                System.arraycopy(out.samples, dropped * channels, out.samples, 0, kept * channels);
                return kept;
            }
        }
        if (length >= 0 && left > 0) {
            throw new IOException("truncated: it holds " + framesDecoded + " of " + info.frames() + " frames");
        }
        return 0;
    }

    private int decodeFrame() throws IOException {
        if (header.frequency() != rate || (header.mode() == Header.SINGLE_CHANNEL ? 1 : 2) != channels) {
            throw new IOException("damaged: its rate or channels change at frame " + framesDecoded);
        }
        out.clear_buffer();
        try {
            decoder.decodeFrame(header, bitstream);
        } catch (DecoderException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("damaged: frame " + framesDecoded + " cannot be decoded", e);
        }
        bitstream.closeFrame();
        framesDecoded++;
        int frames = out.filled[0] / channels;
        header = nextHeader();
        return frames;
    }

    private Header nextHeader() throws IOException {
        try {
            return bitstream.readFrame();
        } catch (BitstreamException e) {
            throw new IOException("damaged after frame " + framesDecoded, e);
        }
    }

    /** Takes JLayer's samples before it rounds and clips them. */
    private static final class Interleaved extends Obuffer {
        private final float[] samples = new float[2 * OBUFFERSIZE];
        private final int[] filled = new int[MAXCHANNELS];
        private int channels;

        @Override
        public void append(int channel, short value) {
            samples[filled[channel]] = value / 32768f;
            filled[channel] += channels;
        }

        @Override
        public void appendSamples(int channel, float[] values) {
            for (float value : values) {
                samples[filled[channel]] = value / 32768f;
                filled[channel] += channels;
            }
        }

        @Override
        public void clear_buffer() {
            for (int c = 0; c < channels; c++) {
                filled[c] = c;
            }
        }

        @Override
        public void write_buffer(int value) {}

        @Override
        public void close() {}

        @Override
        public void set_stop_flag() {}
    }
}
