// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.dsp;

/**
 * The pitch of a power spectrum: that of its lowest loud partial. The strongest would not do, for a low tom's second is
 * often louder than its first. Between bins by a parabola through three levels (Smith and Serra 1987). [any]
 */
final class Pitch {
    private static final double CONCERT_HZ = 440;
    private static final double CONCERT_NOTE = 69;

    private final double binHz;
    private final int first;
    private final int last;
    private final double belowDb;

    /** Creates one for power spectra of the long transform. */
    Pitch(FrameSpec spec) {
        binHz = (double) spec.rate() / spec.longer().size();
        first = (int) Math.ceil(spec.pitch().lowHz() / binHz);
        last = (int) Math.floor(spec.pitch().highHz() / binHz);
        belowDb = spec.pitch().belowDb();
    }

    /** Returns the pitch as a MIDI note with fractions, 69 being 440 Hz; of silence the lowest. */
    double of(double[] power) {
        int bin = lowest(power, strongest(power));
        double before = Loudness.decibels(power[bin - 1]);
        double after = Loudness.decibels(power[bin + 1]);
        double bend = before - 2 * Loudness.decibels(power[bin]) + after;
        double shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / 2 / bend)) : 0;
        return CONCERT_NOTE + 12 * Math.log((bin + shift) * binHz / CONCERT_HZ) / Math.log(2);
    }

    private int strongest(double[] power) {
        int strongest = first;
        for (int bin = first; bin <= last; bin++) {
            if (power[bin] > power[strongest]) {
                strongest = bin;
            }
        }
        return strongest;
    }

    /** The lowest partial that is loud beside the strongest bin; where there is none, that bin. */
    private int lowest(double[] power, int strongest) {
        double least = Loudness.decibels(power[strongest]) - belowDb;
        for (int bin = first; bin <= last; bin++) {
            boolean top = power[bin - 1] <= power[bin] && power[bin] > power[bin + 1];
            if (top && Loudness.decibels(power[bin]) >= least) {
                return bin;
            }
        }
        return strongest;
    }
}
