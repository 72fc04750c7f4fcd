// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import java.util.Arrays;

/**
 * Cuts a stream of samples into feature frames, each transformed once, the same however the stream is cut into
 * blocks. Frame t is centred on sample {@code t * hop}; samples outside the stream are zero. [any, one thread at a time]
 */
public final class RollingFrames {
    /** Receives frames. */
    public interface FrameSink {
        /** Takes the next frame, {@link FrameSpec#width()} floats, valid only during the call. */
        void frame(float[] frame);
    }

    private static final int FRAMES_BUFFERED = 16;

    private final FrameSpec spec;
    private final FrameSink sink;
    private final Stft longStft;
    private final Stft shortStft;
    private final Bands longBands;
    private final Bands shortBands;
    private final Loudest loudest;
    private final TrebleLift treble;
    private final Pitch pitch;
    private final Loudness loudness;
    private final double depth;
    private final double floorExponent;
    private final double[] power;
    private final double[] bandPowers;
    private final float[] frame;
    /** Samples on each side of a frame's centre that its spectra reach. */
    private final int reach;

    private final float[] samples;
    private int filled;
    private int start;
    private long received;
    private long frames;

    /** Creates one at the start of a stream. */
    public RollingFrames(FrameSpec spec, FrameSink sink) {
        this.spec = spec;
        this.sink = sink;
        longStft = new Stft(spec.longer().size());
        shortStft = new Stft(spec.shorter().size());
        longBands = new Bands(spec.rate(), spec.longer());
        shortBands = new Bands(spec.rate(), spec.shorter());
        loudest = new Loudest(spec, 0);
        treble = spec.treble() == null ? null : new TrebleLift(spec);
        pitch = spec.pitch() == null ? null : new Pitch(spec);
        loudness = new Loudness(spec);
        depth = Math.pow(10, -spec.belowLoudestDb() / 10);
        floorExponent = Math.log10(spec.floor());
        power = new double[Math.max(spec.longer().size(), spec.shorter().size()) / 2 + 1];
        bandPowers = new double[spec.bands()];
        frame = new float[spec.width()];
        reach = Math.max(reach(spec.longer()), reach(spec.shorter()));
        samples = new float[2 * reach + FRAMES_BUFFERED * spec.hop()];
        restart();
    }

    private int reach(FrameSpec.Spectrum spectrum) {
        return spectrum.size() / 2 - shift(spectrum, 0);
    }

    /** Where transform i of a frame lies from the frame's centre, in samples. */
    private int shift(FrameSpec.Spectrum spectrum, int i) {
        return Math.floorDiv((2 * i + 1 - spectrum.perHop()) * spec.hop(), 2 * spectrum.perHop());
    }

    /** Starts a new stream. */
    public void restart() {
        Arrays.fill(samples, 0, reach, 0);
        filled = reach;
        start = 0;
        received = 0;
        frames = 0;
        loudest.restart();
        if (treble != null) {
            treble.restart();
        }
    }

    /** Returns the samples that the next frame waits for. */
    public int awaited() {
        return 2 * reach - (filled - start);
    }

    /** Takes the next samples. */
    public void write(float[] block, int offset, int length) {
        received += length;
        int done = 0;
        while (done < length) {
            int room = Math.min(samples.length - filled, length - done);
            System.arraycopy(block, offset + done, samples, filled, room);
            filled += room;
            done += room;
            emit(Long.MAX_VALUE);
        }
    }

    /** Ends the stream of n samples: the frames up to number n / hop come out. Call {@link #restart} before the next. */
    public void finish() {
        long count = received / spec.hop() + 1;
        float[] zeros = new float[spec.hop()];
        while (frames < count) {
            System.arraycopy(zeros, 0, samples, filled, zeros.length);
            filled += zeros.length;
            emit(count);
        }
    }

    private void emit(long limit) {
        for (; filled - start >= 2 * reach && frames < limit; start += spec.hop(), frames++) {
            int centre = start + reach;
            int at = transform(spec.longer(), longStft, longBands, centre, 0);
            if (pitch != null) {
                frame[bandPowers.length] = (float) pitch.of(power);
            }
            loudness.write(power, frame, frame.length - spec.loudness().size());
            transform(spec.shorter(), shortStft, shortBands, centre, at);
            double loud = loudest.next(bandPowers);
            if (treble != null) {
                treble.apply(bandPowers, loud);
            }
            // Deep under the drums nothing is heard but what misleads: hiss, spill and the room.
            double deepest = spec.floor() + depth * loud;
            for (int b = 0; b < bandPowers.length; b++) {
                frame[b] = (float) ((Math.log10(bandPowers[b] + deepest) - floorExponent) * 0.2);
            }
            sink.frame(frame);
        }
        if (start >= samples.length - 2 * reach - spec.hop()) {
            System.arraycopy(samples, start, samples, 0, filled - start);
            filled -= start;
            start = 0;
        }
    }

    private int transform(FrameSpec.Spectrum spectrum, Stft stft, Bands bands, int centre, int at) {
        for (int i = 0; i < spectrum.perHop(); i++) {
            stft.power(samples, centre + shift(spectrum, i) - spectrum.size() / 2, power);
            bands.powers(power, bandPowers, at);
            at += spectrum.bands();
        }
        return at;
    }
}
