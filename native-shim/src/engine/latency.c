// SPDX-License-Identifier: Apache-2.0
#include "latency.h"

#include <math.h>

static const double MODEL_RATE = 44100;
static const uint32_t HOP = 441;
static const uint32_t HALF_WINDOW = 1024;
static const double ALLOWANCE = 0.040;

/** Frames; the pack's look_ahead and dominance and LatencySetting's stride, which a Java test compares with these. */
static const uint32_t LOOK_AHEAD[KS_SETTINGS] = {2, 12, 48};
static const uint32_t PEAK_WAIT = 2;
static const uint32_t STRIDE[KS_SETTINGS] = {2, 5, 10};
static const double BEFORE_ITS_FRAME = 0.5;

/** The Kaiser window's length for 96 dB in a transition band from 20 kHz (of 22.05) to its mirror image, in whole pairs, as in audio.Kernel. */
uint32_t ks_resampler_delay(double rate) {
    if (rate == MODEL_RATE) {
        return 0;
    }
    const double pi = 3.14159265358979323846;
    const double transition = fmin(rate, MODEL_RATE) * (1 - 20000 / 22050.0) / rate;
    return 2 * (uint32_t)ceil((96 - 8) / (2.285 * 2 * pi * transition) / 4);
}

uint32_t ks_latency(uint32_t setting, double rate, uint32_t max_frames) {
    const uint32_t later = LOOK_AHEAD[setting] + PEAK_WAIT + STRIDE[setting] - 1;
    const double heard = (later + BEFORE_ITS_FRAME) * HOP + HALF_WINDOW;
    const double exact = (heard / MODEL_RATE + ALLOWANCE) * rate;
    const double rounding = 1e-6;  // an exact number of samples is not rounded up to the next
    return (uint32_t)ceil(exact - rounding) + ks_resampler_delay(rate) + max_frames;
}
