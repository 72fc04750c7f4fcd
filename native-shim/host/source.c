// SPDX-License-Identifier: Apache-2.0
#include "source.h"

enum { MOST_FRAMES = 4096 };

/** Gives the resampler the file's next frames, its channels side by side. */
static long next_frames(void *context, float **data) {
    source *s = context;
    float planes[SOURCE_CHANNELS][SOURCE_FRAMES];
    float *const channels[] = {planes[0], planes[1]};
    const uint32_t got = wav_read(&s->file, channels, SOURCE_FRAMES);
    for (uint32_t i = 0; i < got; i++) {
        for (uint32_t c = 0; c < s->file.channels; c++) {
            s->file_frames[i * s->file.channels + c] = planes[c][i];
        }
    }
    *data = s->file_frames;
    return got;
}

const char *source_open(source *s, const char *path, uint32_t rate) {
    s->resampler = NULL;
    const char *error = wav_open(&s->file, path);
    if (error) {
        return error;
    }
    s->rate = rate ? rate : s->file.rate;
    if (s->rate != s->file.rate) {
        int code;
        s->resampler = src_callback_new(next_frames, SRC_SINC_BEST_QUALITY, (int)s->file.channels, &code, s);
        if (!s->resampler || !src_is_valid_ratio((double)s->rate / s->file.rate)) {
            source_close(s);
            return "it cannot be resampled to this rate";
        }
    }
    return NULL;
}

uint32_t source_read(source *s, float *const *channels, uint32_t frames) {
    if (!s->resampler) {
        return wav_read(&s->file, channels, frames);
    }
    float mixed[MOST_FRAMES * SOURCE_CHANNELS];
    const long got = src_callback_read(s->resampler, (double)s->rate / s->file.rate, frames, mixed);
    for (long i = 0; i < got; i++) {
        for (uint32_t c = 0; c < s->file.channels; c++) {
            channels[c][i] = mixed[i * s->file.channels + c];
        }
    }
    return (uint32_t)got;
}

void source_close(source *s) {
    if (s->resampler) {
        src_delete(s->resampler);
    }
    wav_close(&s->file);
}
