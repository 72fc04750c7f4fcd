// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.Note;

class CaptureTest {
    private static final int RATE = 1000;
    private static final Drum KICK = new Drum("kick", 36, "kick");

    private final Capture capture = new Capture();

    private void add(long position, int velocity) {
        capture.add(new Note(KICK, position, RATE, velocity, 1));
    }

    private List<Integer> velocities(long position) {
        return capture.upTo(position, RATE).stream().map(Note::velocity).toList();
    }

    @Test
    void beginsWithItsFirstNote() {
        add(5000, 1);
        add(7000, 2);
        add(6000, 3);
        assertEquals(
                List.of(0L, 2000L, 1000L),
                capture.upTo(8000, RATE).stream().map(Note::position).toList());
    }

    @Test
    void keepsTenMinutes() {
        add(0, 1);
        add(1000, 2);
        add(600_000, 3);
        assertEquals(List.of(1, 2, 3), velocities(600_000));
        add(600_500, 4);
        assertEquals(List.of(2, 3, 4), velocities(600_500));
        assertEquals(List.of(3, 4), velocities(1_150_000));
        assertEquals(List.of(), velocities(2_000_000));
    }
}
