// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.midi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.MapException;
import org.kitscribe.kit.Note;

class ClipWriterTest {
    private static final Drum KICK = new Drum("kick", 36, "kick");
    private static final Drum SNARE = new Drum("snare", 38, "snare");
    private static final int RATE = 44_100;

    @TempDir
    private Path folder;

    private static DrumMap map() throws MapException {
        return DrumMap.parse("test", List.of("kick = 36", "snare = 38"), List.of(KICK, SNARE));
    }

    private static Note note(Drum drum, long position, int velocity) {
        return new Note(drum, position, RATE, velocity, 1);
    }

    private static Track track(byte[] file) throws Exception {
        Sequence sequence = MidiSystem.getSequence(new ByteArrayInputStream(file));
        assertEquals(960, sequence.getResolution());
        assertEquals(Sequence.PPQ, sequence.getDivisionType());
        assertEquals(1, sequence.getTracks().length);
        return sequence.getTracks()[0];
    }

    @Test
    void shouldBeReadBackAsWritten() throws Exception {
        List<Note> notes = List.of(note(SNARE, 22_050, 127), note(KICK, 0, 1), note(KICK, 44_100, 64));
        Path file = Files.write(folder.resolve("a.mid"), ClipWriter.write(notes, map(), Meter.DEFAULT, "a.wav"));
        assertEquals(
                List.of(
                        new ClipReader.Stroke(36, 0, 1),
                        new ClipReader.Stroke(38, 0.5, 127),
                        new ClipReader.Stroke(36, 1, 64)),
                ClipReader.read(file));
    }

    @Test
    void shouldEndEveryNoteOnChannelTenBeforeItsNumberSoundsAgain() throws Exception {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            notes.add(note(i % 3 == 0 ? SNARE : KICK, i * 700L, 100));
        }
        Track track = track(ClipWriter.write(notes, map(), Meter.DEFAULT, "a"));
        Map<Integer, Boolean> sounding = new HashMap<>();
        int strokes = 0;
        for (int i = 0; i < track.size(); i++) {
            if (track.get(i).getMessage() instanceof ShortMessage message) {
                assertEquals(9, message.getChannel());
                boolean on = message.getCommand() == ShortMessage.NOTE_ON;
                assertEquals(!on, sounding.getOrDefault(message.getData1(), false));
                sounding.put(message.getData1(), on);
                strokes += on ? 1 : 0;
            }
        }
        assertEquals(50, strokes);
        assertTrue(sounding.values().stream().noneMatch(on -> on), "a note never ends");
    }

    @Test
    void shouldKeepTheLouderOfTwoNotesOfOneNumberAtOneTick() throws Exception {
        List<Note> notes = List.of(note(KICK, 1000, 30), note(KICK, 1001, 90));
        Path file = Files.write(folder.resolve("a.mid"), ClipWriter.write(notes, map(), Meter.DEFAULT, "a"));
        assertEquals(
                List.of(90),
                ClipReader.read(file).stream().map(ClipReader.Stroke::velocity).toList());
    }

    @Test
    void shouldCarryNameTempoAndTimeSignature() throws Exception {
        Track track = track(ClipWriter.write(List.of(), map(), Meter.of(90, 6, 8), "Größe.wav"));
        Map<Integer, byte[]> metas = new HashMap<>();
        for (int i = 0; i < track.size(); i++) {
            MidiEvent event = track.get(i);
            assertEquals(0, event.getTick());
            if (event.getMessage() instanceof MetaMessage message) {
                metas.put(message.getType(), message.getData());
            }
        }
        assertEquals("Größe.wav", new String(metas.get(3), java.nio.charset.StandardCharsets.UTF_8));
        assertArrayEquals(new byte[] {0x0A, 0x2C, 0x2B}, metas.get(0x51));
        assertArrayEquals(new byte[] {6, 3, 12, 8}, metas.get(0x58));
    }

    /** A tick is the nearest there is, in exact arithmetic, in the tenth hour as in the first second. */
    @Property
    void shouldRoundToTheNearestTick(
            @ForAll @LongRange(max = 384_000L * 36_000) long position,
            @ForAll @IntRange(min = 8000, max = 384_000) int rate,
            @ForAll @IntRange(min = 60_000, max = 15_000_000) int micros) {
        long tick = ClipWriter.tick(position, rate, micros);
        java.math.BigInteger unit = java.math.BigInteger.valueOf((long) rate * micros);
        java.math.BigInteger error = java.math.BigInteger.valueOf(position)
                .multiply(java.math.BigInteger.valueOf(960_000_000))
                .subtract(unit.multiply(java.math.BigInteger.valueOf(tick)))
                .shiftLeft(1);
        assertTrue(error.abs().compareTo(unit) <= 0);
    }

    @Test
    void shouldKeepAbsoluteTimesAtAnyTempo() throws Exception {
        for (double bpm : new double[] {4, 61.7, 97.3, 120, 333.3, 1000}) {
            long position = 3L * 3600 * RATE + 12_345;
            byte[] bytes = ClipWriter.write(List.of(note(KICK, position, 64)), map(), Meter.of(bpm, 4, 4), "a");
            double seconds = ClipReader.read(Files.write(folder.resolve("a.mid"), bytes))
                    .get(0)
                    .seconds();
            assertEquals((double) position / RATE, seconds, 0.5 * 60 / bpm / 960 + 1e-6, "bpm=" + bpm);
        }
    }
}
