// SPDX-License-Identifier: Apache-2.0
#include "../os.h"
#include "ports.h"

#include <lv2/core/lv2.h>
#include <stdio.h>

/** The bundle's library. It finds the engine beside the folder in which it truly lies; scanning starts no more than this. */
LV2_SYMBOL_EXPORT const LV2_Descriptor *lv2_descriptor(uint32_t index) {
    char folder[4096];
    char path[sizeof folder + 40];
    if (index >= KS_LV2_PLUGINS || !ks_os_own_folder(folder, sizeof folder)) {
        return NULL;
    }
    snprintf(path, sizeof path, "%s/../libkitscribe-engine.so", folder);
    const LV2_Descriptor *plugins = ks_os_symbol(path, "kitscribe_lv2_plugins");
    return plugins ? &plugins[index] : NULL;
}
