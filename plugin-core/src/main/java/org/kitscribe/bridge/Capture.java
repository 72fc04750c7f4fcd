// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.kitscribe.kit.Note;

/** The notes of the last ten minutes that an instance heard, through all its activations. [any] */
final class Capture {
    /** Nanoseconds, so that the notes of activations at any rate follow each other. */
    private static final int RATE = 1_000_000_000;

    private static final long LONGEST = 600L * RATE;

    private final Deque<Note> notes = new ArrayDeque<>();
    /** Of the present activation. */
    private long start;

    private static long nanos(long position, int rate) {
        return Math.round((double) position / rate * RATE);
    }

    /** Adds a note that was sent, its position being the lane's. */
    synchronized void add(Note note) {
        long position = start + nanos(note.position(), note.rate());
        notes.add(new Note(note.drum(), position, RATE, note.velocity(), note.confidence()));
        forget(position);
    }

    /** The activation ends at this position of its lane: the next one's notes follow. */
    synchronized void end(long position, int rate) {
        start += nanos(position, rate);
    }

    private void forget(long position) {
        while (!notes.isEmpty() && notes.element().position() < position - LONGEST) {
            notes.remove();
        }
    }

    /** Returns the notes of the ten minutes before a position of the lane, the first of them at 0. */
    synchronized List<Note> upTo(long position, int rate) {
        forget(start + nanos(position, rate));
        long first = notes.stream().mapToLong(Note::position).min().orElse(0);
        return notes.stream()
                .map(n -> new Note(n.drum(), n.position() - first, RATE, n.velocity(), n.confidence()))
                .toList();
    }
}
