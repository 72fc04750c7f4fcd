// SPDX-License-Identifier: Apache-2.0
#include "delay.h"

#include "../os.h"

#include <stdlib.h>
#include <string.h>

bool ks_delay_open(ks_delay *delay, uint32_t length, uint32_t max_frames) {
    uint32_t capacity = 1;
    while (capacity < length + max_frames) {
        capacity *= 2;
    }
    float *samples = calloc(capacity, sizeof(float));
    if (!samples) {
        return false;
    }
    *delay = (ks_delay){.samples = samples, .capacity = capacity, .length = length};
    ks_os_touch(samples, capacity * sizeof(float));  // a fault now, not in process()
    return true;
}

void ks_delay_close(ks_delay *delay) {
    free(delay->samples);
    *delay = (ks_delay){0};
}

void ks_delay_clear(ks_delay *delay) {
    memset(delay->samples, 0, delay->capacity * sizeof(float));
}

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

void ks_delay_put(ks_delay *delay, const float *in, uint32_t frames) {
    const uint32_t head = smaller(frames, delay->capacity - delay->at);
    memcpy(delay->samples + delay->at, in, head * sizeof(float));
    memcpy(delay->samples, in + head, (frames - head) * sizeof(float));
    delay->at = (delay->at + frames) & (delay->capacity - 1);
}

void ks_delay_take(const ks_delay *delay, float *out, uint32_t frames) {
    const uint32_t from = (delay->at - frames - delay->length) & (delay->capacity - 1);
    const uint32_t head = smaller(frames, delay->capacity - from);
    memcpy(out, delay->samples + from, head * sizeof(float));
    memcpy(out + head, delay->samples, (frames - head) * sizeof(float));
}
