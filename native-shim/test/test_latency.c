// SPDX-License-Identifier: Apache-2.0
#include "latency.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct row {
    uint32_t setting;
    double rate;
    uint32_t max_frames;
    uint32_t samples;
} row;

/**
 * By hand, at 44,100 Hz: quick (2 + 2 + 1.5) * 441 + 1024 + 0.04 * 44100 = 5213.5, balanced (12 + 5 + 1.5) * 441 + 2788 = 10946.5,
 * accurate (48 + 10 + 1.5) * 441 + 2788 = 29027.5; at other rates times rate / 44,100, rounded up, plus the resampler's half window; plus
 * the block.
 */
static const row TABLE[] = {
    {KS_QUICK, 44100, 1, 5215},
    {KS_QUICK, 44100, 64, 5278},
    {KS_QUICK, 44100, 512, 5726},
    {KS_QUICK, 48000, 512, 5675 + 36 + 512},
    {KS_QUICK, 96000, 512, 11350 + 72 + 512},
    {KS_QUICK, 32000, 512, 3784 + 34 + 512},
    {KS_BALANCED, 44100, 512, 11459},
    {KS_BALANCED, 48000, 64, 11915 + 36 + 64},
    {KS_BALANCED, 48000, 512, 11915 + 36 + 512},
    {KS_BALANCED, 48000, 4096, 11915 + 36 + 4096},
    {KS_BALANCED, 88200, 512, 21893 + 66 + 512},
    {KS_BALANCED, 96000, 512, 23830 + 72 + 512},
    {KS_BALANCED, 192000, 1024, 47659 + 144 + 1024},
    {KS_ACCURATE, 44100, 512, 29540},
    {KS_ACCURATE, 48000, 512, 31595 + 36 + 512},
    {KS_ACCURATE, 384000, 2048, 252757 + 288 + 2048},
};

int main(void) {
    for (size_t i = 0; i < sizeof(TABLE) / sizeof(TABLE[0]); i++) {
        const row *r = &TABLE[i];
        const uint32_t samples = ks_latency(r->setting, r->rate, r->max_frames);
        fprintf(stderr, "setting=%u rate=%g max_frames=%u: %u samples, expected %u\n", r->setting, r->rate, r->max_frames, samples,
                r->samples);
        assert(samples == r->samples);
    }
    return EXIT_SUCCESS;
}
