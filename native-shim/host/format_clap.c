// SPDX-License-Identifier: Apache-2.0
#include "clap/clap_extra.h"
#include "player.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/** A CLAP plugin as this host holds it. */
typedef struct clap_own {
    clap_host_t host;
    pthread_t thread;  // that created it
    const clap_plugin_t *plugin;
    const clap_plugin_params_t *params;
} clap_own;

static const clap_plugin_t *plugin_of(const player *p) {
    return ((const clap_own *)p->own)->plugin;
}

static const clap_plugin_params_t *params_of(const player *p) {
    return ((const clap_own *)p->own)->params;
}

static const void *extension_of(const player *p, const char *id) {
    return plugin_of(p)->get_extension(plugin_of(p), id);
}

// the host's side: one thread plays all parts

static bool is_the_thread(const clap_host_t *host) {
    const clap_own *own = ((const player *)host->host_data)->own;
    return pthread_equal(pthread_self(), own->thread);
}

static const void *host_extension(const clap_host_t *host, const char *id) {
    (void)host;
    static const clap_host_thread_check_t thread_check = {.is_main_thread = is_the_thread, .is_audio_thread = is_the_thread};
    return strcmp(id, CLAP_EXT_THREAD_CHECK) == 0 ? &thread_check : NULL;
}

static void ignore_request(const clap_host_t *host) {
    (void)host;
}

static const char *load(const char *path, const void **factory) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        return dlerror();
    }
    const clap_plugin_entry_t *entry = dlsym(library, "clap_entry");
    if (!entry || !entry->init(path)) {
        return "it is not a working CLAP file";
    }
    const clap_plugin_factory_t *plugins = entry->get_factory(CLAP_PLUGIN_FACTORY_ID);
    *factory = plugins;
    return plugins && plugins->get_plugin_count(plugins) > 0 ? NULL : "it holds no plugin";
}

static const char *create(player *p, const void *factory) {
    const clap_plugin_factory_t *plugins = factory;
    clap_own *own = calloc(1, sizeof(clap_own));
    if (!own) {
        return "out of memory";
    }
    p->own = own;
    own->thread = pthread_self();
    own->host = (clap_host_t){.clap_version = CLAP_VERSION_INIT,
                              .host_data = p,
                              .name = "kitscribe-host",
                              .vendor = "Kitscribe",
                              .version = "0.1.0",
                              .get_extension = host_extension,
                              .request_restart = ignore_request,
                              .request_process = ignore_request,
                              .request_callback = ignore_request};
    own->plugin = plugins->create_plugin(plugins, &own->host, plugins->get_plugin_descriptor(plugins, 0)->id);
    if (!own->plugin || !own->plugin->init(own->plugin)) {
        return "the plugin cannot be created";
    }
    own->params = extension_of(p, CLAP_EXT_PARAMS);
    const clap_plugin_audio_ports_config_t *configs = extension_of(p, CLAP_EXT_AUDIO_PORTS_CONFIG);
    clap_audio_ports_config_t config;
    for (uint32_t i = 0; configs && configs->get(own->plugin, i, &config); i++) {
        if (config.main_input_channel_count == p->channels && configs->select(own->plugin, config.id)) {
            return NULL;
        }
    }
    return "the plugin does not take this number of channels";
}

static bool find_param(const player *p, const char *name, clap_param_info_t *info) {
    for (uint32_t i = 0; params_of(p)->get_info(plugin_of(p), i, info); i++) {
        if (strcmp(info->name, name) == 0) {
            return true;
        }
    }
    return false;
}

// event lists

static uint32_t list_size(const clap_input_events_t *list) {
    return list->ctx ? 1 : 0;
}

static const clap_event_header_t *list_get(const clap_input_events_t *list, uint32_t index) {
    (void)index;
    return list->ctx;
}

static bool take_event(const clap_output_events_t *list, const clap_event_header_t *event) {
    if (event->type != CLAP_EVENT_NOTE_ON && event->type != CLAP_EVENT_NOTE_OFF) {
        return false;
    }
    const clap_event_note_t *note = (const clap_event_note_t *)event;
    const int status = event->type == CLAP_EVENT_NOTE_ON ? 0x90 : 0x80;
    const uint8_t bytes[] = {(uint8_t)(status | note->channel), (uint8_t)note->key, (uint8_t)(note->velocity * 127 + 0.5)};
    return player_take_note(list->ctx, event->time, bytes);
}

static bool take_none(const clap_output_events_t *list, const clap_event_header_t *event) {
    (void)list;
    (void)event;
    return false;
}

static bool set(player *p, const char *name, const char *text) {
    clap_param_info_t info;
    double value;
    if (!find_param(p, name, &info) || !params_of(p)->text_to_value(plugin_of(p), info.id, text, &value)) {
        return false;
    }
    clap_event_param_value_t event = {.header = {.size = sizeof event, .type = CLAP_EVENT_PARAM_VALUE},
                                      .param_id = info.id,
                                      .note_id = -1,
                                      .port_index = -1,
                                      .channel = -1,
                                      .key = -1,
                                      .value = value};
    const clap_input_events_t in = {.ctx = &event, .size = list_size, .get = list_get};
    const clap_output_events_t out = {.ctx = p, .try_push = take_event};
    params_of(p)->flush(plugin_of(p), &in, &out);
    return true;
}

static void get(const player *p, const char *name, char *text, uint32_t size) {
    clap_param_info_t info;
    double value;
    text[0] = 0;
    if (find_param(p, name, &info) && params_of(p)->get_value(plugin_of(p), info.id, &value)) {
        params_of(p)->value_to_text(plugin_of(p), info.id, value, text, size);
    }
}

static int64_t write_state(const clap_ostream_t *stream, const void *bytes, uint64_t size) {
    return player_state_write(stream->ctx, bytes, size);
}

static int64_t read_state(const clap_istream_t *stream, void *bytes, uint64_t size) {
    return player_state_read(stream->ctx, bytes, size);
}

static bool save(const player *p, player_state *state) {
    const clap_plugin_state_t *extension = extension_of(p, CLAP_EXT_STATE);
    const clap_ostream_t stream = {.ctx = state, .write = write_state};
    return extension->save(plugin_of(p), &stream);
}

static bool restore(player *p, player_state *state) {
    const clap_plugin_state_t *extension = extension_of(p, CLAP_EXT_STATE);
    const clap_istream_t stream = {.ctx = state, .read = read_state};
    state->at = 0;
    return extension->load(plugin_of(p), &stream);
}

static bool start(player *p, bool offline) {
    const clap_plugin_render_t *render = extension_of(p, CLAP_EXT_RENDER);
    render->set(plugin_of(p), offline ? CLAP_RENDER_OFFLINE : CLAP_RENDER_REALTIME);
    if (!plugin_of(p)->activate(plugin_of(p), p->rate, 1, p->max_frames)) {
        return false;
    }
    const clap_plugin_latency_t *latency = extension_of(p, CLAP_EXT_LATENCY);
    const clap_plugin_tail_t *tail = extension_of(p, CLAP_EXT_TAIL);
    p->latency = latency->get(plugin_of(p));
    p->tail = tail->get(plugin_of(p));
    p->position = 0;
    return plugin_of(p)->start_processing(plugin_of(p));
}

static clap_event_transport_t transport_of(const player *p) {
    return (clap_event_transport_t){.header = {.size = sizeof(clap_event_transport_t), .type = CLAP_EVENT_TRANSPORT},
                                    .flags = CLAP_TRANSPORT_HAS_SECONDS_TIMELINE | CLAP_TRANSPORT_IS_PLAYING,
                                    .song_pos_seconds = (clap_sectime)((double)p->song / p->rate * CLAP_SECTIME_FACTOR)};
}

static bool process(player *p, const player_block *block) {
    const clap_audio_buffer_t in = {.data32 = (float **)block->in,
                                    .channel_count = block->in_channels,
                                    .constant_mask = block->is_silent ? 3 : 0};
    clap_audio_buffer_t out = {.data32 = (float **)block->out, .channel_count = block->out_channels};
    const clap_input_events_t no_events = {.size = list_size, .get = list_get};
    const clap_output_events_t notes = {.ctx = p, .try_push = block->without_list ? take_none : take_event};
    const clap_event_transport_t transport = transport_of(p);
    const clap_process_t process = {.steady_time = (int64_t)p->position,
                                    .frames_count = block->frames,
                                    .transport = &transport,
                                    .audio_inputs = &in,
                                    .audio_outputs = &out,
                                    .audio_inputs_count = block->in ? 1 : 0,
                                    .audio_outputs_count = block->out ? 1 : 0,
                                    .in_events = &no_events,
                                    .out_events = &notes};
    return plugin_of(p)->process(plugin_of(p), &process) != CLAP_PROCESS_ERROR;
}

static void stop(player *p) {
    plugin_of(p)->stop_processing(plugin_of(p));
    plugin_of(p)->deactivate(plugin_of(p));
}

static void destroy(player *p) {
    plugin_of(p)->destroy(plugin_of(p));
    free(p->own);
}

const plugin_format FORMAT_CLAP = {.name = "CLAP",
                                   .suffix = ".clap",
                                   .load = load,
                                   .create = create,
                                   .set = set,
                                   .get = get,
                                   .save = save,
                                   .restore = restore,
                                   .start = start,
                                   .process = process,
                                   .stop = stop,
                                   .destroy = destroy};
