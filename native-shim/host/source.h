// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_SOURCE_H
#define KITSCRIBE_HOST_SOURCE_H

#include "wav.h"

#include <samplerate.h>

enum { SOURCE_CHANNELS = 2, SOURCE_FRAMES = 1024 };

/** A WAV file at the rate that the plugin runs at. */
typedef struct source {
    wav file;
    uint32_t rate;
    SRC_STATE *resampler;  // NULL: the rate is the file's own
    float file_frames[SOURCE_FRAMES * SOURCE_CHANNELS];
} source;

/** Opens a file; NULL, or in one line what is wrong with it. The source must stay where it is. `rate` 0 is the file's own. */
const char *source_open(source *s, const char *path, uint32_t rate);

/** Reads at most so many frames (up to 4096) into the channels, fewer at the end. */
uint32_t source_read(source *s, float *const *channels, uint32_t frames);

void source_close(source *s);

#endif
