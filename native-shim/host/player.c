// SPDX-License-Identifier: Apache-2.0
#include "player.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// the host's side: it offers nothing, for one thread plays all parts

static const void *no_extension(const clap_host_t *host, const char *id) {
    (void)host;
    (void)id;
    return NULL;
}

static void ignore_request(const clap_host_t *host) {
    (void)host;
}

const char *player_load(const char *path, const clap_plugin_factory_t **factory) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        return dlerror();
    }
    const clap_plugin_entry_t *entry = dlsym(library, "clap_entry");
    if (!entry || !entry->init(path)) {
        return "it is not a working CLAP file";
    }
    *factory = entry->get_factory(CLAP_PLUGIN_FACTORY_ID);
    return *factory && (*factory)->get_plugin_count(*factory) > 0 ? NULL : "it holds no plugin";
}

const char *player_create(player *p, const clap_plugin_factory_t *factory, uint32_t channels) {
    *p = (player){.channels = channels};
    p->host = (clap_host_t){.clap_version = CLAP_VERSION_INIT,
                            .host_data = p,
                            .name = "kitscribe-host",
                            .vendor = "Kitscribe",
                            .version = "0.1.0",
                            .get_extension = no_extension,
                            .request_restart = ignore_request,
                            .request_process = ignore_request,
                            .request_callback = ignore_request};
    p->plugin = factory->create_plugin(factory, &p->host, factory->get_plugin_descriptor(factory, 0)->id);
    if (!p->plugin || !p->plugin->init(p->plugin)) {
        return "the plugin cannot be created";
    }
    p->params = p->plugin->get_extension(p->plugin, CLAP_EXT_PARAMS);
    const clap_plugin_audio_ports_config_t *configs = p->plugin->get_extension(p->plugin, CLAP_EXT_AUDIO_PORTS_CONFIG);
    clap_audio_ports_config_t config;
    for (uint32_t i = 0; configs && configs->get(p->plugin, i, &config); i++) {
        if (config.main_input_channel_count == channels && configs->select(p->plugin, config.id)) {
            return NULL;
        }
    }
    return "the plugin does not take this number of channels";
}

static bool find_param(const player *p, const char *name, clap_param_info_t *info) {
    for (uint32_t i = 0; p->params->get_info(p->plugin, i, info); i++) {
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
    player *p = list->ctx;
    if (event->type != CLAP_EVENT_NOTE_ON && event->type != CLAP_EVENT_NOTE_OFF) {
        return false;
    }
    if (p->note_count == p->note_room) {
        const size_t room = p->note_room ? 2 * p->note_room : 1024;
        midi_event *notes = realloc(p->notes, room * sizeof(midi_event));
        if (!notes) {
            return false;
        }
        p->notes = notes;
        p->note_room = room;
    }
    const clap_event_note_t *note = (const clap_event_note_t *)event;
    const bool on = event->type == CLAP_EVENT_NOTE_ON;
    p->notes[p->note_count++] = (midi_event){
        .seconds = ((double)(p->position + event->time) - p->latency) / p->rate,
        .bytes = {(uint8_t)((on ? 0x90 : 0x80) | note->channel), (uint8_t)note->key,
                  (uint8_t)(note->velocity * 127 + 0.5)}};
    p->ons += on;
    return true;
}

bool player_set(player *p, const char *name, const char *text) {
    clap_param_info_t info;
    double value;
    if (!find_param(p, name, &info) || !p->params->text_to_value(p->plugin, info.id, text, &value)) {
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
    p->params->flush(p->plugin, &in, &out);
    return true;
}

void player_get(const player *p, const char *name, char *text, uint32_t size) {
    clap_param_info_t info;
    double value;
    text[0] = 0;
    if (find_param(p, name, &info) && p->params->get_value(p->plugin, info.id, &value)) {
        p->params->value_to_text(p->plugin, info.id, value, text, size);
    }
}

// state, moved a few bytes at a time as the interface allows

enum { PIECE = 100 };

static int64_t write_piece(const clap_ostream_t *stream, const void *bytes, uint64_t size) {
    player_state *state = stream->ctx;
    const uint64_t n = size < PIECE ? size : PIECE;
    char *longer = realloc(state->bytes, state->size + n);
    if (!longer) {
        return -1;
    }
    memcpy(longer + state->size, bytes, n);
    state->bytes = longer;
    state->size += n;
    return (int64_t)n;
}

static int64_t read_piece(const clap_istream_t *stream, void *bytes, uint64_t size) {
    player_state *state = stream->ctx;
    uint64_t n = state->size - state->at;
    n = n < size ? n : size;
    n = n < PIECE ? n : PIECE;
    memcpy(bytes, state->bytes + state->at, n);
    state->at += n;
    return (int64_t)n;
}

bool player_save(const player *p, player_state *state) {
    const clap_plugin_state_t *extension = p->plugin->get_extension(p->plugin, CLAP_EXT_STATE);
    const clap_ostream_t stream = {.ctx = state, .write = write_piece};
    return extension->save(p->plugin, &stream);
}

bool player_restore(const player *p, player_state *state) {
    const clap_plugin_state_t *extension = p->plugin->get_extension(p->plugin, CLAP_EXT_STATE);
    const clap_istream_t stream = {.ctx = state, .read = read_piece};
    state->at = 0;
    return extension->load(p->plugin, &stream);
}

bool player_start(player *p, double rate, uint32_t max_frames, bool offline) {
    const clap_plugin_render_t *render = p->plugin->get_extension(p->plugin, CLAP_EXT_RENDER);
    render->set(p->plugin, offline ? CLAP_RENDER_OFFLINE : CLAP_RENDER_REALTIME);
    if (!p->plugin->activate(p->plugin, rate, 1, max_frames)) {
        return false;
    }
    const clap_plugin_latency_t *latency = p->plugin->get_extension(p->plugin, CLAP_EXT_LATENCY);
    p->rate = rate;
    p->latency = latency->get(p->plugin);
    p->position = 0;
    return p->plugin->start_processing(p->plugin);
}

bool player_process(player *p, float *const *channels, uint32_t frames) {
    clap_audio_buffer_t in = {.data32 = (float **)channels, .channel_count = p->channels};
    clap_audio_buffer_t out = in;
    const clap_input_events_t no_events = {.size = list_size, .get = list_get};
    const clap_output_events_t notes = {.ctx = p, .try_push = take_event};
    const clap_process_t process = {.steady_time = (int64_t)p->position,
                                    .frames_count = frames,
                                    .audio_inputs = &in,
                                    .audio_outputs = &out,
                                    .audio_inputs_count = 1,
                                    .audio_outputs_count = 1,
                                    .in_events = &no_events,
                                    .out_events = &notes};
    const clap_process_status status = p->plugin->process(p->plugin, &process);
    p->position += frames;
    return status != CLAP_PROCESS_ERROR;
}

void player_stop(player *p) {
    p->plugin->stop_processing(p->plugin);
    p->plugin->deactivate(p->plugin);
}

void player_destroy(player *p) {
    p->plugin->destroy(p->plugin);
    free(p->notes);
}
