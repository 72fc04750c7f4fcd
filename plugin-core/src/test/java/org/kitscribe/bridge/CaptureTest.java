// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.Note;

class CaptureTest {
    private static final int RATE = 1000;
    private static final int[] RATES = {44100, 48000, 96000, 384_000};
    private static final Drum KICK = new Drum("kick", 36, "kick");

    private final Capture capture = new Capture();

    private void add(long position, int velocity) {
        capture.add(new Note(KICK, position, RATE, velocity, 1));
    }

    private List<Integer> velocities(long position) {
        return capture.upTo(position, RATE).stream().map(Note::velocity).toList();
    }

    private List<Double> seconds(long position, int rate) {
        return capture.upTo(position, rate).stream().map(Note::seconds).toList();
    }

    @Test
    void beginsWithItsFirstNote() {
        add(5000, 1);
        add(7000, 2);
        add(6000, 3);
        assertEquals(List.of(0.0, 2.0, 1.0), seconds(8000, RATE));
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

    @Test
    void keepsTenMinutesAcrossActivations() {
        add(0, 1);
        add(200_000, 2);
        capture.end(300_000, RATE);
        assertEquals(List.of(1, 2), velocities(0));
        add(100_000, 3);
        capture.end(300_000, RATE);
        assertEquals(List.of(1, 2, 3), velocities(0));
        assertEquals(List.of(2, 3), velocities(1));
        add(250_000, 4);
        assertEquals(List.of(3, 4), velocities(250_000));
    }

    @Test
    void notesAtAnotherRateFollow() {
        capture.add(new Note(KICK, 44_100, 44_100, 1, 1));
        capture.end(2 * 44_100, 44_100);
        capture.add(new Note(KICK, 48_000, 48_000, 2, 1));
        capture.end(3 * 48_000, 48_000);
        assertEquals(List.of(0.0, 2.0), seconds(0, 96_000));
    }

    /** Each activation a rate and so many blocks of a second and a half, with a note at the start of each. */
    @Property(tries = 100)
    void isAsIfNeverDeactivated(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 99) Integer> blocks,
            @ForAll @IntRange(max = 3) int firstRate) {
        double block = 1.5;
        Capture parts = new Capture();
        List<Double> expected = new ArrayList<>();
        double now = 0;
        int rate = RATES[firstRate];
        for (int i = 0; i < blocks.size(); i++) {
            rate = RATES[(firstRate + i) % RATES.length];
            for (int b = 0; b < blocks.get(i); b++) {
                parts.add(new Note(KICK, (long) (b * block * rate), rate, 1, 1));
                expected.add(now + b * block);
            }
            parts.end((long) (blocks.get(i) * block * rate), rate);
            now += blocks.get(i) * block;
        }
        double oldest = now - 600;
        expected.removeIf(time -> time < oldest);
        assertEquals(
                expected.stream().map(time -> time - expected.get(0)).toList(),
                parts.upTo(0, rate).stream().map(Note::seconds).toList());
    }
}
