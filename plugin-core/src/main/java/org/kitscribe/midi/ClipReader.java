// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.midi;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/** Reads the strokes of a Standard MIDI File: every note-on of every track and channel, at its absolute time. [any] */
public final class ClipReader {
    private static final int TEMPO = 0x51;

    private ClipReader() {}

    /**
     * One note-on.
     *
     * @param number the note number, 0 to 127
     * @param seconds since the start of the file
     * @param velocity 1 to 127
     */
    public record Stroke(int number, double seconds, int velocity) {}

    /**
     * Reads a file.
     *
     * @return the strokes by time, then note number
     * @throws IOException if it cannot be read
     * @throws InvalidMidiDataException if it is not a MIDI file
     */
    public static List<Stroke> read(Path file) throws IOException, InvalidMidiDataException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
            Sequence sequence = sequence(stream);
            Tempos tempos = new Tempos(sequence);
            List<Stroke> strokes = new ArrayList<>();
            for (Track track : sequence.getTracks()) {
                for (int i = 0; i < track.size(); i++) {
                    MidiEvent event = track.get(i);
                    if (event.getMessage() instanceof ShortMessage message
                            && message.getCommand() == ShortMessage.NOTE_ON
                            && message.getData2() > 0) {
                        strokes.add(
                                new Stroke(message.getData1(), tempos.seconds(event.getTick()), message.getData2()));
                    }
                }
            }
            strokes.sort(Comparator.comparingDouble(Stroke::seconds).thenComparingInt(Stroke::number));
            return strokes;
        }
    }

    private static Sequence sequence(InputStream stream) throws IOException, InvalidMidiDataException {
        try {
            return MidiSystem.getSequence(stream);
        } catch (EOFException e) {
            throw new InvalidMidiDataException("ends in the middle");
        }
    }

    /** Ticks to seconds through every tempo change. */
    private static final class Tempos {
        private record Change(double seconds, double secondsPerTick) {}

        private final TreeMap<Long, Change> changes = new TreeMap<>();

        Tempos(Sequence sequence) {
            if (sequence.getDivisionType() != Sequence.PPQ) {
                double ticksPerSecond = sequence.getDivisionType() * sequence.getResolution();
                changes.put(0L, new Change(0, 1 / ticksPerSecond));
                return;
            }
            double quarter = sequence.getResolution();
            changes.put(0L, new Change(0, 0.5 / quarter));
            for (Map.Entry<Long, Integer> tempo : tempos(sequence).entrySet()) {
                changes.put(tempo.getKey(), new Change(seconds(tempo.getKey()), tempo.getValue() / 1e6 / quarter));
            }
        }

        private static TreeMap<Long, Integer> tempos(Sequence sequence) {
            TreeMap<Long, Integer> tempos = new TreeMap<>();
            for (Track track : sequence.getTracks()) {
                for (int i = 0; i < track.size(); i++) {
                    MidiEvent event = track.get(i);
                    if (event.getMessage() instanceof MetaMessage message && message.getType() == TEMPO) {
                        byte[] data = message.getData();
                        if (data.length == 3) {
                            tempos.put(
                                    event.getTick(), (data[0] & 0xFF) << 16 | (data[1] & 0xFF) << 8 | data[2] & 0xFF);
                        }
                    }
                }
            }
            return tempos;
        }

        double seconds(long tick) {
            Map.Entry<Long, Change> change = changes.floorEntry(tick);
            return change.getValue().seconds()
                    + (tick - change.getKey()) * change.getValue().secondsPerTick();
        }
    }
}
