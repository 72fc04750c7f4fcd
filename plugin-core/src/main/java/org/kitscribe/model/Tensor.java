// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A direct buffer of zeros and the network's tensor that shares its memory. [any, one thread at a time] */
record Tensor(FloatBuffer buffer, OnnxTensor value) implements AutoCloseable {
    static Tensor of(long... shape) throws OrtException {
        long size = 1;
        for (long n : shape) {
            size *= n;
        }
        FloatBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(size * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return new Tensor(buffer, OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape));
    }

    /** Sets the values from {@code start} to {@code end} to zero. */
    void clear(int start, int end) {
        for (int i = start; i < end; i++) {
            buffer.put(i, 0);
        }
    }

    @Override
    public void close() {
        value.close();
    }
}
