// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.kitscribe.kit.Fields;
import org.kitscribe.kit.PackException;

/**
 * How feature frames are computed: the manifest's {@code rate}, {@code hop} and {@code features}. [any]
 *
 * @param rate samples per second
 * @param hop samples from one frame to the next
 * @param floor power added before the logarithm, at least
 * @param belowLoudestDb how far below the loudest band so far a power lies that is added as well
 * @param releaseDb how much of that band's level is forgotten in a second
 * @param treble how a dull recording is made brighter; null for not at all
 * @param longer the spectrum that tells frequencies apart
 * @param shorter the one that tells when
 * @param pitch where a frame's pitch is looked for, which follows the bands; null for frames without
 * @param loudness the ranges of which a frame tells the loudness, its last floats
 */
public record FrameSpec(
        int rate,
        int hop,
        double floor,
        double belowLoudestDb,
        double releaseDb,
        TrebleSpec treble,
        Spectrum longer,
        Spectrum shorter,
        PitchSpec pitch,
        List<FrequencyRange> loudness) {
    /**
     * One kind of spectrum in a frame.
     *
     * @param size samples per transform, a power of two
     * @param bands bands per transform
     * @param lowHz lower edge of the lowest band
     * @param highHz upper edge of the highest band
     * @param perHop transforms per frame, evenly spread and centred on the frame
     */
    public record Spectrum(int size, int bands, double lowHz, double highHz, int perHop) {
        static Spectrum read(Fields fields, int rate) throws PackException {
            int size = fields.whole("size", 16, 1 << 20);
            if (Integer.bitCount(size) != 1) {
                throw fields.error("size", "is not a power of two");
            }
            double high = fields.number("high_hz", 1, rate / 2.0);
            return new Spectrum(
                    size,
                    fields.whole("bands", 1, 4096),
                    fields.number("low_hz", 0, high),
                    high,
                    fields.whole("per_hop", 1, 64));
        }
    }

    /** Reads it from a manifest's root. */
    public static FrameSpec read(Fields manifest) throws PackException {
        int rate = manifest.whole("rate", 8000, 384000);
        Fields features = manifest.object("features");
        Spectrum longer = Spectrum.read(features.object("long"), rate);
        return new FrameSpec(
                rate,
                manifest.whole("hop", 1, rate),
                features.number("floor", 1e-30, 1),
                features.number("below_loudest_db", 0, 300),
                features.number("release_db", 0, 1000),
                features.optional("treble", TrebleSpec::read),
                longer,
                Spectrum.read(features.object("short"), rate),
                features.optional("pitch", fields -> PitchSpec.read(fields, rate, longer)),
                ranges(features, rate));
    }

    private static List<FrequencyRange> ranges(Fields features, int rate) throws PackException {
        List<FrequencyRange> ranges = new ArrayList<>();
        if (features.has("loudness")) {
            for (Fields range : features.objects("loudness")) {
                ranges.add(FrequencyRange.read(range, rate));
            }
        }
        return List.copyOf(ranges);
    }

    /** Returns the bands in one frame, its first floats: what the network hears. */
    public int bands() {
        return longer.bands * longer.perHop + shorter.bands * shorter.perHop;
    }

    /** Returns the floats in one frame. */
    public int width() {
        return bands() + (pitch == null ? 0 : 1) + loudness.size();
    }

    /** Returns the centre, in Hz, of each of a frame's bands. */
    double[] centres() {
        return Stream.of(longer, shorter)
                .flatMap(spectrum -> Collections.nCopies(spectrum.perHop, spectrum).stream())
                .flatMapToDouble(spectrum -> Arrays.stream(Bands.centres(spectrum)))
                .toArray();
    }
}
