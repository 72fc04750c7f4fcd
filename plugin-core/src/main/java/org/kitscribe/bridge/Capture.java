// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.kitscribe.kit.Note;

/** The notes of the last ten minutes. [one thread] */
final class Capture {
    private static final long SECONDS = 600;

    private final Deque<Note> notes = new ArrayDeque<>();

    /** Adds a note that was sent, its position being the lane's. */
    void add(Note note) {
        notes.add(note);
        forget(note.position(), note.rate());
    }

    private void forget(long position, int rate) {
        while (!notes.isEmpty() && notes.element().position() < position - SECONDS * rate) {
            notes.remove();
        }
    }

    /** Returns the notes of the ten minutes before a position, the first of them at 0. */
    List<Note> upTo(long position, int rate) {
        forget(position, rate);
        long start = notes.stream().mapToLong(Note::position).min().orElse(0);
        return notes.stream()
                .map(n -> new Note(n.drum(), n.position() - start, n.rate(), n.velocity(), n.confidence()))
                .toList();
    }
}
