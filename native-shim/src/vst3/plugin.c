// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include "../engine/runtime.h"
#include "../engine/state.h"

#include <stdlib.h>

enum { NOTE_CHANNELS = 16 };
/** Until the host says otherwise. */
enum { FIRST_RATE = 44100, FIRST_BLOCK = 1024 };

// requirements: transport and tempo do not matter

static uint32_t no_requirements(void *self) {
    (void)self;
    return 0;
}

static const struct v3_process_context_requirements REQUIREMENTS = {
    .query_interface = ks_vst3_query,
    .ref = ks_vst3_ref,
    .unref = ks_vst3_unref,
    .get_process_context_requirements = no_requirements,
};

// life

ks_vst3 *ks_vst3_create(void) {
    ks_vst3 *plugin = calloc(1, sizeof(ks_vst3));
    ks_instance *instance = ks_instance_create();
    if (!plugin || !instance || !ks_instance_configure(instance, FIRST_RATE, FIRST_BLOCK)) {
        free(plugin);
        free(instance);
        return NULL;
    }
    *plugin = (ks_vst3){
        .component = {&KS_VST3_COMPONENT, plugin},
        .controller = {&KS_VST3_CONTROLLER, plugin},
        .processor = {&KS_VST3_PROCESSOR, plugin},
        .requirements = {&REQUIREMENTS, plugin},
        .references = 1,
        .instance = instance,
        .channels = KS_CHANNELS,
    };
    ks_vst3_show_parameters(plugin);
    return plugin;
}

v3_result ks_vst3_query(void *self, const v3_tuid iid, void **object) {
    ks_vst3 *plugin = ks_vst3_of(self);
    const struct {
        const uint8_t *iid;
        ks_vst3_face *face;
    } faces[] = {
        {v3_funknown_iid, &plugin->component},        {v3_plugin_base_iid, &plugin->component},
        {v3_component_iid, &plugin->component},       {v3_edit_controller_iid, &plugin->controller},
        {v3_audio_processor_iid, &plugin->processor}, {v3_process_context_requirements_iid, &plugin->requirements},
    };
    for (size_t i = 0; i < sizeof faces / sizeof faces[0]; i++) {
        if (v3_tuid_match(faces[i].iid, iid)) {
            ks_vst3_ref(self);
            *object = faces[i].face;
            return V3_OK;
        }
    }
    *object = NULL;
    return V3_NO_INTERFACE;
}

uint32_t ks_vst3_ref(void *self) {
    return atomic_fetch_add(&ks_vst3_of(self)->references, 1) + 1;
}

uint32_t ks_vst3_unref(void *self) {
    ks_vst3 *plugin = ks_vst3_of(self);
    const uint32_t left = atomic_fetch_sub(&plugin->references, 1) - 1;
    if (left == 0) {
        ks_vst3_terminate(self);
        ks_instance_destroy(plugin->instance);
        free(plugin);
    }
    return left;
}

v3_result ks_vst3_initialize(void *self, struct v3_funknown **context) {
    (void)self;
    (void)context;
    return V3_OK;
}

v3_result ks_vst3_terminate(void *self) {
    ks_vst3 *plugin = ks_vst3_of(self);
    if (plugin->instance->active) {
        ks_instance_deactivate(plugin->instance);
    }
    ks_vst3_release_handler(plugin);
    return V3_OK;
}

// component

/** The host gets the controller by asking this object for it. */
static v3_result get_controller_class_id(void *self, v3_tuid class_id) {
    (void)self;
    (void)class_id;
    return V3_NOT_IMPLEMENTED;
}

static v3_result set_io_mode(void *self, int32_t mode) {
    (void)self;
    (void)mode;
    return V3_NOT_IMPLEMENTED;
}

static int32_t get_bus_count(void *self, int32_t type, int32_t direction) {
    (void)self;
    return type == V3_AUDIO || (type == V3_EVENT && direction == V3_OUTPUT) ? 1 : 0;
}

static v3_result get_bus_info(void *self, int32_t type, int32_t direction, int32_t index, struct v3_bus_info *info) {
    if (index < 0 || index >= get_bus_count(self, type, direction)) {
        return V3_INVALID_ARG;
    }
    *info = (struct v3_bus_info){
        .media_type = type,
        .direction = direction,
        .channel_count = type == V3_AUDIO ? (int32_t)ks_vst3_of(self)->channels : NOTE_CHANNELS,
        .bus_type = V3_MAIN,
        .flags = V3_DEFAULT_ACTIVE,
    };
    const char *audio = direction == V3_INPUT ? "Drums" : "Drums, delayed";
    ks_vst3_write(info->bus_name, sizeof info->bus_name / 2, type == V3_AUDIO ? audio : "Notes");
    return V3_OK;
}

static v3_result get_routing_info(void *self, struct v3_routing_info *input, struct v3_routing_info *output) {
    (void)self;
    (void)input;
    (void)output;
    return V3_NOT_IMPLEMENTED;
}

static v3_result activate_bus(void *self, int32_t type, int32_t direction, int32_t index, v3_bool state) {
    if (index < 0 || index >= get_bus_count(self, type, direction)) {
        return V3_INVALID_ARG;
    }
    if (type == V3_EVENT) {
        ks_vst3_of(self)->sends_notes = state;
    }
    return V3_OK;
}

static v3_result set_active(void *self, v3_bool state) {
    ks_vst3 *plugin = ks_vst3_of(self);
    ks_instance *instance = plugin->instance;
    if (instance->active && !state) {
        ks_instance_deactivate(instance);
    } else if (!instance->active && state) {
        if (!ks_instance_activate(instance, ks_runtime_bridge(), instance->rate, instance->max_frames, plugin->channels)) {
            return V3_NOMEM;
        }
        plugin->asked_for_restart = false;
    }
    return V3_OK;
}

/** Streams of some hosts do not tell their end from a failure; the state's own form tells whether it is whole. */
static int64_t read_stream(void *context, void *bytes, uint64_t size) {
    struct v3_bstream **stream = context;
    int32_t got = 0;
    (*stream)->read(stream, bytes, (int32_t)size, &got);
    return got > 0 ? got : 0;
}

static int64_t write_stream(void *context, const void *bytes, uint64_t size) {
    struct v3_bstream **stream = context;
    int32_t written = 0;
    const v3_result result = (*stream)->write(stream, (void *)bytes, (int32_t)size, &written);
    return result == V3_OK ? written : -1;
}

static v3_result set_state(void *self, struct v3_bstream **stream) {
    ks_vst3 *plugin = ks_vst3_of(self);
    if (!stream || !ks_state_load(plugin->instance, read_stream, stream)) {
        return V3_FALSE;
    }
    ks_vst3_show_parameters(plugin);
    ks_vst3_follow_restart(plugin);
    return V3_OK;
}

static v3_result get_state(void *self, struct v3_bstream **stream) {
    return stream && ks_state_save(ks_vst3_of(self)->instance, write_stream, stream) ? V3_OK : V3_FALSE;
}

const struct v3_component KS_VST3_COMPONENT = {
    .query_interface = ks_vst3_query,
    .ref = ks_vst3_ref,
    .unref = ks_vst3_unref,
    .initialize = ks_vst3_initialize,
    .terminate = ks_vst3_terminate,
    .get_controller_class_id = get_controller_class_id,
    .set_io_mode = set_io_mode,
    .get_bus_count = get_bus_count,
    .get_bus_info = get_bus_info,
    .get_routing_info = get_routing_info,
    .activate_bus = activate_bus,
    .set_active = set_active,
    .set_state = set_state,
    .get_state = get_state,
};
