// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

/** A pack's network in ONNX Runtime; one may serve any number of streams and threads. [any] */
public final class OnnxModel implements AutoCloseable {
    private static final int ANY = -1;

    private final ModelPack pack;
    private final Fields names;
    private final Path file;
    private final OrtSession session;
    private final String provider;
    private final int stateSize;
    private final int frameWidth;
    private final int rowWidth;

    private OnnxModel(ModelPack pack, OrtEnvironment environment) throws PackException, OrtException {
        this.pack = pack;
        names = pack.manifest().object("model");
        file = pack.folder().resolve(names.text("file"));
        if (!Files.isReadable(file)) {
            throw new PackException(file.toString(), "cannot be read; pack.json names it as the network");
        }
        Opened opened = open(environment, file);
        session = opened.session;
        provider = opened.provider;
        try {
            stateSize = names.whole("state_size", 1, 1 << 26);
            Map<String, NodeInfo> inputs = session.getInputInfo();
            frameWidth = check("input", names.text("frames"), input(inputs, names.text("frames")), 1, ANY, ANY);
            if (frameWidth == ANY) {
                throw new PackException(file.toString(), "input " + names.text("frames") + " has no fixed width");
            }
            check("input", names.text("valid"), input(inputs, names.text("valid")), 1, ANY);
            check("input", names.text("state"), input(inputs, names.text("state")), 1, stateSize);
            rowWidth = tryOneFrame();
        } catch (PackException | OrtException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Loads the network, on the GPU where that build is on the class path and loads, else on the CPU.
     *
     * @throws PackException if the network is missing, cannot be loaded, or is not what the manifest says
     */
    public static OnnxModel open(ModelPack pack) throws PackException {
        try {
            return new OnnxModel(
                    pack, OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kitscribe"));
        } catch (OrtException e) {
            throw new PackException(pack.folder().toString(), "the network cannot be loaded: " + firstLine(e));
        }
    }

    private record Opened(OrtSession session, String provider) {}

    private static Opened open(OrtEnvironment environment, Path file) throws OrtException {
        String provider = "CPU";
        if (OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            try (OrtSession.SessionOptions options = options()) {
                options.addCUDA();
                return new Opened(environment.createSession(file.toString(), options), "CUDA");
            } catch (OrtException e) {
                provider = "CPU (CUDA did not load: " + firstLine(e) + ")";
            }
        }
        try (OrtSession.SessionOptions options = options()) {
            return new Opened(environment.createSession(file.toString(), options), provider);
        }
    }

    /** One thread that never spins: a stream has its own, and hosts have none to spare. */
    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        // decaying tails in the carried state would otherwise slow silence down
        options.addConfigEntry("session.set_denormal_as_zero", "1");
        return options;
    }

    private static String firstLine(OrtException e) {
        String line = e.getMessage().lines().findFirst().orElse("no cause given");
        return line.replaceFirst("^Error code - \\w+ - message: ", "");
    }

    /** Runs it once: only its outputs tell their true shapes. Returns the width of a heat row. */
    private int tryOneFrame() throws PackException, OrtException {
        Set<String> wanted = new HashSet<>(Set.of(names.text("state_out")));
        for (LatencySetting setting : LatencySetting.values()) {
            wanted.add(heat(setting));
        }
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(session.getOutputInfo().keySet());
        if (!missing.isEmpty()) {
            throw new PackException(file.toString(), "output " + missing + " is missing");
        }
        try (Tensor frames = Tensor.of(1, 1, frameWidth);
                Tensor valid = Tensor.of(1, 1);
                Tensor state = Tensor.of(1, stateSize);
                OrtSession.Result result = session.run(
                        Map.of(
                                names.text("frames"), frames.value(),
                                names.text("valid"), valid.value(),
                                names.text("state"), state.value()),
                        wanted)) {
            check("output", names.text("state_out"), output(result, names.text("state_out")), 1, stateSize);
            int width = ANY;
            for (LatencySetting setting : LatencySetting.values()) {
                width = check("output", heat(setting), output(result, heat(setting)), 1, 1, width);
            }
            return width;
        }
    }

    private static ValueInfo input(Map<String, NodeInfo> inputs, String name) {
        return inputs.containsKey(name) ? inputs.get(name).getInfo() : null;
    }

    private static ValueInfo output(OrtSession.Result result, String name) {
        return result.get(name).orElseThrow().getInfo();
    }

    /** Checks a float tensor's shape, -1 fitting any, and returns its last dimension. */
    private int check(String kind, String name, ValueInfo value, long... wanted) throws PackException {
        if (!(value instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
            throw new PackException(file.toString(), kind + " " + name + " is missing or not of floats");
        }
        long[] shape = info.getShape();
        boolean fits = shape.length == wanted.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] == ANY || wanted[i] == ANY || shape[i] == wanted[i];
        }
        if (!fits) {
            String shapes = Arrays.toString(shape) + ", not " + Arrays.toString(wanted) + " (-1: any)";
            throw new PackException(file.toString(), kind + " " + name + " has shape " + shapes);
        }
        return (int) shape[shape.length - 1];
    }

    private String heat(LatencySetting setting) throws PackException {
        return names.object("heat").text(setting.key());
    }

    /** Returns where it runs, and why not on the GPU though that build is there. */
    public String provider() {
        return provider;
    }

    /** Returns the floats in one frame. */
    public int frameWidth() {
        return frameWidth;
    }

    /** Returns the floats in one heat row. */
    public int rowWidth() {
        return rowWidth;
    }

    /**
     * Starts a stream.
     *
     * @param stride frames per call of the network
     */
    public HeatStream stream(LatencySetting setting, int stride) throws PackException {
        int windowFrames = (int) (pack.manifest().number("window_seconds", 0.1, 60)
                * pack.manifest().whole("rate", 1, Integer.MAX_VALUE)
                / pack.manifest().whole("hop", 1, Integer.MAX_VALUE));
        HeatMap map = new HeatMap(Math.max(windowFrames, stride), rowWidth);
        TensorNames tensors = new TensorNames(
                names.text("frames"), names.text("valid"), names.text("state"), names.text("state_out"), heat(setting));
        try {
            return new HeatStream(session, tensors, map, stride, frameWidth, stateSize, pack.lookAhead(setting));
        } catch (OrtException e) {
            throw new PackException(file.toString(), "no memory for its tensors: " + firstLine(e));
        }
    }

    /** The network's names for the tensors of one setting. */
    record TensorNames(String frames, String valid, String state, String stateOut, String heat) {}

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the network cannot be closed", e);
        }
    }
}
