// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.midi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipReaderTest {
    @TempDir
    private Path folder;

    private List<ClipReader.Stroke> read(Sequence sequence) throws Exception {
        Path file = folder.resolve("a.mid");
        MidiSystem.write(sequence, 1, file.toFile());
        return ClipReader.read(file);
    }

    private static void stroke(Track track, long tick, int number, int velocity) throws Exception {
        track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 9, number, velocity), tick));
    }

    @Test
    void shouldFollowTempoChangesAcrossTracks() throws Exception {
        Sequence sequence = new Sequence(Sequence.PPQ, 100);
        Track tempos = sequence.createTrack();
        tempos.add(new MidiEvent(new MetaMessage(0x51, new byte[] {0x0F, 0x42, 0x40}, 3), 100)); // 1 s
        Track track = sequence.createTrack();
        stroke(track, 100, 36, 10);
        stroke(track, 120, 36, 0); // an end of a note in disguise
        stroke(track, 300, 38, 20);
        assertEquals(List.of(new ClipReader.Stroke(36, 0.5, 10), new ClipReader.Stroke(38, 2.5, 20)), read(sequence));
    }

    @Test
    void shouldReadTimeCodeTicks() throws Exception {
        Sequence sequence = new Sequence(Sequence.SMPTE_25, 40);
        stroke(sequence.createTrack(), 500, 36, 10);
        assertEquals(List.of(new ClipReader.Stroke(36, 0.5, 10)), read(sequence));
    }
}
