// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads WAV, AIFF, FLAC, MP3 or Ogg Vorbis, told apart by content, as a stream of mono samples (the mean of the
 * channels). Memory does not grow with the length of the audio. [any, one thread at a time]
 */
public final class AudioReader implements AutoCloseable {
    private AudioReader() {}

    /**
     * Opens a file.
     *
     * @throws AudioException if it is missing, empty, not audio, or of a kind that is not supported
     */
    public static AudioReader open(Path file) throws AudioException {
        throw new AudioException(file.toString(), "not yet built", null);
    }

    /**
     * Opens a stream, for example standard input.
     *
     * @param name what errors call it
     * @throws AudioException as {@link #open(Path)}
     */
    public static AudioReader open(InputStream stream, String name) throws AudioException {
        throw new AudioException(name, "not yet built", null);
    }

    /** Returns the samples per second, 8,000 to 384,000. */
    public int rate() {
        return 0;
    }

    /** Returns the number of channels, 1 to 32. */
    public int channels() {
        return 0;
    }

    /** Returns the declared length in samples per channel, or -1 where the header does not say. */
    public long length() {
        return -1;
    }

    /**
     * Reads the next mono samples, full scale being 1.
     *
     * @return how many were written to {@code mono} from {@code offset} on, at least 1; or -1 at the end
     * @throws AudioException if the audio is truncated, damaged, holds a sample that is not finite, or ends without any
     */
    public int read(float[] mono, int offset, int length) throws AudioException {
        return -1;
    }

    @Override
    public void close() throws IOException {}
}
