// SPDX-License-Identifier: Apache-2.0

/** What the CLAP file offers a host before anything is activated. Usage: test_clap KITSCRIBE.CLAP */

#include "clap/clap_extra.h"

#include <assert.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static int logged;
static int names_changed;
static int callbacks;
static bool on_main_thread = true;

static void host_log(const clap_host_t *host, clap_log_severity severity, const char *message) {
    (void)host;
    assert(severity == CLAP_LOG_HOST_MISBEHAVING && strstr(message, "thread"));
    logged++;
}

static bool is_main_thread(const clap_host_t *host) {
    (void)host;
    return on_main_thread;
}

static bool is_audio_thread(const clap_host_t *host) {
    return !is_main_thread(host);
}

static void note_names_changed(const clap_host_t *host) {
    (void)host;
    names_changed++;
}

static const void *host_extension(const clap_host_t *host, const char *id) {
    (void)host;
    static const clap_host_log_t log = {.log = host_log};
    static const clap_host_thread_check_t thread_check = {.is_main_thread = is_main_thread, .is_audio_thread = is_audio_thread};
    static const clap_host_note_name_t note_name = {.changed = note_names_changed};
    if (strcmp(id, CLAP_EXT_LOG) == 0) {
        return &log;
    }
    if (strcmp(id, CLAP_EXT_THREAD_CHECK) == 0) {
        return &thread_check;
    }
    return strcmp(id, CLAP_EXT_NOTE_NAME) == 0 ? &note_name : NULL;
}

static void request_callback(const clap_host_t *host) {
    (void)host;
    callbacks++;
}

static void ignore_request(const clap_host_t *host) {
    (void)host;
}

static const clap_host_t HOST = {.clap_version = CLAP_VERSION_INIT,
                                 .name = "test_clap",
                                 .vendor = "Kitscribe",
                                 .url = "",
                                 .version = "1",
                                 .get_extension = host_extension,
                                 .request_restart = ignore_request,
                                 .request_process = ignore_request,
                                 .request_callback = request_callback};

static const clap_plugin_t *create(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    assert(library);
    const clap_plugin_entry_t *entry = dlsym(library, "clap_entry");
    assert(entry && entry->init(path));
    const clap_plugin_factory_t *factory = entry->get_factory(CLAP_PLUGIN_FACTORY_ID);
    assert(factory && factory->get_plugin_count(factory) == 1);
    const clap_plugin_t *plugin = factory->create_plugin(factory, &HOST, factory->get_plugin_descriptor(factory, 0)->id);
    assert(plugin && plugin->init(plugin));
    return plugin;
}

static void has_its_extensions(const clap_plugin_t *plugin) {
    static const char *const IDS[] = {CLAP_EXT_AUDIO_PORTS, CLAP_EXT_AUDIO_PORTS_CONFIG,
                                      CLAP_EXT_NOTE_PORTS,  CLAP_EXT_NOTE_NAME,
                                      CLAP_EXT_PARAMS,      CLAP_EXT_STATE,
                                      CLAP_EXT_LATENCY,     CLAP_EXT_TAIL,
                                      CLAP_EXT_RENDER};
    for (size_t i = 0; i < sizeof(IDS) / sizeof(IDS[0]); i++) {
        assert(plugin->get_extension(plugin, IDS[i]));
    }
    assert(!plugin->get_extension(plugin, "nonsense"));
}

static uint32_t one(const clap_input_events_t *list) {
    (void)list;
    return 1;
}

static const clap_event_header_t *first(const clap_input_events_t *list, uint32_t index) {
    (void)index;
    return list->ctx;
}

static bool refuse(const clap_output_events_t *list, const clap_event_header_t *event) {
    (void)list;
    (void)event;
    return false;
}

static void set(const clap_plugin_t *plugin, clap_id id, double value) {
    clap_event_param_value_t event = {.header = {.size = sizeof event, .type = CLAP_EVENT_PARAM_VALUE},
                                      .param_id = id,
                                      .note_id = -1,
                                      .port_index = -1,
                                      .channel = -1,
                                      .key = -1,
                                      .value = value};
    const clap_input_events_t in = {.ctx = &event, .size = one, .get = first};
    const clap_output_events_t out = {.try_push = refuse};
    const clap_plugin_params_t *params = plugin->get_extension(plugin, CLAP_EXT_PARAMS);
    params->flush(plugin, &in, &out);
}

static void names_the_notes_of_the_map(const clap_plugin_t *plugin) {
    enum { DRUM_MAP = 5 };
    const clap_plugin_note_name_t *names = plugin->get_extension(plugin, CLAP_EXT_NOTE_NAME);
    clap_note_name_t name;
    assert(names->count(plugin) == 18 && !names->get(plugin, 18, &name));
    assert(names->get(plugin, 0, &name) && name.key == 36 && name.channel == -1 && strcmp(name.name, "Kick") == 0);
    set(plugin, DRUM_MAP, 3);
    assert(callbacks == 1);
    plugin->on_main_thread(plugin);
    assert(names_changed == 1);
    assert(names->get(plugin, 0, &name) && name.key == 24 && strcmp(name.name, "Kick") == 0);
}

static int64_t fail_to_write(const clap_ostream_t *stream, const void *bytes, uint64_t size) {
    (void)stream;
    (void)bytes;
    (void)size;
    return -1;
}

static void tells_of_wrong_threads(const clap_plugin_t *plugin) {
    const clap_plugin_state_t *state = plugin->get_extension(plugin, CLAP_EXT_STATE);
    const clap_ostream_t stream = {.write = fail_to_write};
    assert(!state->save(plugin, &stream) && logged == 0);
    on_main_thread = false;
    assert(!state->save(plugin, &stream) && logged == 1);
    on_main_thread = true;
}

int main(int count, char **words) {
    assert(count == 2);
    const clap_plugin_t *plugin = create(words[1]);
    has_its_extensions(plugin);
    names_the_notes_of_the_map(plugin);
    tells_of_wrong_threads(plugin);
    plugin->destroy(plugin);
    return EXIT_SUCCESS;
}
