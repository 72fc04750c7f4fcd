// SPDX-License-Identifier: Apache-2.0
#include "drums.h"

#include "random.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

static double noise(uint64_t frame) {
    return random_below(&frame, 65536) / 32768.0 - 1;
}

float drums_kick(double since) {
    return (float)(0.8 * sin(2 * PI * (50 * since + 3 * (1 - exp(-30 * since)))) * exp(-12 * since));
}

float drums_at(uint32_t rate, uint64_t frame) {
    const double t = (double)frame / rate - DRUMS_START;
    if (t < 0) {
        return 0;
    }
    const double number = floor(t / DRUMS_GAP);
    const double s = t - number * DRUMS_GAP;
    switch ((int64_t)number % 4) {
        case 0: return drums_kick(s);
        case 2: return (float)((0.5 * noise(frame) + 0.3 * sin(2 * PI * 190 * s)) * exp(-20 * s));
        default: return (float)(0.2 * noise(frame) * exp(-60 * s));
    }
}
