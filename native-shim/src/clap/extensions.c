// SPDX-License-Identifier: Apache-2.0
#include "../engine/state.h"
#include "plugin.h"

#include <stdio.h>
#include <string.h>

static void copy(char *to, size_t size, const char *text) {
    snprintf(to, size, "%s", text);
}

// audio ports: one in, one out, mono or stereo

static const char *port_type(uint32_t channels) {
    return channels == 1 ? CLAP_PORT_MONO : CLAP_PORT_STEREO;
}

static uint32_t audio_ports_count(const clap_plugin_t *plugin, bool is_input) {
    (void)plugin;
    (void)is_input;
    return 1;
}

static bool audio_ports_get(const clap_plugin_t *plugin, uint32_t index, bool is_input, clap_audio_port_info_t *info) {
    if (index > 0) {
        return false;
    }
    const uint32_t channels = ks_clap_of(plugin)->channels;
    *info = (clap_audio_port_info_t){.id = 0,
                                     .flags = CLAP_AUDIO_PORT_IS_MAIN,
                                     .channel_count = channels,
                                     .port_type = port_type(channels),
                                     .in_place_pair = 0};
    copy(info->name, sizeof info->name, is_input ? "Drums" : "Drums, delayed");
    return true;
}

static const clap_plugin_audio_ports_t AUDIO_PORTS = {.count = audio_ports_count, .get = audio_ports_get};

static uint32_t configs_count(const clap_plugin_t *plugin) {
    (void)plugin;
    return KS_CHANNELS;
}

/** A configuration's id is its number of channels; stereo comes first. */
static bool configs_get(const clap_plugin_t *plugin, uint32_t index, clap_audio_ports_config_t *config) {
    (void)plugin;
    if (index >= KS_CHANNELS) {
        return false;
    }
    const uint32_t channels = KS_CHANNELS - index;
    *config = (clap_audio_ports_config_t){
        .id = channels,
        .input_port_count = 1,
        .output_port_count = 1,
        .has_main_input = true,
        .main_input_channel_count = channels,
        .main_input_port_type = port_type(channels),
        .has_main_output = true,
        .main_output_channel_count = channels,
        .main_output_port_type = port_type(channels),
    };
    copy(config->name, sizeof config->name, channels == 1 ? "Mono" : "Stereo");
    return true;
}

static bool configs_select(const clap_plugin_t *plugin, clap_id config_id) {
    ks_clap *clap = ks_clap_of(plugin);
    if (config_id < 1 || config_id > KS_CHANNELS || clap->instance->active) {
        return false;
    }
    clap->channels = config_id;
    return true;
}

static const clap_plugin_audio_ports_config_t AUDIO_PORTS_CONFIG = {.count = configs_count, .get = configs_get, .select = configs_select};

// note ports: one out

static uint32_t note_ports_count(const clap_plugin_t *plugin, bool is_input) {
    (void)plugin;
    return is_input ? 0 : 1;
}

static bool note_ports_get(const clap_plugin_t *plugin, uint32_t index, bool is_input, clap_note_port_info_t *info) {
    (void)plugin;
    if (index > 0 || is_input) {
        return false;
    }
    *info = (clap_note_port_info_t){.id = 0,
                                    .supported_dialects = CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI,
                                    .preferred_dialect = CLAP_NOTE_DIALECT_CLAP};
    copy(info->name, sizeof info->name, "Notes");
    return true;
}

static const clap_plugin_note_ports_t NOTE_PORTS = {.count = note_ports_count, .get = note_ports_get};

// note names: those of the present drum map

static uint32_t key_names(const clap_plugin_t *plugin, ks_key_name *names) {
    return ks_map_key_names((uint32_t)ks_instance_get(ks_clap_of(plugin)->instance, KS_DRUM_MAP), names);
}

static uint32_t note_name_count(const clap_plugin_t *plugin) {
    ks_key_name names[KS_DRUMS];
    return key_names(plugin, names);
}

static bool note_name_get(const clap_plugin_t *plugin, uint32_t index, clap_note_name_t *note_name) {
    ks_key_name names[KS_DRUMS];
    if (index >= key_names(plugin, names)) {
        return false;
    }
    *note_name = (clap_note_name_t){.port = -1, .key = names[index].key, .channel = -1};
    copy(note_name->name, sizeof note_name->name, names[index].name);
    return true;
}

static const clap_plugin_note_name_t NOTE_NAME = {.count = note_name_count, .get = note_name_get};

// parameters

static uint32_t params_count(const clap_plugin_t *plugin) {
    (void)plugin;
    return KS_PARAMS;
}

static clap_param_info_flags param_flags(int param) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    clap_param_info_flags flags = 0;
    flags |= p->stepped ? CLAP_PARAM_IS_STEPPED : 0;
    flags |= p->read_only ? CLAP_PARAM_IS_READONLY : 0;
    flags |= param == KS_BYPASS ? CLAP_PARAM_IS_BYPASS : 0;
    flags |= p->read_only || ks_param_restarts(param) ? 0 : CLAP_PARAM_IS_AUTOMATABLE;
    return flags;
}

static bool params_get_info(const clap_plugin_t *plugin, uint32_t index, clap_param_info_t *info) {
    (void)plugin;
    if (index >= KS_PARAMS) {
        return false;
    }
    const ks_param *p = &KS_PARAM_TABLE[index];
    *info = (clap_param_info_t){.id = p->id,
                                .flags = param_flags((int)index),
                                .min_value = p->min,
                                .max_value = p->max,
                                .default_value = p->fallback};
    copy(info->name, sizeof info->name, p->name);
    copy(info->module, sizeof info->module, p->group);
    return true;
}

static bool params_get_value(const clap_plugin_t *plugin, clap_id id, double *value) {
    const int param = ks_param_by_id(id);
    if (param < 0) {
        return false;
    }
    *value = ks_instance_get(ks_clap_of(plugin)->instance, param);
    return true;
}

static bool params_value_to_text(const clap_plugin_t *plugin, clap_id id, double value, char *text, uint32_t size) {
    const int param = ks_param_by_id(id);
    if (param < 0) {
        return false;
    }
    ks_instance_print(ks_clap_of(plugin)->instance, param, value, text, size);
    return true;
}

static bool params_text_to_value(const clap_plugin_t *plugin, clap_id id, const char *text, double *value) {
    (void)plugin;
    const int param = ks_param_by_id(id);
    return param >= 0 && ks_param_parse(param, text, value);
}

static void params_flush(const clap_plugin_t *plugin, const clap_input_events_t *in, const clap_output_events_t *out) {
    ks_clap *clap = ks_clap_of(plugin);
    for (uint32_t i = 0; i < in->size(in); i++) {
        ks_clap_apply(clap, in->get(in, i));
    }
    const clap_host_thread_check_t *check = clap->host_thread_check;
    if (!clap->instance->active) {
        ks_clap_tell(clap, out, 0);
    } else if (!check || check->is_audio_thread(clap->host)) {  // else process() sees to it
        ks_instance_flush(clap->instance);
        ks_clap_tell(clap, out, 0);
    }
}

static const clap_plugin_params_t PARAMS = {
    .count = params_count,
    .get_info = params_get_info,
    .get_value = params_get_value,
    .value_to_text = params_value_to_text,
    .text_to_value = params_text_to_value,
    .flush = params_flush,
};

// state

static int64_t state_write(void *context, const void *bytes, uint64_t size) {
    const clap_ostream_t *stream = context;
    return stream->write(stream, bytes, size);
}

static int64_t state_read(void *context, void *bytes, uint64_t size) {
    const clap_istream_t *stream = context;
    return stream->read(stream, bytes, size);
}

static bool state_save(const clap_plugin_t *plugin, const clap_ostream_t *stream) {
    ks_clap_expect_main_thread(ks_clap_of(plugin), "state.save");
    return ks_state_save(ks_clap_of(plugin)->instance, state_write, (void *)stream);
}

static bool state_load(const clap_plugin_t *plugin, const clap_istream_t *stream) {
    ks_clap *clap = ks_clap_of(plugin);
    ks_clap_expect_main_thread(clap, "state.load");
    const bool done = ks_state_load(clap->instance, state_read, (void *)stream);
    if (done && clap->host_params) {
        clap->host_params->rescan(clap->host, CLAP_PARAM_RESCAN_VALUES);
    }
    if (done && clap->host_note_name) {
        clap->host_note_name->changed(clap->host);
    }
    ks_clap_follow_restart(clap);
    return done;
}

static const clap_plugin_state_t STATE = {.save = state_save, .load = state_load};

// latency, tail, render

static uint32_t latency_get(const clap_plugin_t *plugin) {
    return ks_clap_of(plugin)->reported_latency;
}

static const clap_plugin_latency_t LATENCY = {.get = latency_get};

static uint32_t tail_get(const clap_plugin_t *plugin) {
    return ks_instance_tail(ks_clap_of(plugin)->instance);
}

static const clap_plugin_tail_t TAIL = {.get = tail_get};

static bool render_is_bound_to_the_clock(const clap_plugin_t *plugin) {
    (void)plugin;
    return false;
}

static bool render_set(const clap_plugin_t *plugin, clap_plugin_render_mode mode) {
    ks_instance_set_offline(ks_clap_of(plugin)->instance, mode == CLAP_RENDER_OFFLINE);
    return true;
}

static const clap_plugin_render_t RENDER = {.has_hard_realtime_requirement = render_is_bound_to_the_clock, .set = render_set};

const void *ks_clap_extension(const clap_plugin_t *plugin, const char *id) {
    (void)plugin;
    static const struct {
        const char *id;
        const void *extension;
    } table[] = {
        {CLAP_EXT_AUDIO_PORTS, &AUDIO_PORTS}, {CLAP_EXT_AUDIO_PORTS_CONFIG, &AUDIO_PORTS_CONFIG},
        {CLAP_EXT_NOTE_PORTS, &NOTE_PORTS},   {CLAP_EXT_NOTE_NAME, &NOTE_NAME},
        {CLAP_EXT_PARAMS, &PARAMS},           {CLAP_EXT_STATE, &STATE},
        {CLAP_EXT_LATENCY, &LATENCY},         {CLAP_EXT_TAIL, &TAIL},
        {CLAP_EXT_RENDER, &RENDER},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (strcmp(table[i].id, id) == 0) {
            return table[i].extension;
        }
    }
    return NULL;
}
