// SPDX-License-Identifier: Apache-2.0

/** Writes a mono WAV file of made-up drums of nearly so many seconds: make_drums FILE RATE SECONDS. It ends 15 ms after a stroke. */

#include "drums.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double LAST = 0.015;

static void put(FILE *file, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) {
        fputc((int)(value >> (8 * i) & 0xff), file);
    }
}

int main(int count, char **words) {
    if (count != 4) {
        fputs("usage: make_drums FILE RATE SECONDS\n", stderr);
        return 2;
    }
    FILE *file = fopen(words[1], "wb");
    const uint32_t rate = (uint32_t)atol(words[2]);
    const double strokes = floor((atof(words[3]) - DRUMS_START - LAST) / DRUMS_GAP);
    const uint32_t frames = (uint32_t)(rate * (DRUMS_START + strokes * DRUMS_GAP + LAST));
    if (!file) {
        return 4;
    }
    fputs("RIFF", file);
    put(file, 36 + 2 * frames, 4);
    fputs("WAVEfmt ", file);
    put(file, 16, 4);
    put(file, 1 | 1 << 16, 4);
    put(file, rate, 4);
    put(file, 2 * rate, 4);
    put(file, 2 | 16 << 16, 4);
    fputs("data", file);
    put(file, 2 * frames, 4);
    for (uint32_t i = 0; i < frames; i++) {
        put(file, (uint32_t)(int32_t)lroundf(drums_at(rate, i) * 30000) & 0xffff, 2);
    }
    return fclose(file) == 0 ? 0 : 4;
}
