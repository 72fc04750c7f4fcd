// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import org.kitscribe.kit.PackException;

/** A pack's network in ONNX Runtime; one may serve any number of streams and threads. [any] */
public final class OnnxModel implements AutoCloseable {
    private OnnxModel() {}

    /**
     * Loads the network, on the GPU where that build is on the class path and loads, else on the CPU.
     *
     * @throws PackException if the network is missing, cannot be loaded, or is not what the manifest says
     */
    public static OnnxModel open(ModelPack pack) throws PackException {
        throw new PackException(pack.folder().toString(), "not yet built");
    }

    /** Returns where it runs and, if that is not the GPU though the build is there, why: {@code CPU} or {@code CUDA ...}. */
    public String provider() {
        return "CPU";
    }

    @Override
    public void close() {}
}
