// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_AUDIO_CAPACITY;
import static org.kitscribe.bridge.BridgeLayout.HEADER_ENTRIES;
import static org.kitscribe.bridge.BridgeLayout.HEADER_SIZE;
import static org.kitscribe.bridge.BridgeLayout.LANES_OFFSET;
import static org.kitscribe.bridge.BridgeLayout.LANE_STRIDE;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long run of the rings against the engine's C: every sample and every event is the one of its number. */
class RingStressTest {
    private static final long SAMPLES = 1_000_000_000;
    private static final long EVENTS = 10_000_000;

    private final float[] block = new float[4096];
    private final Random random = new Random(1);
    private long heard;
    private long sent;

    @Test
    void everySampleAndEventArrivesOnceAndInOrder(@TempDir Path folder) throws Exception {
        Path program = folder.resolve("stress_bridge");
        Compiler.compile(program, "stress_bridge.c", "random.c", "audio_ring.c", "bridge.c", "ring.c", "os_linux.c");
        Process engine = new ProcessBuilder(program.toString(), "" + SAMPLES, "" + EVENTS)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = engine.inputReader()) {
            serve(Path.of(output.readLine()), engine);
            assertEquals(0, engine.waitFor());
        } finally {
            engine.destroyForcibly();
        }
        assertEquals(SAMPLES, heard);
        assertEquals(EVENTS, sent);
    }

    private void serve(Path file, Process engine) throws IOException {
        Words header = Words.map(file, 0, HEADER_SIZE);
        int capacity = header.getInt(HEADER_ENTRIES + ENTRY_AUDIO_CAPACITY);
        Words lane = Words.map(file, LANES_OFFSET, LANE_STRIDE);
        AudioRing audio = new AudioRing(lane, capacity);
        EventRing events = new EventRing(lane);
        while (engine.isAlive() && (heard < SAMPLES || sent < EVENTS)) {
            hear(audio);
            send(events, random.nextInt(200));
            stall();
        }
    }

    private void hear(AudioRing audio) {
        int length = Math.min(audio.available(), 1 + random.nextInt(block.length));
        audio.read(block, length);
        for (int i = 0; i < length; i++) {
            if (block[i] != hash(heard + i)) {
                throw new AssertionError("sample " + (heard + i) + " is " + block[i]);
            }
        }
        heard += length;
        audio.heard();
    }

    private void send(EventRing events, int most) {
        for (int i = 0; i < most && sent < EVENTS; i++) {
            int hash = hash(sent);
            if (!events.push(sent * 3, hash, hash & 127, hash >> 7 & 15, hash >> 11 & 127)) {
                return;
            }
            sent++;
        }
    }

    /** 24 bits of a number's hash, as in {@code stress_bridge.c}. */
    private static int hash(long number) {
        return (int) (number * 0x9e3779b97f4a7c15L >>> 40);
    }

    private void stall() {
        switch (random.nextInt(20_000)) {
            case 0 -> LockSupport.parkNanos(20_000_000);
            case 1 -> LockSupport.parkNanos(1);
            case 2 -> Thread.yield();
            default -> {
                // mostly as fast as it goes
            }
        }
    }
}
