// SPDX-License-Identifier: Apache-2.0
#include "plugins.h"

#include "random.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

plugin PLUGINS[FORMATS] = {{.file = "kitscribe.clap"}, {.file = "Kitscribe.vst3"}, {.file = "kitscribe.lv2"}};

void plugins_load(const char *folder) {
    for (int i = 0; i < FORMATS; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, PLUGINS[i].file);
        const char *error = player_load(path, &PLUGINS[i].format, &PLUGINS[i].factory);
        if (error) {
            fprintf(stderr, "%s: %s\n", path, error);
            exit(EXIT_FAILURE);
        }
    }
}

void plugin_create(player *p, const plugin *plugin, uint32_t channels) {
    *p = (player){.format = plugin->format, .channels = channels, .rate = TEST_RATE, .max_frames = TEST_BLOCK};
    assert(!p->format->create(p, plugin->factory));
    assert(p->format->set(p, "Latency", "quick"));
}

float test_sample(uint64_t position) {
    uint64_t seed = position;
    const uint32_t dice = random_below(&seed, 2000);
    return dice == 0 ? 0.3f + (float)random_below(&seed, 5) / 10 : (float)dice / 10000;
}

size_t plugin_play(player *p, uint32_t block) {
    static float samples[PLAYER_CHANNELS][TEST_BLOCK];
    float *const channels[] = {samples[0], samples[1]};
    const uint64_t start = p->position;
    const size_t notes = p->note_count;
    uint64_t seed = 1;
    while (p->position < start + TEST_LENGTH) {
        const uint64_t at = p->position - start;
        const uint32_t frames = block ? block : 1 + random_below(&seed, TEST_BLOCK);
        for (uint32_t i = 0; i < frames; i++) {
            samples[0][i] = samples[1][i] = test_sample(at + i);
        }
        assert(player_process(p, channels, frames));
        for (uint32_t i = 0; i < frames && start == 0; i++) {
            const float expected = at + i < p->latency ? 0 : test_sample(at + i - p->latency);
            assert(samples[0][i] == expected && (p->channels == 1 || samples[1][i] == expected));
        }
    }
    return p->note_count - notes;
}
