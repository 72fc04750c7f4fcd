// SPDX-License-Identifier: Apache-2.0
#include "../os.h"
#include "clap_extra.h"

#include <stdio.h>
#include <string.h>

/**
 * The file that hosts load. It finds the engine beside its own real path, so that all plugin files of one version, whichever links lead to
 * them, share one engine in a process. Scanning starts no more than this.
 */

static const clap_plugin_factory_t *factory;

static bool entry_init(const char *plugin_path) {
    (void)plugin_path;
    char folder[4096];
    char path[sizeof folder + 32];
    if (!ks_os_own_folder(folder, sizeof folder)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/libkitscribe-engine.so", folder);
    factory = ks_os_symbol(path, "kitscribe_clap_factory");
    return factory;
}

static void entry_deinit(void) {
}

static const void *entry_get_factory(const char *factory_id) {
    return strcmp(factory_id, CLAP_PLUGIN_FACTORY_ID) == 0 ? factory : NULL;
}

CLAP_EXPORT const clap_plugin_entry_t clap_entry = {
    .clap_version = CLAP_VERSION_INIT,
    .init = entry_init,
    .deinit = entry_deinit,
    .get_factory = entry_get_factory,
};
