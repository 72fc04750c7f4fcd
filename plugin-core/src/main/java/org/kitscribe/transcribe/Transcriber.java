// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.transcribe;

import java.util.function.Consumer;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;

/** Hears notes in a stream of samples; the same notes however the stream is cut into blocks. [one thread] */
public final class Transcriber implements AutoCloseable {
    /** Frames per model call where nobody waits for the notes. */
    public static final int FILE_STRIDE = 250;

    /** Receives heat rows, for pictures. */
    public interface RowSink {
        /**
         * Takes one row, valid only during the call.
         *
         * @param seconds the time of the row's frame in the source
         * @param row the channels that the manifest's decoder section describes, from {@code offset} on
         */
        void row(double seconds, float[] row, int offset);
    }

    /**
     * Creates one.
     *
     * @param rate the source's samples per second
     * @param stride frames per model call: {@link #FILE_STRIDE} or the setting's own
     * @param notes receives the notes in the order of their decision, which is nearly that of their positions
     * @param rows receives every heat row; null for none
     * @throws PackException if the pack's parts do not fit together
     */
    public Transcriber(
            ModelPack pack,
            OnnxModel model,
            int rate,
            int stride,
            DecoderSettings settings,
            Consumer<Note> notes,
            RowSink rows)
            throws PackException {}

    /** Takes the next mono samples, full scale being 1. */
    public void write(float[] mono, int offset, int length) {}

    /** Ends the stream: the notes still pending come out. */
    public void finish() {}

    @Override
    public void close() {}
}
