// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

class CaptureFileTest {
    private static final List<Drum> DRUMS = List.of(new Drum("kick", 36, "kick"));
    private static final List<Note> NOTES = List.of(new Note(DRUMS.get(0), 24000, 48000, 77, 1));

    @TempDir
    private Path folder;

    private static DrumMap map() throws Exception {
        return DrumMap.parse("test", List.of("kick = 99"), DRUMS);
    }

    @Test
    void writesTheNotesOfTheMapAndNothingElse() throws Exception {
        Path target = folder.resolve("new/captures");
        Path file = CaptureFile.write(NOTES, map(), target);
        Track track = MidiSystem.getSequence(file.toFile()).getTracks()[0];
        int ons = 0;
        for (int i = 0; i < track.size(); i++) {
            if (track.get(i).getMessage() instanceof ShortMessage message
                    && message.getCommand() == ShortMessage.NOTE_ON) {
                ons++;
                assertEquals(99, message.getData1());
                assertEquals(77, message.getData2());
                assertEquals(960, track.get(i).getTick());
            }
        }
        assertEquals(1, ons);
        try (var entries = Files.list(target)) {
            assertEquals(List.of(file), entries.toList());
        }
    }

    @Test
    void neverReplacesAnother() throws Exception {
        Path first = CaptureFile.write(NOTES, map(), folder);
        Path second = CaptureFile.write(NOTES, map(), folder);
        assertNotEquals(first, second);
        assertTrue(Files.exists(first) && Files.exists(second));
    }

    @Test
    void leavesNothingWhereItFails() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(IOException.class, () -> CaptureFile.write(NOTES, map(), file));
        try (var entries = Files.list(folder)) {
            assertEquals(List.of(file), entries.toList());
        }
    }

    @Test
    void goesAmongTheDocumentsWhereThereAreAny() throws IOException {
        Path state = folder.resolve("state");
        Map<String, String> environment = Map.of("HOME", folder.toString());
        assertEquals(state.resolve("captures"), CaptureFile.folder(environment, state));
        Path documents = Files.createDirectory(folder.resolve("Documents"));
        assertEquals(documents.resolve("Kitscribe"), CaptureFile.folder(environment, state));
        Files.createDirectory(folder.resolve(".config"));
        Files.writeString(
                folder.resolve(".config/user-dirs.dirs"),
                "# written by the desktop\nXDG_MUSIC_DIR=\"$HOME/Musik\"\nXDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\n");
        assertEquals(state.resolve("captures"), CaptureFile.folder(environment, state));
        Path dokumente = Files.createDirectory(folder.resolve("Dokumente"));
        assertEquals(dokumente.resolve("Kitscribe"), CaptureFile.folder(environment, state));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(
                folder.resolve(".config/user-dirs.dirs"),
                "# XDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\nXDG_DOCUMENTS_DIR=\"" + elsewhere + "\"\n");
        assertEquals(elsewhere.resolve("Kitscribe"), CaptureFile.folder(environment, state));
    }
}
