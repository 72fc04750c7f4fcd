// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.midi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

/** Writes notes as a Standard MIDI File of format 0: one track on channel 10, 960 ticks per quarter note. [any] */
public final class ClipWriter {
    /** Ticks per quarter note. */
    public static final int RESOLUTION = 960;

    /** The text that tells our own clips from others'. */
    public static final String MARK = "Transcribed by Kitscribe";

    private static final int CHANNEL = 9;
    private static final int NAME = 0x03;
    private static final int TEXT = 0x01;
    private static final int TEMPO = 0x51;
    private static final int TIME_SIGNATURE = 0x58;

    private ClipWriter() {}

    /**
     * Returns the bytes of a file.
     *
     * @param notes in any order
     * @param name the track's name
     */
    public static byte[] write(List<Note> notes, DrumMap map, Meter meter, String name) {
        try {
            Sequence sequence = new Sequence(Sequence.PPQ, RESOLUTION);
            Track track = sequence.createTrack();
            for (MetaMessage message : head(meter, name)) {
                track.add(new MidiEvent(message, 0));
            }
            for (MidiEvent event : events(notes, map, meter)) {
                track.add(event);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            MidiSystem.write(sequence, 0, bytes);
            return bytes.toByteArray();
        } catch (InvalidMidiDataException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the tick nearest to {@code position} samples at {@code rate} a second, halves upwards. */
    static long tick(long position, int rate, int microsPerQuarter) {
        BigInteger ticks = BigInteger.valueOf(position).multiply(BigInteger.valueOf(2L * RESOLUTION * 1_000_000));
        BigInteger unit = BigInteger.valueOf((long) rate * microsPerQuarter);
        return ticks.add(unit).divide(unit.multiply(BigInteger.TWO)).longValueExact();
    }

    private static List<MetaMessage> head(Meter meter, String name) throws InvalidMidiDataException {
        int micros = meter.microsPerQuarter();
        int unit = Integer.numberOfTrailingZeros(meter.unit());
        int clocksPerBeat = Math.max(1, 96 / meter.unit());
        return List.of(
                meta(NAME, name.getBytes(StandardCharsets.UTF_8)),
                meta(TEXT, MARK.getBytes(StandardCharsets.UTF_8)),
                meta(TEMPO, (byte) (micros >> 16), (byte) (micros >> 8), (byte) micros),
                meta(TIME_SIGNATURE, (byte) meter.beats(), (byte) unit, (byte) clocksPerBeat, (byte) 8));
    }

    private static MetaMessage meta(int type, byte... data) throws InvalidMidiDataException {
        return new MetaMessage(type, data, data.length);
    }

    /** A note sounds for a sixteenth, or until its number is struck again; of two at one tick the louder stays. */
    private static List<MidiEvent> events(List<Note> notes, DrumMap map, Meter meter) throws InvalidMidiDataException {
        Map<Integer, TreeMap<Long, Integer>> strokes = new TreeMap<>();
        for (Note note : notes) {
            long tick = tick(note.position(), note.rate(), meter.microsPerQuarter());
            strokes.computeIfAbsent(map.note(note.drum()), number -> new TreeMap<>())
                    .merge(tick, note.velocity(), Math::max);
        }
        List<MidiEvent> events = new ArrayList<>();
        for (Map.Entry<Integer, TreeMap<Long, Integer>> number : strokes.entrySet()) {
            for (Map.Entry<Long, Integer> stroke : number.getValue().entrySet()) {
                long on = stroke.getKey();
                Long next = number.getValue().higherKey(on);
                long off = Math.min(on + RESOLUTION / 4, next == null ? Long.MAX_VALUE : next);
                events.add(new MidiEvent(message(ShortMessage.NOTE_ON, number.getKey(), stroke.getValue()), on));
                events.add(new MidiEvent(message(ShortMessage.NOTE_OFF, number.getKey(), 64), off));
            }
        }
        events.sort(ClipWriter::compare);
        return events;
    }

    private static MidiMessage message(int command, int number, int velocity) throws InvalidMidiDataException {
        return new ShortMessage(command, CHANNEL, number, velocity);
    }

    /** By tick; at one tick the offs come first, so that none silences the stroke it makes room for. */
    private static int compare(MidiEvent a, MidiEvent b) {
        int byTick = Long.compare(a.getTick(), b.getTick());
        return byTick != 0
                ? byTick
                : Integer.compare(a.getMessage().getStatus(), b.getMessage().getStatus());
    }
}
