// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.LANE_DONE;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.Note;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import org.kitscribe.transcribe.Transcriber;

/** Hears a lane's audio and sends its notes. [one thread] */
final class LaneListener implements AutoCloseable {
    /** Samples that one turn takes at most: few, so that the heartbeat goes on where the machine is slow. */
    static final int LONGEST_READ = 1024;

    private static final double NOTE_SECONDS = 0.060;
    private static final long FULL_RING_NANOS = 1_000_000;

    private final ModelPack pack;
    private final OnnxModel model;
    private final int rate;
    private final LatencySetting latency;
    private final Words lane;
    private final AudioRing audio;
    private final CommandRing commands;
    private final EventRing events;
    private final BooleanSupplier isWanted;
    private final DrumMaps maps;
    private final Capture capture;
    private final CaptureSaver saver;
    private final float[] samples = new float[LONGEST_READ];

    private final LaneSettings settings = new LaneSettings();
    /** The settings by the position from which they hold; the first holds already. */
    private final Deque<Change> changes = new ArrayDeque<>();

    private Transcriber transcriber;
    private long streamStart;

    /** Where a capture was asked for that waits for the audio before it; none where below 0. */
    private long captureAt = -1;

    private record Change(long position, LaneSettings settings) {}

    /**
     * Creates one.
     *
     * @param capacity of the audio ring, in samples
     * @param isWanted false once the lane is closed
     * @param capture takes this lane's notes
     * @param saver saves the capture; closed with this
     * @throws PackException if the pack's parts do not fit together
     */
    LaneListener(
            ModelPack pack,
            OnnxModel model,
            int rate,
            LatencySetting latency,
            Words lane,
            int capacity,
            BooleanSupplier isWanted,
            DrumMaps maps,
            Capture capture,
            CaptureSaver saver)
            throws PackException {
        this.pack = pack;
        this.model = model;
        this.rate = rate;
        this.latency = latency;
        this.lane = lane;
        this.isWanted = isWanted;
        this.maps = maps;
        this.capture = capture;
        this.saver = saver;
        audio = new AudioRing(lane, capacity);
        commands = new CommandRing(lane);
        events = new EventRing(lane);
        changes.add(new Change(0, settings.copy()));
        startStream(audio.position());
    }

    private void startStream(long position) throws PackException {
        if (transcriber != null) {
            transcriber.close();
        }
        DecoderSettings now = settings.decoder(latency);
        transcriber = new Transcriber(pack, model, rate, latency.stride(), now, this::send, null);
        streamStart = position;
    }

    /**
     * One turn of work.
     *
     * @return the samples that waited when it began; 0 means that there was nothing to do
     * @throws PackException if the pack's parts do not fit together
     */
    int work() throws PackException {
        int available = audio.available();
        commands.drain(this::change);
        if (audio.epoch() > streamStart) {
            startStream(audio.epoch());
        }
        forget(audio.position() - transcriber.delay());
        int length = Math.min(available, LONGEST_READ);
        if (length > 0) {
            audio.read(samples, length);
            transcriber.write(samples, 0, length);
            audio.heard();
            lane.setLong(LANE_DONE, Math.max(0, audio.position() - transcriber.delay()));
        }
        if (captureAt <= audio.position()) {
            saveCapture();
        }
        return available;
    }

    private void saveCapture() {
        if (captureAt >= 0) {
            saver.save(capture.upTo(captureAt, rate), maps.get(settings.map()));
            captureAt = -1;
        }
    }

    /** Returns whether there is nothing to compute. */
    boolean isResting() {
        return transcriber.isResting();
    }

    /** Returns the time until the audio has come without which there are no more notes; 0 and less where it waits already. */
    long awaitedNanos() {
        return (long) ((transcriber.awaitedSeconds() - (double) audio.available() / rate) * 1e9);
    }

    private void change(long position, int parameter, double value) {
        if (parameter == LaneSettings.SAVE_CAPTURE) {
            captureAt = value != 0 ? position : captureAt;
            return;
        }
        settings.set(parameter, value);
        Change last = changes.peekLast();
        if (last.position() == position) {
            last.settings().set(parameter, value);
        } else {
            changes.add(new Change(position, settings.copy()));
        }
        transcriber.settings(position - streamStart, settings.decoder(latency));
    }

    /** Forgets the settings that no note can have any more: all that lie before the last ones up to this position. */
    private void forget(long position) {
        while (changes.size() > 1 && second().position() <= position) {
            changes.remove();
        }
    }

    private Change second() {
        var all = changes.iterator();
        all.next();
        return all.next();
    }

    private LaneSettings at(long position) {
        LaneSettings found = changes.element().settings();
        for (Change change : changes) {
            if (change.position() <= position) {
                found = change.settings();
            }
        }
        return found;
    }

    private void send(Note note) {
        long position = streamStart + note.position();
        LaneSettings then = at(position);
        int velocity = then.velocity(note);
        if (velocity == 0) {
            return;
        }
        int length = (int) Math.rint(NOTE_SECONDS * rate);
        int key = maps.get(then.map()).note(note.drum());
        capture.add(new Note(note.drum(), position, rate, velocity, note.confidence()));
        while (!events.push(position, length, key, then.channel(), velocity) && isWanted.getAsBoolean()) {
            LockSupport.parkNanos(FULL_RING_NANOS);
        }
    }

    @Override
    public void close() {
        commands.drain(this::change); // a capture that was asked for just before the end
        saveCapture();
        capture.end(audio.position(), rate);
        saver.close();
        transcriber.close();
    }
}
