// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.util.List;
import java.util.Locale;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

/** The notes as drum engineers print them: number, name, time in 3 ms frames and in seconds, velocity. */
final class NoteTable {
    private static final double FRAMES_PER_SECOND = 1 / 0.003;

    private NoteTable() {}

    static String format(List<Note> notes, DrumMap map) {
        StringBuilder table = new StringBuilder("note  name        frame    seconds  velocity");
        for (Note note : notes) {
            table.append(String.format(
                    Locale.ROOT,
                    "%n%4d  %-10s %6d  %9.4f  %8d",
                    map.note(note.drum()),
                    note.drum().name(),
                    Math.round(note.seconds() * FRAMES_PER_SECOND),
                    note.seconds(),
                    note.velocity()));
        }
        return table.toString();
    }
}
