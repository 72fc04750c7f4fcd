// SPDX-License-Identifier: Apache-2.0
#include "instance.h"
#include "state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/** Memory runs out at the n-th allocation from here; the linker sends the engine's calls through these. */
static long allowed = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

static bool allow(void) {
    return allowed < 0 || allowed-- > 0;
}

void *__wrap_malloc(size_t size) {
    return allow() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size) {
    return allow() ? __real_calloc(count, size) : NULL;
}

static ks_bridge bridge;
static const char STATE[] = "kitscribe-state 1\nsensitivity=70\nother=1\n";

static int64_t read_state(void *context, void *bytes, uint64_t size) {
    const char **at = context;
    uint64_t n = strlen(*at);
    n = n < size ? n : size;
    memcpy(bytes, *at, n);
    *at += n;
    return (int64_t)n;
}

/** Goes through an instance's life; false as soon as something is refused, and nothing leaks (the sanitizer looks). */
static bool live(void) {
    ks_instance *instance = ks_instance_create();
    if (!instance) {
        return false;
    }
    const char *at = STATE;
    bool done = ks_state_load(instance, read_state, &at);
    assert(done == (ks_instance_get(instance, KS_SENSITIVITY) == 70));
    if (ks_instance_activate(instance, &bridge, 48000, 64, 2)) {
        ks_instance_deactivate(instance);
    } else {
        done = false;
    }
    ks_instance_destroy(instance);
    return done;
}

int main(void) {
    assert(ks_bridge_create(&bridge));
    int failures = 0;
    for (long n = 0;; n++) {
        allowed = n;
        if (live()) {
            break;
        }
        failures++;
    }
    assert(failures == 6);  // instance, two texts, silence, two delays
    return EXIT_SUCCESS;
}
