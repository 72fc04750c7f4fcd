// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.audio;

import java.util.Arrays;

/**
 * A streaming resampler whose delay is taken out: output sample k lies exactly at input position {@code k * from / to},
 * the same however the stream is cut into blocks. Equal rates pass through untouched.
 *
 * <p>A Kaiser-windowed sinc, flat to 0.907 of the lower Nyquist frequency (20 kHz at 44,100 Hz) and 96 dB down from that
 * edge's mirror image on, so that no alias falls below the edge. Of the package registry's Java resamplers the ports of
 * libresample step through floating-point time and lose exact positions, and others do not stream or are under the GPL;
 * hence this one. [any, one thread at a time]
 */
public final class Resampler {
    /** Receives resampled audio. */
    public interface SampleSink {
        /** Takes the next {@code length} samples, valid only during the call. */
        void samples(float[] samples, int offset, int length);
    }

    private static final int BLOCK = 4096;
    /** Most coefficients kept; rates that need more compute theirs for each output. */
    private static final int MOST_KEPT = 1 << 21;

    private final SampleSink sink;
    private final int phases;
    private final int step;
    private final Kernel kernel;
    private final float[][] rows;
    private final float[] scratch;

    private final float[] history;
    private int filled;
    /** Index in {@code history} of the input sample at or before the next output; the rest in 1 / phases. */
    private int at;

    private int phase;
    private long received;
    private long produced;
    private final float[] out = new float[BLOCK];

    /** Creates one from the rate {@code from} to the rate {@code to}, in samples per second. */
    public Resampler(int from, int to, SampleSink sink) {
        this.sink = sink;
        int divisor = gcd(from, to);
        phases = to / divisor;
        step = from / divisor;
        kernel = phases == step ? null : new Kernel(from, to);
        int taps = 2 * latency();
        rows = (long) taps * phases <= MOST_KEPT ? new float[phases][] : null;
        scratch = new float[taps];
        history = new float[taps + BLOCK];
        restart();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns how many input samples after an output's position must have arrived before it comes out. */
    public int latency() {
        return kernel == null ? 0 : kernel.half();
    }

    /** Starts a new stream. */
    public void restart() {
        Arrays.fill(history, 0, latency(), 0);
        filled = latency();
        at = filled;
        phase = 0;
        received = 0;
        produced = 0;
    }

    /** Takes the next samples. */
    public void write(float[] block, int offset, int length) {
        if (kernel == null) {
            sink.samples(block, offset, length);
            return;
        }
        received += length;
        for (int done = 0; done < length; ) {
            int room = Math.min(history.length - filled, length - done);
            System.arraycopy(block, offset + done, history, filled, room);
            filled += room;
            done += room;
            produce(Long.MAX_VALUE);
        }
    }

    /** Ends the stream: the outputs whose positions lie inside it come out. Call {@link #restart} before the next. */
    public void finish() {
        long total = (received * phases + step - 1) / step;
        while (produced < total) {
            Arrays.fill(history, filled, history.length, 0);
            filled = history.length;
            produce(total);
        }
    }

    private void produce(long total) {
        int half = latency();
        int count = 0;
        while (at + half < filled && produced < total) {
            out[count++] = output(row(), at - half + 1);
            produced++;
            phase += step;
            at += phase / phases;
            phase %= phases;
            if (count == out.length) {
                sink.samples(out, 0, count);
                count = 0;
            }
        }
        if (count > 0) {
            sink.samples(out, 0, count);
        }
        int used = at - half;
        System.arraycopy(history, used, history, 0, filled - used);
        filled -= used;
        at = half;
    }

    private float output(float[] row, int first) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < row.length; i += 4) {
            a += row[i] * history[first + i];
            b += row[i + 1] * history[first + i + 1];
            c += row[i + 2] * history[first + i + 2];
            d += row[i + 3] * history[first + i + 3];
        }
        return (a + b) + (c + d);
    }

    private float[] row() {
        if (rows == null) {
            kernel.sample((double) phase / phases, scratch);
            return scratch;
        }
        if (rows[phase] == null) {
            rows[phase] = new float[scratch.length];
            kernel.sample((double) phase / phases, rows[phase]);
        }
        return rows[phase];
    }
}
