// SPDX-License-Identifier: Apache-2.0
#include "wav.h"

#include <string.h>

enum { PCM = 1, FLOAT = 3, EXTENSIBLE = 0xfffe };

static uint32_t little(const uint8_t *bytes, int count) {
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        value |= (uint32_t)bytes[i] << (8 * i);
    }
    return value;
}

static const char *read_format(wav *w, uint32_t size) {
    uint8_t f[40] = {0};
    if (size < 16 || fread(f, 1, size < sizeof f ? size : sizeof f, w->file) < 16) {
        return "its format is cut off";
    }
    if (size > sizeof f) {
        fseek(w->file, (long)(size - sizeof f), SEEK_CUR);
    }
    const uint32_t tag = little(f, 2) == EXTENSIBLE ? little(f + 24, 2) : little(f, 2);
    w->channels = little(f + 2, 2);
    w->rate = little(f + 4, 4);
    w->bits = little(f + 14, 2);
    w->is_float = tag == FLOAT;
    if (w->channels < 1 || w->channels > 2) {
        return "it is neither mono nor stereo";
    }
    const bool known = tag == PCM ? w->bits == 16 || w->bits == 24 || w->bits == 32 : tag == FLOAT && w->bits == 32;
    return known ? NULL : "its samples are not of 16, 24 or 32 bit, or 32 bit float";
}

/** Goes to the samples, past chunks that do not matter. */
static const char *find_samples(wav *w) {
    uint8_t head[12];
    if (fread(head, 1, 12, w->file) < 12 || memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0) {
        return "it is not a WAV file";
    }
    while (fread(head, 1, 8, w->file) == 8) {
        const uint32_t size = little(head + 4, 4);
        if (memcmp(head, "data", 4) == 0) {
            w->frames = w->channels ? size / (w->channels * w->bits / 8) : 0;
            return w->channels ? NULL : "it has no format before its samples";
        }
        if (memcmp(head, "fmt ", 4) == 0) {
            const char *error = read_format(w, size);
            if (error) {
                return error;
            }
        } else {
            fseek(w->file, (long)size + (size & 1), SEEK_CUR);
        }
    }
    return "it has no samples";
}

const char *wav_open(wav *w, const char *path) {
    *w = (wav){.file = fopen(path, "rb")};
    if (!w->file) {
        return "it cannot be read";
    }
    const char *error = find_samples(w);
    if (error) {
        wav_close(w);
    }
    return error;
}

static float sample(const wav *w, const uint8_t *bytes) {
    const uint32_t raw = little(bytes, (int)w->bits / 8) << (32 - w->bits);
    if (w->is_float) {
        float value;
        memcpy(&value, &raw, sizeof value);
        return value;
    }
    return (float)((int32_t)raw / 2147483648.0);
}

uint32_t wav_read(wav *w, float *const *channels, uint32_t frames) {
    uint8_t frame[8];
    const uint32_t width = w->bits / 8;
    uint32_t done = 0;
    for (; done < frames && w->frames > 0 && fread(frame, width, w->channels, w->file) == w->channels; done++) {
        w->frames--;
        for (uint32_t c = 0; c < w->channels; c++) {
            channels[c][done] = sample(w, frame + c * width);
        }
    }
    return done;
}

void wav_close(wav *w) {
    fclose(w->file);
}
