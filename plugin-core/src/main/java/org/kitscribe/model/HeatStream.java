// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;

/**
 * One stream of frames through the network, which is called for each {@code stride} frames with the state that its last
 * call left. Every frame passes it exactly once; what a frame holds beyond what the network takes passes it by, and ends
 * that frame's row. [any, one thread at a time]
 */
public final class HeatStream implements AutoCloseable {
    /** Receives heat rows. */
    public interface RowSink {
        /** Takes the row of {@code frame}: what the network gives, then what passed it by; valid only during the call. */
        void row(long frame, float[] row);
    }

    private final OrtSession session;
    private final int stride;
    private final int lookAhead;
    private final int frameWidth;
    private final Tensor frames;
    private final Tensor valid;
    private final Tensor heat;
    /** The state is read from one and written to the other, which then change places. */
    private final Tensor[] states;

    private final float[] row;

    /** What passes the network by, of frame t in slot t modulo their number. */
    private final float[][] beside;

    private final Turn[] turns;
    private int turn;
    private int pending;
    private long received;
    /** Rows that the network has given, those of frames before 0 included. */
    private long given;

    private record Turn(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    HeatStream(
            OrtSession session,
            OnnxModel.TensorNames names,
            int stride,
            int frameWidth,
            int givenWidth,
            int besideWidth,
            int stateSize,
            int lookAhead)
            throws OrtException {
        this.session = session;
        this.stride = stride;
        this.lookAhead = lookAhead;
        this.frameWidth = frameWidth;
        beside = new float[lookAhead + stride][besideWidth];
        frames = Tensor.of(1, stride, frameWidth);
        valid = Tensor.of(1, stride);
        heat = Tensor.of(1, stride, givenWidth);
        row = new float[givenWidth + besideWidth];
        states = new Tensor[] {Tensor.of(1, stateSize), Tensor.of(1, stateSize)};
        turns = new Turn[2];
        for (int i = 0; i < 2; i++) {
            turns[i] = new Turn(
                    Map.of(
                            names.frames(), frames.value(),
                            names.valid(), valid.value(),
                            names.state(), states[i].value()),
                    Map.of(names.heat(), heat.value(), names.stateOut(), states[1 - i].value()));
        }
    }

    /** Returns the frames that the network's next call waits for, 1 or more. */
    public int awaited() {
        return stride - pending;
    }

    /** Takes the next frame; {@code rows} receives what the network then gives. */
    public void frame(float[] frame, RowSink rows) {
        frames.buffer().put(pending * frameWidth, frame, 0, frameWidth);
        System.arraycopy(frame, frameWidth, slot(received), 0, frame.length - frameWidth);
        valid.buffer().put(pending, 1);
        pending++;
        received++;
        if (pending == stride) {
            call(rows);
        }
    }

    /** Ends the stream: the rows still owed come out. Another stream may then begin at frame 0. */
    public void finish(RowSink rows) {
        while (given - lookAhead < received) {
            frames.clear(pending * frameWidth, stride * frameWidth);
            valid.clear(pending, stride);
            call(rows);
        }
        pending = 0;
        received = 0;
        given = 0;
        states[turn].clear(0, states[turn].buffer().capacity());
    }

    private void call(RowSink rows) {
        Turn now = turns[turn];
        turn = 1 - turn;
        pending = 0;
        try {
            session.run(now.inputs, now.outputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException("the network failed: " + e.getMessage(), e);
        }
        for (int i = 0; i < stride; i++) {
            long frame = given++ - lookAhead;
            if (frame >= 0 && frame < received) {
                float[] passed = slot(frame);
                int width = row.length - passed.length;
                heat.buffer().get(i * width, row, 0, width);
                System.arraycopy(passed, 0, row, width, passed.length);
                rows.row(frame, row);
            }
        }
    }

    private float[] slot(long frame) {
        return beside[(int) (frame % beside.length)];
    }

    @Override
    public void close() {
        frames.close();
        valid.close();
        heat.close();
        for (Tensor state : states) {
            state.close();
        }
    }
}
