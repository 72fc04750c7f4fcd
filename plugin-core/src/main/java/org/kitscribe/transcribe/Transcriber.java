// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.transcribe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.kitscribe.audio.Resampler;
import org.kitscribe.decode.Decoder;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.decode.Hit;
import org.kitscribe.dsp.FrameSpec;
import org.kitscribe.dsp.RollingFrames;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.HeatStream;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;

/**
 * Hears notes in a stream of samples; the same notes however the stream is cut into blocks.
 *
 * <p>The stream is heard in passages. One begins a fifth of a second before the first sample that is not exactly
 * zero, everything before being taken as zeros, and ends after as many exact zeros as the network can reach across, so
 * that the same audio gives the same notes wherever it stands between silences. [any, one thread at a time]
 */
public final class Transcriber implements AutoCloseable {
    /** Frames per model call where nobody waits for the notes. */
    public static final int FILE_STRIDE = 250;

    /** A passage's lead-in is this part of a second. */
    private static final int LEAD_IN_PART = 5;

    private static final float[] ZEROS = new float[4096];

    /** Receives heat rows, for pictures. */
    public interface RowSink {
        /**
         * Takes one row, valid only during the call.
         *
         * @param seconds the time in the source of the frame that the network's channels tell of, below 0 in the first passage's lead-in
         * @param row the channels that the manifest's decoder section describes
         */
        void row(double seconds, float[] row);
    }

    private final int rate;
    private final FrameSpec frameSpec;
    private final DecoderSpec decoderSpec;
    private final Consumer<Note> notes;
    private final RowSink rows;
    private final HeatStream.RowSink heard = this::heard;

    private final Resampler resampler;
    private final RollingFrames frames;
    private final HeatStream stream;
    private final Decoder decoder;
    private final int late;

    private final int leadIn;
    private final long firstFrame;
    private final long separation;
    private boolean inPassage;
    private long position;
    private long passageStart;
    private long zeroRun;
    private final long delay;
    private final Deque<Change> changes = new ArrayDeque<>();

    private record Change(long position, DecoderSettings settings) {}

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
            throws PackException {
        this.rate = rate;
        this.notes = notes;
        this.rows = rows;
        frameSpec = FrameSpec.read(pack.manifest());
        decoderSpec = DecoderSpec.read(pack.manifest());
        int frameWidth = model.frameWidth(settings.latency());
        if (frameSpec.bands() != frameWidth) {
            throw pack.manifest()
                    .error("features", "give " + frameSpec.bands() + " bands, the network takes " + frameWidth);
        }
        int rowWidth = model.rowWidth(settings.latency()) + frameSpec.width() - frameWidth;
        if (decoderSpec.width() != rowWidth) {
            throw pack.manifest()
                    .error(
                            "decoder",
                            "reads rows of " + decoderSpec.width() + ", features and network give " + rowWidth);
        }
        long reach = reach(pack);
        double hopSeconds = (double) frameSpec.hop() / frameSpec.rate();
        late = decoderSpec.late(settings.latency());
        decoder = new Decoder(decoderSpec, hopSeconds, settings, this::hit);
        stream = model.stream(settings.latency(), stride, frameSpec.width());
        frames = new RollingFrames(frameSpec, frame -> stream.frame(frame, heard));
        resampler = new Resampler(rate, frameSpec.rate(), frames::write);
        leadIn = rate / LEAD_IN_PART;
        firstFrame = (frameSpec.rate() / LEAD_IN_PART - frameSpec.longer().size() / 2) / frameSpec.hop();
        separation = leadIn + (reach * rate + frameSpec.rate() - 1) / frameSpec.rate() + resampler.latency();
        delay = delay(pack.lookAhead(settings.latency()) + decoder.delay() + stride);
    }

    private long delay(int hops) {
        double offset = Math.max(0, -decoderSpec.offsetMs()) / 1000 * frameSpec.rate();
        double samples = (double) hops * frameSpec.hop() + frameSpec.longer().size() / 2.0 + offset;
        return (long) Math.ceil(samples * rate / frameSpec.rate()) + resampler.latency();
    }

    /** Returns how many source samples after a position every note before it has surely come out, without hindsight. */
    public long delay() {
        return delay;
    }

    /** Changes the settings for the notes from a position on, in order of positions; the latency setting must stay. */
    public void settings(long position, DecoderSettings settings) {
        changes.add(new Change(position, settings));
    }

    /** The samples, at the frames' rate, that the network can reach across. */
    private long reach(ModelPack pack) throws PackException {
        var field = pack.manifest().object("receptive_field");
        long frames = field.whole("left", 0, 100_000) + field.whole("right", 0, 100_000);
        return frames * frameSpec.hop() + frameSpec.longer().size();
    }

    /** Returns whether it is between passages, where nothing is computed. */
    public boolean isResting() {
        return !inPassage;
    }

    /** Returns the audio, in seconds, without which nothing more can come out of a passage. */
    public double awaitedSeconds() {
        long samples = (stream.awaited() - 1L) * frameSpec.hop() + frames.awaited();
        return (double) samples / frameSpec.rate();
    }

    /** Returns the exact zeros, in source samples, that end a passage. */
    public long separation() {
        return separation;
    }

    /** Takes the next mono samples, full scale being 1. */
    public void write(float[] mono, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            at = inPassage ? continuePassage(mono, at, end) : awaitPassage(mono, at, end);
        }
    }

    private int awaitPassage(float[] mono, int from, int end) {
        int at = from;
        while (at < end && mono[at] == 0) {
            at++;
        }
        position += at - from;
        applyChanges(position);
        if (at < end) {
            inPassage = true;
            passageStart = position - leadIn;
            zeroRun = 0;
            for (int left = leadIn; left > 0; left -= ZEROS.length) {
                resampler.write(ZEROS, 0, Math.min(left, ZEROS.length));
            }
        }
        return at;
    }

    private int continuePassage(float[] mono, int from, int end) {
        int at = from;
        while (at < end && zeroRun < separation) {
            zeroRun = mono[at++] == 0 ? zeroRun + 1 : 0;
        }
        resampler.write(mono, from, at - from);
        position += at - from;
        if (zeroRun == separation) {
            endPassage();
        }
        return at;
    }

    private void endPassage() {
        resampler.finish();
        frames.finish();
        stream.finish(heard);
        decoder.restart();
        frames.restart();
        resampler.restart();
        inPassage = false;
    }

    /** Ends the stream: the notes still pending come out. Another may then begin at position 0. */
    public void finish() {
        if (inPassage) {
            endPassage();
        }
        position = 0;
    }

    private void heard(long frame, float[] row) {
        if (rows != null) {
            double hopSeconds = (double) frameSpec.hop() / frameSpec.rate();
            rows.row((double) passageStart / rate + (frame - late) * hopSeconds, row);
        }
        long decided = (frame - decoder.delay()) * frameSpec.hop();
        applyChanges(passageStart + Math.floorDiv(decided * rate, (long) frameSpec.rate()));
        decoder.row(row);
    }

    /** Applies the changes that lie at or before this position. */
    private void applyChanges(long position) {
        while (!changes.isEmpty() && changes.element().position() <= position) {
            decoder.settings(changes.remove().settings());
        }
    }

    private void hit(Hit hit) {
        if (hit.frame() < firstFrame) {
            return; // no sound has entered its window: the network took its own start for one
        }
        // whole hops in integers, so that the same hit is as exact in the tenth hour as in the first second
        long whole = hit.frame() * frameSpec.hop() * rate;
        double rest = (hit.hops() - hit.frame()) * frameSpec.hop() * rate;
        long samples = Math.floorDiv(whole, (long) frameSpec.rate())
                + (long) Math.rint((Math.floorMod(whole, (long) frameSpec.rate()) + rest) / frameSpec.rate());
        notes.accept(new Note(
                decoderSpec.drums().get(hit.drum()),
                Math.max(0, passageStart + samples),
                rate,
                hit.velocity(),
                hit.confidence()));
    }

    @Override
    public void close() {
        stream.close();
    }
}
