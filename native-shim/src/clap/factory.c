// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include <string.h>

static uint32_t get_plugin_count(const clap_plugin_factory_t *factory) {
    (void)factory;
    return 1;
}

static const clap_plugin_descriptor_t *get_plugin_descriptor(const clap_plugin_factory_t *factory, uint32_t index) {
    (void)factory;
    return index == 0 ? &KS_CLAP_DESCRIPTOR : NULL;
}

static const clap_plugin_t *create_plugin(const clap_plugin_factory_t *factory, const clap_host_t *host, const char *plugin_id) {
    (void)factory;
    return strcmp(plugin_id, KS_CLAP_DESCRIPTOR.id) == 0 ? ks_clap_create(host) : NULL;
}

/** The engine library's entry for the CLAP file. */
CLAP_EXPORT const clap_plugin_factory_t kitscribe_clap_factory = {
    .get_plugin_count = get_plugin_count,
    .get_plugin_descriptor = get_plugin_descriptor,
    .create_plugin = create_plugin,
};
