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
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.LatencySetting;
import org.kitscribe.kit.PackException;

/**
 * A pack's networks in ONNX Runtime, one for each latency setting, each loaded when it is first asked for; one model may
 * serve any number of streams and threads. [any]
 */
public final class OnnxModel implements AutoCloseable {
    private static final int ANY = -1;

    private final ModelPack pack;
    private final Fields names;
    private final OrtEnvironment environment;
    private final Map<LatencySetting, Path> files = new EnumMap<>(LatencySetting.class);
    private final Map<LatencySetting, Network> networks = new EnumMap<>(LatencySetting.class);

    private OnnxModel(ModelPack pack) throws PackException {
        this.pack = pack;
        names = pack.manifest().object("model");
        environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "kitscribe");
        for (LatencySetting setting : LatencySetting.values()) {
            Path file = pack.folder().resolve(fields(setting).text("file"));
            if (!Files.isReadable(file)) {
                throw new PackException(file.toString(), "cannot be read; pack.json names it as the network");
            }
            files.put(setting, file);
        }
    }

    /**
     * Finds the networks.
     *
     * @throws PackException if one is missing
     */
    public static OnnxModel open(ModelPack pack) throws PackException {
        return new OnnxModel(pack);
    }

    private Fields fields(LatencySetting setting) throws PackException {
        return names.object("networks").object(setting.key());
    }

    /** A setting's network, loaded on the GPU where that build is on the class path and loads, else on the CPU. */
    private synchronized Network network(LatencySetting setting) throws PackException {
        Network network = networks.get(setting);
        if (network == null) {
            try {
                network = new Network(setting);
            } catch (OrtException e) {
                throw new PackException(files.get(setting).toString(), "the network cannot be loaded: " + firstLine(e));
            }
            networks.put(setting, network);
        }
        return network;
    }

    /** One loaded network and its shapes. */
    private final class Network {
        private final Path file;
        private final OrtSession session;
        private final String provider;
        private final int stateSize;
        private final int frameWidth;
        private final int rowWidth;

        Network(LatencySetting setting) throws PackException, OrtException {
            file = files.get(setting);
            stateSize = fields(setting).whole("state_size", 1, 1 << 26);
            Opened opened = open(environment, file);
            session = opened.session;
            provider = opened.provider;
            try {
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

        /** Runs it once: only its outputs tell their true shapes. Returns the width of a heat row. */
        private int tryOneFrame() throws PackException, OrtException {
            Set<String> wanted = Set.of(names.text("heat"), names.text("state_out"));
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
                return check("output", names.text("heat"), output(result, names.text("heat")), 1, 1, ANY);
            }
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

    private static ValueInfo input(Map<String, NodeInfo> inputs, String name) {
        return inputs.containsKey(name) ? inputs.get(name).getInfo() : null;
    }

    private static ValueInfo output(OrtSession.Result result, String name) {
        return result.get(name).orElseThrow().getInfo();
    }

    /** Returns where a setting's network runs, and why not on the GPU though that build is there. */
    public String provider(LatencySetting setting) throws PackException {
        return network(setting).provider;
    }

    /** Returns the floats of a frame that the network takes. */
    public int frameWidth(LatencySetting setting) throws PackException {
        return network(setting).frameWidth;
    }

    /** Returns the floats of a heat row that the network gives. */
    public int rowWidth(LatencySetting setting) throws PackException {
        return network(setting).rowWidth;
    }

    /**
     * Starts a stream.
     *
     * @param stride frames per call of the network
     * @param frameWidth the floats in a frame, {@link #frameWidth(LatencySetting)} or more: the rest passes the network by
     * @throws PackException if the network cannot be loaded, or is not what the manifest says
     */
    public HeatStream stream(LatencySetting setting, int stride, int frameWidth) throws PackException {
        Network network = network(setting);
        int beside = frameWidth - network.frameWidth;
        TensorNames tensors = new TensorNames(
                names.text("frames"),
                names.text("valid"),
                names.text("state"),
                names.text("state_out"),
                names.text("heat"));
        try {
            return new HeatStream(
                    network.session,
                    tensors,
                    stride,
                    network.frameWidth,
                    network.rowWidth,
                    beside,
                    network.stateSize,
                    pack.lookAhead(setting));
        } catch (OrtException e) {
            throw new PackException(network.file.toString(), "no memory for its tensors: " + firstLine(e));
        }
    }

    /** The networks' names for their tensors. */
    record TensorNames(String frames, String valid, String state, String stateOut, String heat) {}

    @Override
    public synchronized void close() {
        try {
            for (Network network : networks.values()) {
                network.session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("a network cannot be closed", e);
        }
    }
}
