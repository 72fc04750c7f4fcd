// SPDX-License-Identifier: Apache-2.0

/** Writes a mono WAV file of made-up drums: make_drums FILE RATE SECONDS. The last three seconds are zeros. */

#include "random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 1;

static double noise(void) {
    return random_below(&seed, 65536) / 32768.0 - 1;
}

/** A stroke s seconds after it began: kick, hat, snare, hat. */
static double stroke(int number, double s) {
    const double pi = 3.14159265358979323846;
    switch (number % 4) {
        case 0: return 0.8 * sin(2 * pi * (50 * s + 3 * (1 - exp(-30 * s)))) * exp(-12 * s);
        case 2: return (0.5 * noise() + 0.3 * sin(2 * pi * 190 * s)) * exp(-20 * s);
        default: return 0.2 * noise() * exp(-60 * s);
    }
}

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
    const uint32_t frames = rate * (uint32_t)atol(words[3]);
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
    const double gap = 0.137;
    for (uint32_t i = 0; i < frames; i++) {
        const double t = (double)i / rate - 0.5;
        const int number = (int)floor(t / gap);
        const double value = t < 0 || i + 3 * rate > frames ? 0 : stroke(number, t - number * gap);
        put(file, (uint32_t)(int32_t)lround(value * 30000) & 0xffff, 2);
    }
    return fclose(file) == 0 ? 0 : 4;
}
