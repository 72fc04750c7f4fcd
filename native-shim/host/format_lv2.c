// SPDX-License-Identifier: Apache-2.0
#include "player.h"

#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/resize-port/resize-port.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// the host's side: numbers for URIs, and the largest block

enum { MOST_URIS = 64 };

static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri) {
    (void)handle;
    static char *uris[MOST_URIS];
    LV2_URID i = 0;
    while (i < MOST_URIS && uris[i] && strcmp(uris[i], uri) != 0) {
        i++;
    }
    if (i < MOST_URIS && !uris[i]) {
        uris[i] = strdup(uri);
    }
    return i < MOST_URIS ? i + 1 : 0;
}

static LV2_URID_Map map = {.map = map_uri};

static LV2_URID urid(const char *uri) {
    return map_uri(NULL, uri);
}

typedef struct lv2_own {
    LilvWorld *world;
    const LilvPlugin *plugin;
    LilvInstance *instance;
    float *controls;  // by port
    uint32_t inputs[PLAYER_CHANNELS];
    uint32_t outputs[PLAYER_CHANNELS];
    uint32_t notes_port;
    uint32_t notes_size;
    LV2_Atom_Sequence *notes;
    bool active;
} lv2_own;

static const char *lv2_load(const char *path, const void **factory) {
    char folder[4096];
    if (snprintf(folder, sizeof folder, "%s/", path) >= (int)sizeof folder) {
        return "its path is too long";
    }
    LilvWorld *world = lilv_world_new();
    LilvNode *bundle = world ? lilv_new_file_uri(world, NULL, folder) : NULL;
    if (!bundle) {
        return "out of memory";
    }
    lilv_world_load_bundle(world, bundle);
    lilv_node_free(bundle);
    *factory = world;
    return lilv_plugins_size(lilv_world_get_all_plugins(world)) > 0 ? NULL : "it holds no plugin";
}

static bool is_a(const lv2_own *own, const LilvPort *port, const char *uri) {
    LilvNode *class = lilv_new_uri(own->world, uri);
    const bool is = lilv_port_is_a(own->plugin, port, class);
    lilv_node_free(class);
    return is;
}

static uint32_t notes_size(const lv2_own *own, const LilvPort *port) {
    LilvNode *key = lilv_new_uri(own->world, LV2_RESIZE_PORT__minimumSize);
    LilvNode *size = lilv_port_get(own->plugin, port, key);
    const uint32_t bytes = size ? (uint32_t)lilv_node_as_int(size) : 4096;
    lilv_node_free(size);
    lilv_node_free(key);
    return bytes;
}

/** Sorts the ports; false where the plugin is not for this number of channels. */
static bool take_ports(lv2_own *own, uint32_t channels) {
    uint32_t ins = 0;
    uint32_t outs = 0;
    for (uint32_t i = 0; i < lilv_plugin_get_num_ports(own->plugin); i++) {
        const LilvPort *port = lilv_plugin_get_port_by_index(own->plugin, i);
        if (is_a(own, port, LV2_ATOM__AtomPort)) {
            own->notes_port = i;
            own->notes_size = notes_size(own, port);
        } else if (is_a(own, port, LV2_CORE__AudioPort)) {
            const bool in = is_a(own, port, LV2_CORE__InputPort);
            uint32_t *count = in ? &ins : &outs;
            if (*count == channels) {
                return false;
            }
            (in ? own->inputs : own->outputs)[(*count)++] = i;
        }
    }
    return ins == channels && outs == channels && own->notes_size > 0;
}

static bool find_plugin(lv2_own *own, uint32_t channels) {
    const LilvPlugins *plugins = lilv_world_get_all_plugins(own->world);
    LILV_FOREACH(plugins, i, plugins) {
        own->plugin = lilv_plugins_get(plugins, i);
        if (take_ports(own, channels)) {
            return true;
        }
    }
    return false;
}

static LilvInstance *instantiate(const player *p, const lv2_own *own) {
    const int32_t max_frames = (int32_t)p->max_frames;
    const LV2_Options_Option options[] = {
        {LV2_OPTIONS_INSTANCE, 0, urid(LV2_BUF_SIZE__maxBlockLength), sizeof max_frames, urid(LV2_ATOM__Int), &max_frames},
        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
    const LV2_Feature map_feature = {LV2_URID__map, &map};
    const LV2_Feature options_feature = {LV2_OPTIONS__options, (void *)options};
    const LV2_Feature bounded_feature = {LV2_BUF_SIZE__boundedBlockLength, NULL};
    const LV2_Feature *const features[] = {&map_feature, &options_feature, &bounded_feature, NULL};
    return lilv_plugin_instantiate(own->plugin, p->rate, features);
}

static const char *lv2_create(player *p, const void *factory) {
    lv2_own *own = calloc(1, sizeof *own);
    if (!own) {
        return "out of memory";
    }
    own->world = (LilvWorld *)factory;
    if (!find_plugin(own, p->channels)) {
        free(own);
        return "the plugin does not take this number of channels";
    }
    own->controls = calloc(lilv_plugin_get_num_ports(own->plugin), sizeof(float));
    own->notes = calloc(1, sizeof(LV2_Atom) + own->notes_size);
    own->instance = instantiate(p, own);
    if (!own->controls || !own->notes || !own->instance) {
        return "the plugin cannot be created";
    }
    lilv_plugin_get_port_ranges_float(own->plugin, NULL, NULL, own->controls);
    for (uint32_t i = 0; i < lilv_plugin_get_num_ports(own->plugin); i++) {
        if (is_a(own, lilv_plugin_get_port_by_index(own->plugin, i), LV2_CORE__ControlPort)) {
            lilv_instance_connect_port(own->instance, i, &own->controls[i]);
        }
    }
    p->own = own;
    return NULL;
}

// parameters

/** Returns the port of a name, or -1. */
static int find_port(const lv2_own *own, const char *name) {
    for (uint32_t i = 0; i < lilv_plugin_get_num_ports(own->plugin); i++) {
        LilvNode *node = lilv_port_get_name(own->plugin, lilv_plugin_get_port_by_index(own->plugin, i));
        const bool same = strcmp(lilv_node_as_string(node), name) == 0;
        lilv_node_free(node);
        if (same) {
            return (int)i;
        }
    }
    return -1;
}

/** Finds the port's value of a label, where `text` is not NULL, or the label of its value. */
static const char *find_label(const lv2_own *own, int port, const char *text, float *value) {
    LilvScalePoints *points = lilv_port_get_scale_points(own->plugin, lilv_plugin_get_port_by_index(own->plugin, (uint32_t)port));
    const char *found = NULL;
    LILV_FOREACH(scale_points, i, points) {
        const LilvScalePoint *point = lilv_scale_points_get(points, i);
        const char *label = lilv_node_as_string(lilv_scale_point_get_label(point));
        const float of_label = lilv_node_as_float(lilv_scale_point_get_value(point));
        if (text ? strcmp(label, text) == 0 : of_label == *value) {
            *value = of_label;
            found = label;  // the world owns it
        }
    }
    lilv_scale_points_free(points);
    return found;
}

static bool lv2_set(player *p, const char *name, const char *text) {
    const lv2_own *own = p->own;
    const int port = find_port(own, name);
    char *end;
    const float number = strtof(text, &end);
    if (port < 0 || find_label(own, port, text, &own->controls[port])) {
        return port >= 0;
    }
    if (!*text || *end) {
        return false;
    }
    own->controls[port] = number;
    return true;
}

static void connect_audio(const lv2_own *own, const uint32_t *ports, float *const *channels, uint32_t count, uint32_t most) {
    for (uint32_t c = 0; c < most; c++) {
        lilv_instance_connect_port(own->instance, ports[c], channels && c < count ? channels[c] : NULL);
    }
}

static void run(const player *p, const player_block *block) {
    const lv2_own *own = p->own;
    connect_audio(own, own->inputs, block->in, block->in_channels, p->channels);
    connect_audio(own, own->outputs, block->out, block->out_channels, p->channels);
    own->notes->atom = (LV2_Atom){.size = own->notes_size, .type = urid(LV2_ATOM__Chunk)};
    lilv_instance_connect_port(own->instance, own->notes_port, block->without_list ? NULL : own->notes);
    lilv_instance_run(own->instance, block->frames);
}

static void lv2_get(const player *p, const char *name, char *text, uint32_t size) {
    const lv2_own *own = p->own;
    const int port = find_port(own, name);
    text[0] = 0;
    if (port < 0) {
        return;
    }
    if (own->active) {
        run(p, &(player_block){.without_list = true});  // a block of no frames brings the ports up to date
    }
    const char *label = find_label(own, port, NULL, &own->controls[port]);
    if (label) {
        snprintf(text, size, "%s", label);
    } else {
        snprintf(text, size, "%.9g", own->controls[port]);
    }
}

// state: one property, whose text is what the other formats save

static LV2_State_Status store(LV2_State_Handle handle, uint32_t key, const void *value, size_t size, uint32_t type, uint32_t flags) {
    (void)key;
    (void)flags;
    player_state *state = handle;
    const size_t length = strnlen(value, size);
    size_t done = 0;
    while (type == urid(LV2_ATOM__String) && done < length) {
        const int64_t n = player_state_write(state, (const char *)value + done, length - done);
        if (n < 0) {
            return LV2_STATE_ERR_NO_SPACE;
        }
        done += (size_t)n;
    }
    return done == length ? LV2_STATE_SUCCESS : LV2_STATE_ERR_BAD_TYPE;
}

static const void *retrieve(LV2_State_Handle handle, uint32_t key, size_t *size, uint32_t *type, uint32_t *flags) {
    (void)key;
    const player_state *state = handle;
    *size = state->size;
    *type = urid(LV2_ATOM__String);
    *flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
    return state->bytes;
}

static bool lv2_save(const player *p, player_state *state) {
    const LilvInstance *instance = ((lv2_own *)p->own)->instance;
    const LV2_State_Interface *interface = lilv_instance_get_extension_data(instance, LV2_STATE__interface);
    return interface->save(instance->lv2_handle, store, state, 0, NULL) == LV2_STATE_SUCCESS;
}

static bool lv2_restore(player *p, player_state *state) {
    const LilvInstance *instance = ((lv2_own *)p->own)->instance;
    const LV2_State_Interface *interface = lilv_instance_get_extension_data(instance, LV2_STATE__interface);
    return interface->restore(instance->lv2_handle, retrieve, state, 0, NULL) == LV2_STATE_SUCCESS;
}

// processing

static void set_by_designation(const lv2_own *own, const char *designation, float value) {
    LilvNode *class = lilv_new_uri(own->world, LV2_CORE__InputPort);
    LilvNode *node = lilv_new_uri(own->world, designation);
    const LilvPort *port = lilv_plugin_get_port_by_designation(own->plugin, class, node);
    if (port) {
        own->controls[lilv_port_get_index(own->plugin, port)] = value;
    }
    lilv_node_free(node);
    lilv_node_free(class);
}

static bool lv2_start(player *p, bool offline) {
    lv2_own *own = p->own;
    set_by_designation(own, LV2_CORE__freeWheeling, offline);
    lilv_instance_activate(own->instance);
    own->active = true;
    p->position = 0;
    run(p, &(player_block){.without_list = true});
    p->latency = (uint32_t)own->controls[lilv_plugin_get_latency_port_index(own->plugin)];
    p->tail = p->latency + (uint32_t)ceil(p->rate);  // LV2 has no tail: a host runs on
    return true;
}

static bool lv2_process(player *p, const player_block *block) {
    const lv2_own *own = p->own;
    run(p, block);
    if (block->without_list) {
        return true;
    }
    const uint8_t *at = (const uint8_t *)(own->notes + 1);
    const uint8_t *end = (const uint8_t *)&own->notes->body + own->notes->atom.size;
    while (at < end) {
        const LV2_Atom_Event *event = (const LV2_Atom_Event *)at;
        if (!player_take_note(p, (uint32_t)event->time.frames, (const uint8_t *)(event + 1))) {
            return false;
        }
        at += sizeof *event + (event->body.size + 7) / 8 * 8;
    }
    return true;
}

static void lv2_stop(player *p) {
    lv2_own *own = p->own;
    own->active = false;
    lilv_instance_deactivate(own->instance);
}

static void lv2_destroy(player *p) {
    lv2_own *own = p->own;
    lilv_instance_free(own->instance);
    free(own->notes);
    free(own->controls);
    free(own);
}

const plugin_format FORMAT_LV2 = {
    .name = "LV2",
    .suffix = ".lv2",
    .load = lv2_load,
    .create = lv2_create,
    .set = lv2_set,
    .get = lv2_get,
    .save = lv2_save,
    .restore = lv2_restore,
    .start = lv2_start,
    .process = lv2_process,
    .stop = lv2_stop,
    .destroy = lv2_destroy,
};
