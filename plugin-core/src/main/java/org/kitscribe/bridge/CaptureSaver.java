// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.LANE_CAPTURES;
import static org.kitscribe.bridge.BridgeLayout.LANE_CAPTURE_TEXT;
import static org.kitscribe.bridge.BridgeLayout.TEXT_SIZE;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.kitscribe.kit.DrumMap;
import org.kitscribe.kit.Note;

/** Saves a lane's captures beside the lane's own work, and says what became of each. */
final class CaptureSaver implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final Words lane;
    private final Log log;
    private final Path folder;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread saver = new Thread(work, "kitscribe-capture");
        saver.setDaemon(true);
        return saver;
    });

    CaptureSaver(Words lane, Log log, Path folder) {
        this.lane = lane;
        this.log = log;
        this.folder = folder;
    }

    /** Saves notes; returns at once. [lane's thread] */
    void save(List<Note> notes, DrumMap map) {
        thread.execute(() -> say(saved(notes, map)));
    }

    private String saved(List<Note> notes, DrumMap map) {
        if (notes.isEmpty()) {
            return "no notes to save in the last 10 minutes";
        }
        try {
            return "saved " + CaptureFile.write(notes, map, folder);
        } catch (Exception e) {
            log.write("a capture was not saved", e);
            return folder + " cannot be written to: " + Log.describe(e);
        }
    }

    /** The text first, then the count that points to it. */
    private void say(String text) {
        int count = lane.getInt(LANE_CAPTURES) + 1;
        lane.setText(LANE_CAPTURE_TEXT + (count & 1) * TEXT_SIZE, TEXT_SIZE, text);
        lane.setInt(LANE_CAPTURES, count);
    }

    /** Waits for what is being saved: the lane's memory is not ours afterwards. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
