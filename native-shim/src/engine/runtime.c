// SPDX-License-Identifier: Apache-2.0
#include "runtime.h"

#include "../os.h"
#include "install.h"
#include "java.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static ks_bridge bridge;
static ks_java java;

void ks_java_fail(const ks_java *j, const char *why) {
    ks_bridge_header *header = j->bridge->header;
    if (atomic_load(&header->java_state) != KS_JAVA_FAILED) {
        snprintf(header->java_text, sizeof header->java_text, "%s", why);
        atomic_store_explicit(&header->java_state, KS_JAVA_FAILED, memory_order_release);
    }
}

void ks_java_be_late(const ks_java *j) {
    uint32_t starting = KS_JAVA_STARTING;
    atomic_compare_exchange_strong(&j->bridge->header->java_state, &starting, KS_JAVA_LATE);
}

/** Where logs and Java's temporary files go, by the desktop's convention. */
static void find_state_folder(char *folder, size_t size) {
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state && state[0] == '/') {
        snprintf(folder, size, "%s/kitscribe", state);
    } else {
        snprintf(folder, size, "%s/.local/state/kitscribe", home ? home : "");
    }
}

static bool is_embedding_safe(void) {
    return !getenv("KITSCRIBE_ISOLATED") && !getenv("JAVA_TOOL_OPTIONS") && !getenv("_JAVA_OPTIONS") &&
           ks_os_count_loaded("/libjvm.so") == 0 && !ks_os_memory_is_scarce();
}

static void isolate_for_good(const ks_java *j) {
    ks_java_isolate(j);
    for (;;) {
        ks_os_sleep(1000000000);  // HotSpot would end the process if this thread went back to it
    }
}

static void *run_java(void *unused) {
    (void)unused;
    char why[KS_TEXT_SIZE];
    char temporary[KS_PATH_SIZE + 8];
    snprintf(temporary, sizeof temporary, "%s/tmp", bridge.header->state_path);
    ks_os_make_folders(temporary);  // where that fails, so does what needs it, and says so
    if (!ks_install_check(java.folder, why, sizeof why)) {
        ks_java_fail(&java, why);
        return NULL;
    }
    if (is_embedding_safe()) {
        ks_java_embed(&java, isolate_for_good);
    } else {
        ks_java_isolate(&java);
    }
    return NULL;
}

static void start(void) {
    if (!ks_bridge_create(&bridge)) {
        return;
    }
    java.bridge = &bridge;
    ks_bridge_header *header = bridge.header;
    atomic_store(&header->generation, 1);
    if (!ks_os_own_folder(java.folder, sizeof java.folder)) {
        ks_java_fail(&java, "the path of the installation is too long");
        return;
    }
    const int length = snprintf(header->pack_path, sizeof header->pack_path, "%s/packs/drums", java.folder);
    find_state_folder(header->state_path, sizeof header->state_path);
    if (length >= (int)sizeof header->pack_path) {
        ks_java_fail(&java, "the path of the installation is too long");
    } else if (!ks_os_start_thread(run_java, NULL)) {
        ks_java_fail(&java, "the system gives no thread");
    }
}

ks_bridge *ks_runtime_bridge(void) {
    pthread_once(&once, start);
    return java.bridge;
}
