// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.ENTRY_ANSWER;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_AUDIO_CAPACITY;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_INSTANCE;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_REQUEST;
import static org.kitscribe.bridge.BridgeLayout.ENTRY_SIZE;
import static org.kitscribe.bridge.BridgeLayout.HEADER_ENTRIES;
import static org.kitscribe.bridge.BridgeLayout.HEADER_GENERATION;
import static org.kitscribe.bridge.BridgeLayout.HEADER_JAVA_HEARTBEAT;
import static org.kitscribe.bridge.BridgeLayout.HEADER_JAVA_STATE;
import static org.kitscribe.bridge.BridgeLayout.HEADER_JAVA_TEXT;
import static org.kitscribe.bridge.BridgeLayout.HEADER_MAGIC;
import static org.kitscribe.bridge.BridgeLayout.HEADER_PACK_PATH;
import static org.kitscribe.bridge.BridgeLayout.HEADER_SIZE;
import static org.kitscribe.bridge.BridgeLayout.HEADER_STATE_PATH;
import static org.kitscribe.bridge.BridgeLayout.HEADER_VERSION;
import static org.kitscribe.bridge.BridgeLayout.JAVA_FAILED;
import static org.kitscribe.bridge.BridgeLayout.JAVA_READY;
import static org.kitscribe.bridge.BridgeLayout.LANES;
import static org.kitscribe.bridge.BridgeLayout.LANES_OFFSET;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO;
import static org.kitscribe.bridge.BridgeLayout.LANE_GENERATION;
import static org.kitscribe.bridge.BridgeLayout.LANE_STRIDE;
import static org.kitscribe.bridge.BridgeLayout.MAGIC;
import static org.kitscribe.bridge.BridgeLayout.PATH_SIZE;
import static org.kitscribe.bridge.BridgeLayout.TEXT_SIZE;
import static org.kitscribe.bridge.BridgeLayout.VERSION;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.kitscribe.decode.DecoderSettings;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;
import org.kitscribe.model.ModelPack;
import org.kitscribe.model.OnnxModel;
import org.kitscribe.transcribe.Transcriber;

/** Serves the lanes of one shared file: a thread for each, one network for all. [one thread] */
public final class Bridge {
    /** Shorter than the shortest latency, so that an instance's first notes are not late; a look costs some 50 us. */
    private static final long LOOK_NANOS = 80_000_000;
    /** So many looks a lane waits to be opened for others that are being closed, were one of them stuck. */
    private static final int LONGEST_CLOSE = 2;
    /** Seconds: a lane may be saving a capture. */
    private static final int LONGEST_END = 20;

    private final Path file;
    private final Words header;
    private final Log log;
    private final int generation;
    /** Threads are used again: the memory that the network needs stays with the thread that asked for it. */
    private final ExecutorService threads = Executors.newCachedThreadPool(Bridge::laneThread);

    private final LaneTask[] tasks = new LaneTask[LANES];
    private final Words[] entries = new Words[LANES];
    private final Words[] lanes = new Words[LANES];
    private final Captures captures = new Captures();
    private final Path captureFolder;
    private long heartbeat;

    private Bridge(Path file) throws IOException {
        this.file = file;
        header = Words.map(file, 0, HEADER_SIZE);
        if (header.getInt(HEADER_MAGIC) != MAGIC || header.getInt(HEADER_VERSION) != VERSION) {
            throw new IOException(file + " is no bridge of this version");
        }
        for (int i = 0; i < LANES; i++) {
            entries[i] = header.slice(HEADER_ENTRIES + i * ENTRY_SIZE, ENTRY_SIZE);
        }
        Path state = Path.of(header.text(HEADER_STATE_PATH, PATH_SIZE));
        log = new Log(state);
        captureFolder = CaptureFile.folder(System.getenv(), state);
        generation = header.getInt(HEADER_GENERATION);
        heartbeat = header.getLong(HEADER_JAVA_HEARTBEAT);
    }

    /**
     * Serves for ever. The plugin's C half calls this, in its own process or in a child; the child ends when its input does.
     *
     * @param args the shared file's path
     */
    public static void main(String[] args) throws IOException {
        if (Boolean.getBoolean("kitscribe.isolated")) {
            endWithParent();
        }
        Bridge bridge = new Bridge(Path.of(args[0]));
        try {
            bridge.serve();
        } catch (PackException | RuntimeException | Error e) {
            bridge.fail(e);
        }
    }

    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // the parent writes nothing
                        }
                    } catch (IOException e) {
                        // it is gone all the same
                    }
                    Runtime.getRuntime().halt(0);
                },
                "kitscribe-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private void fail(Throwable e) {
        log.write("Java failed", e);
        header.setText(HEADER_JAVA_TEXT, TEXT_SIZE, Log.describe(e));
        header.setInt(HEADER_JAVA_STATE, JAVA_FAILED);
    }

    private void serve() throws PackException {
        ModelPack pack = ModelPack.open(Path.of(header.text(HEADER_PACK_PATH, PATH_SIZE)));
        DrumMaps maps = new DrumMaps(DecoderSpec.read(pack.manifest()).drums());
        OnnxModel model = OnnxModel.open(pack);
        try {
            removeTemporaryFolders();
            warmUp(pack, model);
            header.setInt(HEADER_JAVA_STATE, JAVA_READY);
            VarHandle.fullFence(); // first, for until then the engine gives away what it closed
            int closing = 0;
            for (; ; LockSupport.parkNanos(LOOK_NANOS)) {
                header.setLong(HEADER_JAVA_HEARTBEAT, ++heartbeat);
                int used = usedLanes();
                closing = closeLanes(used) ? closing + 1 : 0;
                if (closing == 0 || closing > LONGEST_CLOSE) { // what is opened then finds thread and memory free
                    openLanes(used, pack, model, maps);
                }
            }
        } finally {
            if (endLanes()) {
                model.close();
            }
        }
    }

    /** Ends all lanes for good; false where one does not end in time, and what it uses must stay. */
    private boolean endLanes() {
        Arrays.stream(tasks).filter(Objects::nonNull).forEach(LaneTask::end);
        threads.shutdown();
        try {
            return threads.awaitTermination(LONGEST_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** ONNX Runtime makes an empty folder as it loads, and leaves it where a process does not end Java's way; the C half gives Java a temporary folder of ours. */
    private void removeTemporaryFolders() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try (var entries = Files.newDirectoryStream(folder, "onnxruntime-java*")) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            log.write(folder + " cannot be cleared", e);
        }
    }

    /** The first calls are slow; none of them is to be a note's. */
    private static void warmUp(ModelPack pack, OnnxModel model) throws PackException {
        float[] noise = new float[pack.manifest().whole("rate", 1, Integer.MAX_VALUE) / 2];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat() - 0.5f;
        }
        LatencySetting latency = LatencySetting.BALANCED;
        DecoderSettings settings = DecoderSettings.of(latency);
        try (Transcriber transcriber =
                new Transcriber(pack, model, 48_000, latency.stride(), settings, note -> {}, null)) {
            transcriber.write(noise, 0, noise.length);
        }
    }

    private static Thread laneThread(Runnable run) {
        Thread thread = new Thread(run, "kitscribe-lane");
        thread.setDaemon(true);
        return thread;
    }

    /** How many lanes, from the first on, have ever been opened: the engine takes the first that is free. */
    private int usedLanes() {
        int used = 0;
        while (used < LANES && entries[used].getInt(ENTRY_REQUEST) != 0) {
            used++;
        }
        return used;
    }

    /** Answers where a lane was closed and its task has ended; false when none was being closed. */
    private boolean closeLanes(int used) {
        boolean closing = false;
        for (int i = 0; i < used; i++) {
            int request = entries[i].getInt(ENTRY_REQUEST);
            if (tasks[i] != null && tasks[i].request() != request) {
                closing = true;
                if (tasks[i].hasEnded()) {
                    captures.keep(entries[i].getLong(ENTRY_INSTANCE), tasks[i].capture());
                    tasks[i] = null;
                }
            }
            if (tasks[i] == null && (request & 1) == 0 && entries[i].getInt(ENTRY_ANSWER) != request) {
                if (Arrays.stream(tasks).allMatch(Objects::isNull)) {
                    System.gc(); // the network's tensors lie outside the heap: they do not make it full, but go with it
                }
                // last: after it, a host that ends destroys what a collection uses
                entries[i].setInt(ENTRY_ANSWER, request);
            }
        }
        return closing;
    }

    private void openLanes(int used, ModelPack pack, OnnxModel model, DrumMaps maps) {
        for (int i = 0; i < used; i++) {
            int request = entries[i].getInt(ENTRY_REQUEST);
            if (tasks[i] == null && (request & 1) == 1) {
                open(i, request, pack, model, maps);
            }
        }
    }

    private void open(int index, int request, ModelPack pack, OnnxModel model, DrumMaps maps) {
        Words entry = entries[index];
        long size = LANE_AUDIO + (long) entry.bytes().getInt(ENTRY_AUDIO_CAPACITY) * Float.BYTES;
        try {
            if (lanes[index] == null || lanes[index].bytes().capacity() != size) {
                lanes[index] = Words.map(file, LANES_OFFSET + (long) index * LANE_STRIDE, size);
            }
        } catch (IOException e) {
            log.write("a lane cannot be mapped", e);
            return;
        }
        Words lane = lanes[index];
        if (lane.getInt(LANE_GENERATION) == generation) {
            Capture capture = captures.of(entry.getLong(ENTRY_INSTANCE));
            tasks[index] = new LaneTask(pack, model, maps, capture, captureFolder, log, entry, request, lane);
            threads.execute(tasks[index]);
            entry.setInt(ENTRY_ANSWER, request);
        }
    }
}
