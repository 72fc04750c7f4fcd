// SPDX-License-Identifier: Apache-2.0
#include "../os.h"
#include "java.h"
#include "java_options.h"

#include <stdio.h>

static const uint32_t LOOK_EVERY = 100;       // milliseconds
static const uint64_t STILL_LIMIT = 2000000;  // microseconds without a heartbeat
static const uint64_t LONG_LIFE = 60000000;   // microseconds, more than a child has to become ready
static const int MOST_SHORT_LIVES = 5;

static bool start(const ks_java *java, ks_child *child) {
    static ks_java_options options;
    ks_java_options_fill(&options, java);
    char program[KS_PATH_SIZE + 64];
    snprintf(program, sizeof program, "%s/jdk/bin/java", java->folder);
    const char *arguments[KS_JAVA_OPTIONS + 5];
    int n = 0;
    arguments[n++] = program;
    for (int i = 0; i < options.count; i++) {
        arguments[n++] = options.text[i];
    }
    arguments[n++] = "-Dkitscribe.isolated=true";
    arguments[n++] = "org.kitscribe.bridge.Bridge";
    arguments[n++] = "/proc/self/fd/3";
    arguments[n] = NULL;
    return ks_os_start_child(child, arguments, java->bridge->file, !options.recorded);
}

/** Watches a child until it has ended, and kills it when it stands still; true when it had lived long. */
static bool watch(const ks_java *java, ks_child *child) {
    ks_bridge_header *header = java->bridge->header;
    uint64_t beat = 0;
    const uint64_t begun = ks_os_now();
    uint64_t since = begun;
    while (!ks_os_wait_child(child, LOOK_EVERY)) {
        const bool ready = atomic_load_explicit(&header->java_state, memory_order_acquire) == KS_JAVA_READY;
        const uint64_t next = atomic_load_explicit(&header->java_heartbeat, memory_order_relaxed);
        const uint64_t now = ks_os_now();
        if (next != beat) {
            beat = next;
            since = now;
        } else if (now - since > (ready ? STILL_LIMIT : KS_JAVA_START_LIMIT)) {
            ks_java_be_late(java);
            ks_os_kill_child(child);
        }
    }
    return ks_os_now() - begun > LONG_LIFE;
}

void ks_java_isolate(const ks_java *java) {
    ks_bridge_header *header = java->bridge->header;
    for (int short_lives = 0; short_lives < MOST_SHORT_LIVES;) {
        ks_child child;
        if (!start(java, &child)) {
            break;
        }
        short_lives = watch(java, &child) ? 0 : short_lives + 1;
        if (atomic_load_explicit(&header->java_state, memory_order_acquire) == KS_JAVA_FAILED) {
            return;
        }
        uint32_t was_ready = KS_JAVA_READY;  // the next of a late one is late until it is ready
        atomic_compare_exchange_strong(&header->java_state, &was_ready, KS_JAVA_STARTING);
        atomic_fetch_add_explicit(&header->generation, 1, memory_order_release);
    }
    ks_java_fail(java, "Java cannot be started in a process of its own, or ends there again and again");
}
