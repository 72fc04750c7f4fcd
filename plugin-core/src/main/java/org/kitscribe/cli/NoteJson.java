// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.util.List;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

/** The notes of a file as one line of JSON. */
final class NoteJson {
    private NoteJson() {}

    static String format(String file, String midi, int rate, List<Note> notes, DrumMap map) {
        JsonStringWriter json = JsonWriter.string();
        json.object()
                .value("file", file)
                .value("midi", midi)
                .value("rate", rate)
                .array("notes");
        for (Note note : notes) {
            json.object()
                    .value("note", map.note(note.drum()))
                    .value("drum", note.drum().name())
                    .value("position", note.position())
                    .value("seconds", note.seconds())
                    .value("velocity", note.velocity())
                    .value("confidence", Math.round(note.confidence() * 1e4) / 1e4)
                    .end();
        }
        return json.end().end().done();
    }
}
