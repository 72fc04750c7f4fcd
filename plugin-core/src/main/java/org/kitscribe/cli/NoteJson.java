// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import com.grack.nanojson.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

/** The notes of a file as one line of JSON. */
final class NoteJson {
    private NoteJson() {}

    static String format(String file, String midi, int rate, List<Note> notes, DrumMap map) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", file);
        object.put("midi", midi);
        object.put("rate", rate);
        object.put("notes", notes.stream().map(note -> object(note, map)).toList());
        return JsonWriter.string(object);
    }

    private static Map<String, Object> object(Note note, DrumMap map) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("note", map.note(note.drum()));
        object.put("drum", note.drum().name());
        object.put("position", note.position());
        object.put("seconds", note.seconds());
        object.put("velocity", note.velocity());
        object.put("confidence", Math.round(note.confidence() * 1e4) / 1e4);
        return object;
    }
}
