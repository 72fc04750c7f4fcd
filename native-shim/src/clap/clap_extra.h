// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_CLAP_EXTRA_H
#define KITSCRIBE_CLAP_EXTRA_H

/** CLAP as Debian ships it (1.1.1, its core only), and what that lacks of the interface; the latter as in CLAP 1.2.10. */

#include <clap/entry.h>
#include <clap/ext/audio-ports.h>
#include <clap/ext/latency.h>
#include <clap/ext/note-ports.h>
#include <clap/ext/params.h>
#include <clap/ext/state.h>
#include <clap/ext/thread-check.h>
#include <clap/plugin-factory.h>

#define CLAP_PLUGIN_FEATURE_NOTE_DETECTOR "note-detector"

#define CLAP_EXT_RENDER "clap.render"
enum { CLAP_RENDER_REALTIME = 0, CLAP_RENDER_OFFLINE = 1 };
typedef int32_t clap_plugin_render_mode;
typedef struct clap_plugin_render {
    bool(CLAP_ABI *has_hard_realtime_requirement)(const clap_plugin_t *plugin);
    bool(CLAP_ABI *set)(const clap_plugin_t *plugin, clap_plugin_render_mode mode);
} clap_plugin_render_t;

#define CLAP_EXT_TAIL "clap.tail"
typedef struct clap_plugin_tail {
    uint32_t(CLAP_ABI *get)(const clap_plugin_t *plugin);
} clap_plugin_tail_t;

#define CLAP_EXT_LOG "clap.log"
enum { CLAP_LOG_ERROR = 3, CLAP_LOG_HOST_MISBEHAVING = 5 };
typedef int32_t clap_log_severity;
typedef struct clap_host_log {
    void(CLAP_ABI *log)(const clap_host_t *host, clap_log_severity severity, const char *message);
} clap_host_log_t;

#define CLAP_EXT_NOTE_NAME "clap.note-name"
typedef struct clap_note_name {
    char name[CLAP_NAME_SIZE];
    int16_t port;  // -1: all
    int16_t key;
    int16_t channel;  // -1: all
} clap_note_name_t;
typedef struct clap_plugin_note_name {
    uint32_t(CLAP_ABI *count)(const clap_plugin_t *plugin);
    bool(CLAP_ABI *get)(const clap_plugin_t *plugin, uint32_t index, clap_note_name_t *note_name);
} clap_plugin_note_name_t;
typedef struct clap_host_note_name {
    void(CLAP_ABI *changed)(const clap_host_t *host);
} clap_host_note_name_t;

#define CLAP_EXT_AUDIO_PORTS_CONFIG "clap.audio-ports-config"
typedef struct clap_audio_ports_config {
    clap_id id;
    char name[CLAP_NAME_SIZE];
    uint32_t input_port_count;
    uint32_t output_port_count;
    bool has_main_input;
    uint32_t main_input_channel_count;
    const char *main_input_port_type;
    bool has_main_output;
    uint32_t main_output_channel_count;
    const char *main_output_port_type;
} clap_audio_ports_config_t;
typedef struct clap_plugin_audio_ports_config {
    uint32_t(CLAP_ABI *count)(const clap_plugin_t *plugin);
    bool(CLAP_ABI *get)(const clap_plugin_t *plugin, uint32_t index, clap_audio_ports_config_t *config);
    bool(CLAP_ABI *select)(const clap_plugin_t *plugin, clap_id config_id);
} clap_plugin_audio_ports_config_t;

#endif
