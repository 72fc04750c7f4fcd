// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kitscribe.kit.Cause;

/**
 * Reads WAV, AIFF, FLAC, MP3 or Ogg Vorbis, told apart by content, as a stream of mono samples (the mean of the
 * channels). Memory does not grow with the length of the audio. [any, one thread at a time]
 */
public final class AudioReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC_BYTES = 12;
    private static final int ID3_HEADER_BYTES = 10;
    private static final int LEAST_RATE = 8_000;
    private static final int MOST_RATE = 384_000;
    private static final int MOST_CHANNELS = 32;

    private final String name;
    private final InputStream stream;
    private final Source source;
    private int blockLength;
    private int blockUsed;
    private long total;

    private AudioReader(InputStream stream, String name) throws AudioException {
        this.name = name;
        this.stream = stream;
        try {
            source = source(new BufferedInputStream(stream, BUFFER));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        }
        if (rate() < LEAST_RATE || rate() > MOST_RATE) {
            throw new AudioException(name, "its rate of " + rate() + " Hz is not from 8000 to 384000 Hz", null);
        }
        if (channels() < 1 || channels() > MOST_CHANNELS) {
            throw new AudioException(name, "its " + channels() + " channels are not from 1 to 32", null);
        }
    }

    /**
     * Opens a file.
     *
     * @throws AudioException if it is missing, empty, not audio, or of a kind that is not supported
     */
    public static AudioReader open(Path file) throws AudioException {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new AudioException(name, "is a folder, not an audio file", null);
        }
        if (Files.notExists(file)) {
            throw new AudioException(name, "no such file", null);
        }
        InputStream stream;
        try {
            stream = pipeSafe(Files.newInputStream(file));
        } catch (IOException e) {
            throw new AudioException(name, "cannot be read: " + Cause.of(e), e);
        }
        try {
            return new AudioReader(stream, name);
        } catch (AudioException e) {
            closeQuietly(stream);
            throw e;
        }
    }

    /**
     * Opens a stream, for example standard input.
     *
     * @param name what errors call it
     * @throws AudioException as {@link #open(Path)}
     */
    public static AudioReader open(InputStream stream, String name) throws AudioException {
        return new AudioReader(stream, name);
    }

    /** Returns a stream that skips by reading and does not ask what is left: a pipe can do neither. */
    private static InputStream pipeSafe(InputStream file) {
        return new SequenceInputStream(file, InputStream.nullInputStream()) {
            @Override
            public int available() {
                return 0;
            }
        };
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // the failure that made us give up is the one worth telling
        }
    }

    private static Source source(BufferedInputStream in) throws IOException {
        byte[] magic = magic(in);
        if (magic.length == 0) {
            throw new IOException("is empty");
        }
        while (startsWith(magic, 0, "ID3") && magic.length == MAGIC_BYTES) {
            in.skipNBytes(ID3_HEADER_BYTES + id3Bytes(magic));
            magic = magic(in);
        }
        boolean wav = startsWith(magic, 0, "RIFF") || startsWith(magic, 0, "RF64") || startsWith(magic, 0, "BW64");
        if (wav && startsWith(magic, 8, "WAVE") || startsWith(magic, 0, "FORM") && startsWith(magic, 8, "AIF")) {
            return new PcmSource(in);
        }
        if (startsWith(magic, 0, "fLaC")) {
            return new FlacSource(in);
        }
        if (startsWith(magic, 0, "OggS")) {
            return new VorbisSource(in);
        }
        boolean mpegSync = magic.length > 1 && magic[0] == (byte) 0xFF && (magic[1] & 0xE0) == 0xE0;
        if (mpegSync && (magic[1] & 0x06) != 0) {
            return new Mp3Source(in);
        }
        throw new IOException("is not audio of a known kind (WAV, AIFF, FLAC, MP3 or Ogg Vorbis)");
    }

    private static byte[] magic(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_BYTES);
        byte[] magic = in.readNBytes(MAGIC_BYTES);
        in.reset();
        return magic;
    }

    private static boolean startsWith(byte[] magic, int at, String text) {
        return new String(magic, StandardCharsets.ISO_8859_1).startsWith(text, at);
    }

    /** The size of an ID3 tag: seven bits a byte, and a footer where a flag says so. */
    private static int id3Bytes(byte[] tag) {
        int size = 0;
        for (int i = 6; i < ID3_HEADER_BYTES; i++) {
            size = size << 7 | tag[i] & 0x7F;
        }
        return size + ((tag[5] & 0x10) != 0 ? ID3_HEADER_BYTES : 0);
    }

    private AudioException failure(Throwable e) {
        if (!(e instanceof IOException)) {
            // the decoders trip over broken data in their own ways; a broken length asks for memory without end
            return new AudioException(name, "damaged: its data cannot be decoded", e);
        }
        if (e instanceof java.io.EOFException || e.getMessage() == null) {
            return new AudioException(name, "truncated: it ends in the middle", e);
        }
        return new AudioException(name, e.getMessage().lines().findFirst().orElse("cannot be read"), e);
    }

    /** Returns the samples per second, 8,000 to 384,000. */
    public int rate() {
        return source.rate();
    }

    /** Returns the number of channels, 1 to 32. */
    public int channels() {
        return source.channels();
    }

    /** Returns the declared length in samples per channel, or -1 where the header does not say. */
    public long length() {
        return source.length();
    }

    /**
     * Reads the next mono samples, full scale being 1.
     *
     * @param length the most that are wanted, 1 or more
     * @return how many were written to {@code mono} from {@code offset} on, at least 1; or -1 at the end
     * @throws AudioException if the audio is truncated, damaged, holds a sample that is not finite, or ends without any
     */
    public int read(float[] mono, int offset, int length) throws AudioException {
        if (blockUsed == blockLength) {
            try {
                blockLength = source.decode();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                throw failure(e);
            }
            blockUsed = 0;
        }
        if (blockLength == 0) {
            if (total == 0) {
                throw new AudioException(name, "holds no samples", null);
            }
            return -1;
        }
        int count = Math.min(length, blockLength - blockUsed);
        mix(mono, offset, count);
        blockUsed += count;
        total += count;
        return count;
    }

    private void mix(float[] mono, int offset, int count) throws AudioException {
        float[] block = source.block();
        int channels = source.channels();
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += block[(blockUsed + i) * channels + c];
            }
            float mean = (float) (sum / channels);
            if (!Float.isFinite(mean)) {
                throw new AudioException(name, "sample " + (total + i) + " is not a finite number", null);
            }
            mono[offset + i] = mean;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
