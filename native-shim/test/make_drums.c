// SPDX-License-Identifier: Apache-2.0

/**
 * Writes a mono WAV file of made-up drums: make_drums FILE RATE SECONDS [SILENCE]. The last stroke begins 15 ms before the silence at the end, which
 * takes 3 s if nothing else is said.
 */

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
    if (count != 4 && count != 5) {
        fputs("usage: make_drums FILE RATE SECONDS [SILENCE]\n", stderr);
        return 2;
    }
    FILE *file = fopen(words[1], "wb");
    const uint32_t rate = (uint32_t)atol(words[2]);
    const uint32_t frames = rate * (uint32_t)atol(words[3]);
    const uint32_t sounding = frames - rate * (uint32_t)(count == 5 ? atol(words[4]) : 3);
    const uint32_t shift = (uint32_t)(fmod((double)sounding / rate - LAST - DRUMS_START, DRUMS_GAP) * rate);
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
        const float sample = i < shift || i >= sounding ? 0 : drums_at(rate, i - shift);
        put(file, (uint32_t)(int32_t)lroundf(sample * 30000) & 0xffff, 2);
    }
    return fclose(file) == 0 ? 0 : 4;
}
