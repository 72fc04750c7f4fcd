// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.ENTRY_AUDIO_CAPACITY;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_OFFLINE;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_RATE;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_REQUEST;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_SETTING;
import static org.kitscribe.bridge.BridgeLayout.LANE_FAILED;
import static org.kitscribe.bridge.BridgeLayout.LANE_HEARTBEAT;
import static org.kitscribe.bridge.BridgeLayout.LANE_OVERLOADED;
import static org.kitscribe.bridge.BridgeLayout.LANE_READY_CPU;
import static org.kitscribe.bridge.BridgeLayout.LANE_READY_CUDA;
import static org.kitscribe.bridge.BridgeLayout.LANE_STATUS;
import static org.kitscribe.bridge.BridgeLayout.LANE_TEXT;
import static org.kitscribe.bridge.BridgeLayout.TEXT_SIZE;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;

/** Serves one lane until it is closed. What goes wrong here ends this lane's notes and no other's. */
final class LaneTask implements Runnable {
    /** The audio thread may not wake us, so we look: a small part of the latency's allowance. */
    private static final long LIVE_POLL_NANOS = 5_000_000;
    /** Each look costs, so after one that found audio the next comes when there is enough for more notes, not sooner than this. */
    private static final long SHORTEST_LIVE_POLL_NANOS = 1_000_000;

    /** And not later: the host's changes wait, too. */
    private static final long LONGEST_LIVE_POLL_NANOS = 20_000_000;
    /** Where it is silent or no audio comes, at quick: what begins now is decided only after more audio than this. */
    private static final long QUICK_QUIET_POLL_NANOS = 50_000_000;

    /** The same at the other settings. */
    private static final long QUIET_POLL_NANOS = 100_000_000;
    /** So many looks without audio, and the host is taken not to play: a tenth of a second and more. */
    private static final int EMPTY_LOOKS = 20;

    /** The host waits: so long at first, then about a quarter of the time in which no audio has come. */
    private static final long OFFLINE_POLL_NANOS = 50_000;
    /** Audio that waits this long, in seconds, has notes that come too late. */
    private static final double OVERLOAD = 0.5;

    private final ModelPack pack;
    private final OnnxModel model;
    private final Log log;
    private final Words entry;
    private final Words lane;
    private final int request;
    private final DrumMaps maps;
    private final Capture capture;
    private final Path captureFolder;
    private long heartbeat;
    private volatile boolean wanted = true;
    private volatile boolean ended;

    /**
     * Creates one for the lane's request of this number.
     *
     * @param capture the instance's
     * @param captureFolder what it is saved in
     */
    LaneTask(
            ModelPack pack,
            OnnxModel model,
            DrumMaps maps,
            Capture capture,
            Path captureFolder,
            Log log,
            Words entry,
            int request,
            Words lane) {
        this.pack = pack;
        this.model = model;
        this.maps = maps;
        this.capture = capture;
        this.captureFolder = captureFolder;
        this.log = log;
        this.entry = entry;
        this.lane = lane;
        this.request = request;
        heartbeat = lane.getLong(LANE_HEARTBEAT);
    }

    /** Returns the request that this serves. */
    int request() {
        return request;
    }

    /** Returns the capture that the lane's notes go to. */
    Capture capture() {
        return capture;
    }

    /** The lane is not touched any more. */
    boolean hasEnded() {
        return ended;
    }

    /** Has it end as if the lane were closed. [any] */
    void end() {
        wanted = false;
    }

    private boolean isWanted() {
        return wanted && entry.getInt(ENTRY_REQUEST) == request;
    }

    @Override
    public void run() {
        try {
            serve();
        } catch (Throwable e) { // also out of memory: the host goes on, and its user wants to know
            log.write("a lane failed", e);
            lane.setText(LANE_TEXT, TEXT_SIZE, Log.describe(e));
            lane.setInt(LANE_STATUS, LANE_FAILED);
        } finally {
            ended = true;
        }
    }

    private void serve() throws PackException {
        int rate = (int) Math.rint(entry.bytes().getDouble(ENTRY_RATE));
        int capacity = entry.bytes().getInt(ENTRY_AUDIO_CAPACITY);
        LatencySetting latency = LatencySetting.values()[entry.bytes().getInt(ENTRY_SETTING)];
        CaptureSaver saver = new CaptureSaver(lane, log, captureFolder);
        try (LaneListener listener =
                new LaneListener(pack, model, rate, latency, lane, capacity, this::isWanted, maps, capture, saver)) {
            int ready = model.provider(latency).equals("CUDA") ? LANE_READY_CUDA : LANE_READY_CPU;
            lane.setInt(LANE_STATUS, ready);
            long quietPoll = latency == LatencySetting.QUICK ? QUICK_QUIET_POLL_NANOS : QUIET_POLL_NANOS;
            int emptyLooks = 0;
            while (isWanted()) {
                int waited = listener.work();
                emptyLooks = waited == 0 ? emptyLooks + 1 : 0;
                lane.setLong(LANE_HEARTBEAT, ++heartbeat);
                boolean offline = entry.getInt(ENTRY_OFFLINE) != 0;
                lane.setInt(LANE_STATUS, waited > OVERLOAD * rate && !offline ? LANE_OVERLOADED : ready);
                LockSupport.parkNanos(pause(listener, waited, emptyLooks, offline, quietPoll));
            }
        }
    }

    private static long pause(LaneListener listener, int waited, int emptyLooks, boolean offline, long quietPoll) {
        if (waited > LaneListener.LONGEST_READ || offline && waited > 0) {
            return 0;
        }
        if (offline) {
            return Math.min(quietPoll, OFFLINE_POLL_NANOS << Math.min(emptyLooks / 4, 10));
        }
        if (listener.isResting() || emptyLooks > EMPTY_LOOKS) {
            return quietPoll;
        }
        // The host's next block may come at any time, and with it more than it takes.
        return waited == 0
                ? LIVE_POLL_NANOS
                : Math.max(SHORTEST_LIVE_POLL_NANOS, Math.min(listener.awaitedNanos(), LONGEST_LIVE_POLL_NANOS));
    }
}
