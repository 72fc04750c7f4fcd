// SPDX-License-Identifier: Apache-2.0
#include "../os.h"

#include <stdio.h>

/**
 * The library in the bundle that hosts load. It finds the engine beside the bundle's own real path, so that all plugin files of one
 * version, whichever links lead to them, share one engine in a process. Scanning starts no more than this.
 */

#define EXPORT __attribute__((visibility("default")))

EXPORT bool ModuleEntry(void *library);
EXPORT bool ModuleExit(void);
EXPORT void *GetPluginFactory(void);

bool ModuleEntry(void *library) {
    (void)library;
    return true;
}

bool ModuleExit(void) {
    return true;
}

void *GetPluginFactory(void) {
    char folder[4096];
    char path[sizeof folder + 64];
    if (!ks_os_own_folder(folder, sizeof folder)) {
        return NULL;
    }
    snprintf(path, sizeof path, "%s/../../../libkitscribe-engine.so", folder);  // Kitscribe.vst3/Contents/<system>/
    return ks_os_symbol(path, "kitscribe_vst3_factory");
}
