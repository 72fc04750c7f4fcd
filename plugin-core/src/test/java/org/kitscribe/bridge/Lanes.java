// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_WRITE;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_WRITE;
import static org.kitscribe.bridge.BridgeLayout.LANE_EPOCH;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Mapped lanes for the states of the rings' stress tests, used in turn: more than jcstress has states at a time. [any] */
final class Lanes {
    private static final int COUNT = 4096;
    private static final int SAMPLES = 32;
    private static final int SIZE = LANE_AUDIO + SAMPLES * Float.BYTES;
    private static final Words ALL = map();
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private Lanes() {}

    private static Words map() {
        try {
            Path file = Files.createTempFile("lanes", null);
            Words words = Words.map(file, 0, (long) COUNT * SIZE);
            Files.delete(file);
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a lane whose indices stand at {@code index}, in a stream that began at 0. */
    static Words at(long index) {
        Words lane = ALL.slice((TAKEN.getAndIncrement() & COUNT - 1) * SIZE, SIZE);
        lane.setLong(LANE_EPOCH, 0);
        for (int word : new int[] {
            LANE_AUDIO_WRITE, LANE_AUDIO_READ, LANE_COMMAND_WRITE, LANE_COMMAND_READ, LANE_EVENT_WRITE, LANE_EVENT_READ
        }) {
            lane.setLong(word, index);
        }
        return lane;
    }

    /** Puts a sample into the audio ring's slot. */
    static void put(Words lane, int slot, float sample) {
        lane.bytes().putFloat(LANE_AUDIO + slot * Float.BYTES, sample);
    }
}
