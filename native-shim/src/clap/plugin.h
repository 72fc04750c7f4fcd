// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_CLAP_PLUGIN_H
#define KITSCRIBE_CLAP_PLUGIN_H

#include "../engine/instance.h"
#include "clap_extra.h"

/** A CLAP plugin: the host's side of one engine instance. */
typedef struct ks_clap {
    clap_plugin_t plugin;
    const clap_host_t *host;
    const clap_host_latency_t *host_latency;  // NULL: the host lacks it, as below
    const clap_host_log_t *host_log;
    const clap_host_note_name_t *host_note_name;
    const clap_host_params_t *host_params;
    const clap_host_thread_check_t *host_thread_check;
    bool sends_midi;  // the host knows no CLAP notes
    ks_instance *instance;
    uint32_t channels;
    uint32_t reported_latency;
    _Atomic bool asked_for_restart;
} ks_clap;

/** What the factory tells of the plugin. */
extern const clap_plugin_descriptor_t KS_CLAP_DESCRIPTOR;

/** Creates a plugin; NULL when out of memory. [main-thread] */
const clap_plugin_t *ks_clap_create(const clap_host_t *host);

/** Returns our side of an extension, or NULL. [any] */
const void *ks_clap_extension(const clap_plugin_t *plugin, const char *id);

/** The plugin behind CLAP's handle. [any] */
static inline ks_clap *ks_clap_of(const clap_plugin_t *plugin) {
    return plugin->plugin_data;
}

/** Applies a parameter's event; other events are ignored. [audio-thread while active, else main-thread] */
void ks_clap_apply(ks_clap *clap, const clap_event_header_t *event);

/** Tells the host the values that changed on our side, as events of this frame. [audio-thread while active, else main-thread] */
void ks_clap_tell(ks_clap *clap, const clap_output_events_t *events, uint32_t frame);

/** Asks the host, once, for a restart where a parameter needs it. [any] */
void ks_clap_follow_restart(ks_clap *clap);

/** Tells the host where it calls on the wrong thread; `function` names the call. [any] */
void ks_clap_expect_main_thread(const ks_clap *clap, const char *function);

#endif
