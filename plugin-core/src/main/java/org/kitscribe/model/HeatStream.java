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
        /** Takes the row of {@code frame}, from {@code offset} on in {@code values}, valid only during the call. */
        void row(long frame, float[] values, int offset);
    }

    private final OrtSession session;
    private final HeatMap map;
    private final int stride;
    private final int lookAhead;
    private final int frameWidth;
    private final Tensor frames;
    private final Tensor valid;
    private final Tensor heat;
    /** The state is read from one and written to the other, which then change places. */
    private final Tensor[] states;

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
            HeatMap map,
            int stride,
            int frameWidth,
            int besideWidth,
            int stateSize,
            int lookAhead)
            throws OrtException {
        this.session = session;
        this.map = map;
        this.stride = stride;
        this.lookAhead = lookAhead;
        this.frameWidth = frameWidth;
        beside = new float[lookAhead + stride][besideWidth];
        frames = Tensor.of(1, stride, frameWidth);
        valid = Tensor.of(1, stride);
        heat = Tensor.of(1, stride, map.width() - besideWidth);
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

    /** Returns the newest rows. */
    public HeatMap map() {
        return map;
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
        while (map.end() < received) {
            frames.clear(pending * frameWidth, stride * frameWidth);
            valid.clear(pending, stride);
            call(rows);
        }
        pending = 0;
        received = 0;
        given = 0;
        map.restart();
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
        for (int row = 0; row < stride; row++) {
            long frame = given++ - lookAhead;
            if (frame >= 0 && frame < received) {
                map.append(heat.buffer(), row, slot(frame));
                rows.row(frame, map.values(), map.offset(frame));
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
