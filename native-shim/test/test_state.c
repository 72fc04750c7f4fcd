// SPDX-License-Identifier: Apache-2.0
#include "state.h"

#include "random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct stream {
    char bytes[100000];
    uint64_t size;
    uint64_t at;
    uint64_t most;  // bytes moved at a time
    bool broken;
} stream;

static int64_t write_stream(void *context, const void *bytes, uint64_t size) {
    stream *s = context;
    if (s->broken) {
        return -1;
    }
    const uint64_t n = size < s->most ? size : s->most;
    memcpy(s->bytes + s->size, bytes, n);
    s->size += n;
    return (int64_t)n;
}

static int64_t read_stream(void *context, void *bytes, uint64_t size) {
    stream *s = context;
    if (s->broken) {
        return -1;
    }
    uint64_t n = s->size - s->at;
    n = n < size ? n : size;
    n = n < s->most ? n : s->most;
    memcpy(bytes, s->bytes + s->at, n);
    s->at += n;
    return (int64_t)n;
}

static stream s;

static bool load_text(ks_instance *instance, const char *text) {
    s = (stream){.size = strlen(text), .most = 1000};
    memcpy(s.bytes, text, s.size);
    return ks_state_load(instance, read_stream, &s);
}

static void a_saved_state_comes_back(uint64_t most) {
    ks_instance *saved = ks_instance_create();
    uint64_t seed = most;
    for (int i = 0; i < KS_PARAMS; i++) {
        const ks_param *param = &KS_PARAM_TABLE[i];
        ks_instance_set(saved, i, param->min + (param->max - param->min) * random_below(&seed, 1000) / 999.0);
    }
    s = (stream){.most = most};
    assert(ks_state_save(saved, write_stream, &s));
    ks_instance *loaded = ks_instance_create();
    assert(ks_state_load(loaded, read_stream, &s));
    for (int i = 0; i < KS_PARAMS; i++) {
        const double expected = KS_PARAM_TABLE[i].trigger ? 0 : ks_instance_get(saved, i);
        assert(ks_instance_get(loaded, i) == expected);
    }
    ks_instance_destroy(saved);
    ks_instance_destroy(loaded);
}

static void unknown_lines_survive_and_missing_ones_get_defaults(void) {
    ks_instance *instance = ks_instance_create();
    ks_instance_set(instance, KS_CHANNEL, 3);
    assert(load_text(instance, "kitscribe-state 7\npack=other\nhumour=0.5\nsensitivity=75\nlatency=quick\nodd line\n"
                               "late_notes=9\nsave_capture=on\nsplines=1=2"));
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 75);
    assert(ks_instance_get(instance, KS_LATENCY) == 0);
    assert(ks_instance_get(instance, KS_CHANNEL) == 10);
    assert(ks_instance_get(instance, KS_LATE_NOTES) == 0 && ks_instance_get(instance, KS_SAVE_CAPTURE) == 0);
    s = (stream){.most = 7};
    assert(ks_state_save(instance, write_stream, &s));
    assert(strstr(s.bytes, "\nhumour=0.5\nsplines=1=2\n"));
    assert(strstr(s.bytes, "\npack=drums\n") && !strstr(s.bytes, "other") && !strstr(s.bytes, "late_notes"));
    ks_instance_destroy(instance);
}

static void nonsense_changes_nothing(void) {
    ks_instance *instance = ks_instance_create();
    ks_instance_set(instance, KS_CHANNEL, 3);
    assert(!load_text(instance, ""));
    assert(!load_text(instance, "RIFF and so on"));
    uint64_t seed = 3;
    for (int round = 0; round < 200; round++) {
        s = (stream){.size = random_below(&seed, 3000), .most = 100};
        for (uint64_t i = 0; i < s.size; i++) {
            s.bytes[i] = (char)next_random(&seed);
        }
        assert(!ks_state_load(instance, read_stream, &s));
    }
    s = (stream){.size = sizeof s.bytes, .most = 1000};
    memset(s.bytes, 'x', sizeof s.bytes);
    memcpy(s.bytes, "kitscribe-state 1\n", 18);
    assert(!ks_state_load(instance, read_stream, &s));
    s.broken = true;
    assert(!ks_state_load(instance, read_stream, &s));
    assert(!ks_state_save(instance, write_stream, &s));
    assert(ks_instance_get(instance, KS_CHANNEL) == 3);
    ks_instance_destroy(instance);
}

/** Any damage to a saved state is either refused or gives values in range. */
static void damage_is_survived(void) {
    ks_instance *instance = ks_instance_create();
    s = (stream){.most = 100000};
    assert(ks_state_save(instance, write_stream, &s));
    const stream saved = s;
    uint64_t seed = 4;
    for (int round = 0; round < 500; round++) {
        s = saved;
        for (int i = 0; i < 20; i++) {
            s.bytes[random_below(&seed, (uint32_t)s.size)] = (char)next_random(&seed);
        }
        s.size = random_below(&seed, (uint32_t)s.size + 1);
        ks_state_load(instance, read_stream, &s);
        for (int i = 0; i < KS_PARAMS; i++) {
            const double value = ks_instance_get(instance, i);
            assert(value >= KS_PARAM_TABLE[i].min && value <= KS_PARAM_TABLE[i].max);
        }
    }
    ks_instance_destroy(instance);
}

int main(void) {
    a_saved_state_comes_back(1);
    a_saved_state_comes_back(10);
    a_saved_state_comes_back(100000);
    unknown_lines_survive_and_missing_ones_get_defaults();
    nonsense_changes_nothing();
    damage_is_survived();
    return EXIT_SUCCESS;
}
