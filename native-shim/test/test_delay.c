// SPDX-License-Identifier: Apache-2.0
#include "delay.h"

#include "random.h"

#include <assert.h>
#include <stdlib.h>

enum { TOTAL = 20000, LONGEST = 333 };

static void delays_to_the_sample(uint32_t length, bool in_place) {
    ks_delay delay;
    assert(ks_delay_open(&delay, length, LONGEST));
    uint64_t seed = length + 1;
    float in[LONGEST];
    float out[LONGEST];
    for (uint32_t at = 0; at < TOTAL;) {
        const uint32_t frames = random_below(&seed, LONGEST + 1);
        for (uint32_t i = 0; i < frames; i++) {
            in[i] = (float)(at + i + 1);
        }
        float *result = in_place ? in : out;
        ks_delay_put(&delay, in, frames);
        ks_delay_take(&delay, result, frames);
        for (uint32_t i = 0; i < frames; i++) {
            const float expected = at + i < length ? 0 : (float)(at + i + 1 - length);
            assert(result[i] == expected);
        }
        at += frames;
    }
    ks_delay_close(&delay);
    ks_delay_close(&delay);
}

static void forgets_when_cleared(void) {
    ks_delay delay;
    assert(ks_delay_open(&delay, 2, 4));
    float block[4] = {1, 2, 3, 4};
    ks_delay_put(&delay, block, 4);
    ks_delay_clear(&delay);
    ks_delay_put(&delay, block, 2);
    ks_delay_take(&delay, block, 2);
    assert(block[0] == 0 && block[1] == 0);
    ks_delay_close(&delay);
}

int main(void) {
    const uint32_t lengths[] = {0, 1, 63, 64, 333, 1024, 5000};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        delays_to_the_sample(lengths[i], false);
        delays_to_the_sample(lengths[i], true);
    }
    forgets_when_cleared();
    return EXIT_SUCCESS;
}
