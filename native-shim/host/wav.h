// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_WAV_H
#define KITSCRIBE_HOST_WAV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** A WAV file being read: 16, 24 or 32 bit, or 32 bit float; mono or stereo. */
typedef struct wav {
    FILE *file;
    uint32_t rate;
    uint32_t channels;
    uint32_t bits;
    bool is_float;
    uint64_t frames;
} wav;

/** Opens a file; NULL, or in one line what is wrong with it. */
const char *wav_open(wav *w, const char *path);

/** Reads at most so many frames into the channels, fewer at the end. */
uint32_t wav_read(wav *w, float *const *channels, uint32_t frames);

void wav_close(wav *w);

#endif
