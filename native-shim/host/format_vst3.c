// SPDX-License-Identifier: Apache-2.0
#include "player.h"
#include "vst3/interfaces.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

enum { MOST_PARAMS = 64 };

/** A VST3 plugin as this host holds it. */
typedef struct vst3_own {
    struct v3_component **component;
    struct v3_audio_processor **processor;
    struct v3_edit_controller **controller;
    int32_t param_count;
    v3_param_id ids[MOST_PARAMS];
    _Atomic double values[MOST_PARAMS];
    _Atomic uint64_t changed;  // a bit for each parameter whose value process() has yet to bring
} vst3_own;

// What the host lends the plugin for a call: it is not counted, and has no other interface.

static v3_result no_interface(void *self, const v3_tuid iid, void **object) {
    (void)self;
    (void)iid;
    *object = NULL;
    return V3_NO_INTERFACE;
}

static uint32_t uncounted(void *self) {
    (void)self;
    return 1;
}

// loading

static const char *load(const char *path, const void **factory) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct utsname system;
    uname(&system);
    char file[4096];
    snprintf(file, sizeof file, "%s/Contents/%s-linux/%.*s.so", path, system.machine, (int)(strlen(name) - strlen(".vst3")), name);
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        return dlerror();
    }
    bool (*enter)(void *);
    void *(*get_factory)(void);
    *(void **)&enter = dlsym(library, "ModuleEntry");  // as POSIX has it: C knows no such conversion
    *(void **)&get_factory = dlsym(library, "GetPluginFactory");
    if (!enter || !get_factory || !enter(library)) {
        return "it is not a working VST3 bundle";
    }
    *factory = get_factory();
    return *factory ? NULL : "it holds no plugin";
}

static const char *create(player *p, const void *factory) {
    struct v3_plugin_factory **plugins = (struct v3_plugin_factory **)factory;
    vst3_own *own = calloc(1, sizeof(vst3_own));
    if (!own) {
        return "out of memory";
    }
    p->own = own;
    struct v3_class_info info;
    if ((*plugins)->get_class_info(plugins, 0, &info) != V3_OK ||
        (*plugins)->create_instance(plugins, info.class_id, v3_component_iid, (void **)&own->component) != V3_OK) {
        return "the plugin cannot be created";
    }
    struct v3_component **component = own->component;
    if ((*component)->initialize(component, NULL) != V3_OK ||
        (*component)->query_interface(component, v3_audio_processor_iid, (void **)&own->processor) != V3_OK ||
        (*component)->query_interface(component, v3_edit_controller_iid, (void **)&own->controller) != V3_OK) {
        return "the plugin lacks an interface";
    }
    v3_speaker_arrangement speakers = p->channels == 1 ? V3_SPEAKER_M : V3_SPEAKER_L | V3_SPEAKER_R;
    if ((*own->processor)->set_bus_arrangements(own->processor, &speakers, 1, &speakers, 1) != V3_OK) {
        return "the plugin does not take this number of channels";
    }
    (*component)->activate_bus(component, V3_AUDIO, V3_INPUT, 0, true);
    (*component)->activate_bus(component, V3_AUDIO, V3_OUTPUT, 0, true);
    (*component)->activate_bus(component, V3_EVENT, V3_OUTPUT, 0, true);
    own->param_count = (*own->controller)->get_parameter_count(own->controller);
    if (own->param_count > MOST_PARAMS) {
        return "the plugin has too many parameters";
    }
    for (int32_t i = 0; i < own->param_count; i++) {
        struct v3_param_info param;
        (*own->controller)->get_parameter_info(own->controller, i, &param);
        own->ids[i] = param.param_id;
    }
    return NULL;
}

// parameters

static void narrow(const int16_t *from, char *to, size_t room) {
    size_t i = 0;
    for (; i + 1 < room && from[i]; i++) {
        to[i] = (char)from[i];
    }
    to[i] = 0;
}

static int32_t find_param(const vst3_own *own, const char *name, struct v3_param_info *info) {
    for (int32_t i = 0; i < own->param_count; i++) {
        char title[128];
        (*own->controller)->get_parameter_info(own->controller, i, info);
        narrow(info->title, title, sizeof title);
        if (strcmp(title, name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool set(player *p, const char *name, const char *text) {
    vst3_own *own = p->own;
    struct v3_param_info info;
    const int32_t index = find_param(own, name, &info);
    int16_t wide[128] = {0};
    for (size_t i = 0; i + 1 < sizeof wide / sizeof wide[0] && text[i]; i++) {
        wide[i] = text[i];
    }
    double value;
    if (index < 0 || (*own->controller)->get_parameter_value_for_string(own->controller, info.param_id, wide, &value) != V3_OK) {
        return false;
    }
    (*own->controller)->set_parameter_normalised(own->controller, info.param_id, value);
    atomic_store(&own->values[index], value);
    atomic_fetch_or(&own->changed, UINT64_C(1) << index);
    return true;
}

static void get(const player *p, const char *name, char *text, uint32_t size) {
    const vst3_own *own = p->own;
    struct v3_param_info info;
    int16_t wide[128] = {0};
    if (find_param(own, name, &info) >= 0) {
        const double value = (*own->controller)->get_parameter_normalised(own->controller, info.param_id);
        (*own->controller)->get_parameter_string_for_value(own->controller, info.param_id, value, wide);
    }
    narrow(wide, text, size);
}

// state

typedef struct stream {
    const struct v3_bstream *functions;
    player_state *state;
} stream;

static v3_result read_state(void *self, void *bytes, int32_t size, int32_t *read) {
    *read = (int32_t)player_state_read(((stream *)self)->state, bytes, (uint64_t)size);
    return V3_OK;
}

static v3_result write_state(void *self, void *bytes, int32_t size, int32_t *written) {
    *written = (int32_t)player_state_write(((stream *)self)->state, bytes, (uint64_t)size);
    return *written >= 0 ? V3_OK : V3_NOMEM;
}

static v3_result no_seek(void *self, int64_t position, int32_t mode, int64_t *result) {
    (void)self;
    (void)position;
    (void)mode;
    (void)result;
    return V3_NOT_IMPLEMENTED;
}

static v3_result no_tell(void *self, int64_t *position) {
    (void)self;
    (void)position;
    return V3_NOT_IMPLEMENTED;
}

static const struct v3_bstream STREAM = {.query_interface = no_interface,
                                         .ref = uncounted,
                                         .unref = uncounted,
                                         .read = read_state,
                                         .write = write_state,
                                         .seek = no_seek,
                                         .tell = no_tell};

static bool save(const player *p, player_state *state) {
    struct v3_component **component = ((vst3_own *)p->own)->component;
    stream s = {&STREAM, state};
    return (*component)->get_state(component, (struct v3_bstream **)&s) == V3_OK;
}

static bool restore(player *p, player_state *state) {
    struct v3_component **component = ((vst3_own *)p->own)->component;
    stream s = {&STREAM, state};
    state->at = 0;
    return (*component)->set_state(component, (struct v3_bstream **)&s) == V3_OK;
}

// processing

static bool start(player *p, bool offline) {
    vst3_own *own = p->own;
    struct v3_process_setup setup = {.process_mode = offline ? V3_OFFLINE : V3_REALTIME,
                                     .symbolic_sample_size = V3_SAMPLE_32,
                                     .max_block_size = (int32_t)p->max_frames,
                                     .sample_rate = p->rate};
    if ((*own->processor)->setup_processing(own->processor, &setup) != V3_OK ||
        (*own->component)->set_active(own->component, true) != V3_OK) {
        return false;
    }
    p->latency = (*own->processor)->get_latency_samples(own->processor);
    p->tail = (*own->processor)->get_tail_samples(own->processor);
    p->position = 0;
    return (*own->processor)->set_processing(own->processor, true) == V3_OK;
}

/** A change at a block's first frame. */
typedef struct queue {
    const struct v3_param_value_queue *functions;
    v3_param_id id;
    double value;
} queue;

static v3_param_id queue_id(void *self) {
    return ((queue *)self)->id;
}

static int32_t queue_count(void *self) {
    (void)self;
    return 1;
}

static v3_result queue_point(void *self, int32_t index, int32_t *frame, double *value) {
    (void)index;
    *frame = 0;
    *value = ((queue *)self)->value;
    return V3_OK;
}

static v3_result queue_add(void *self, int32_t frame, double value, int32_t *index) {
    (void)self;
    (void)frame;
    (void)value;
    (void)index;
    return V3_NOT_IMPLEMENTED;
}

static const struct v3_param_value_queue QUEUE = {.query_interface = no_interface,
                                                  .ref = uncounted,
                                                  .unref = uncounted,
                                                  .get_param_id = queue_id,
                                                  .get_point_count = queue_count,
                                                  .get_point = queue_point,
                                                  .add_point = queue_add};

typedef struct changes {
    const struct v3_param_changes *functions;
    int32_t count;
    queue queues[MOST_PARAMS];
} changes;

static int32_t changes_count(void *self) {
    return ((changes *)self)->count;
}

static struct v3_param_value_queue **changes_get(void *self, int32_t index) {
    return (struct v3_param_value_queue **)&((changes *)self)->queues[index];
}

static struct v3_param_value_queue **changes_add(void *self, v3_param_id *id, int32_t *index) {
    (void)self;
    (void)id;
    (void)index;
    return NULL;
}

static const struct v3_param_changes CHANGES = {.query_interface = no_interface,
                                                .ref = uncounted,
                                                .unref = uncounted,
                                                .get_param_count = changes_count,
                                                .get_param_data = changes_get,
                                                .add_param_data = changes_add};

static changes take_changes(vst3_own *own) {
    changes c = {.functions = &CHANGES};
    const uint64_t changed = atomic_exchange(&own->changed, 0);
    for (int i = 0; i < own->param_count; i++) {
        if (changed >> i & 1) {
            c.queues[c.count++] = (queue){&QUEUE, own->ids[i], atomic_load(&own->values[i])};
        }
    }
    return c;
}

typedef struct list {
    const struct v3_event_list *functions;
    player *p;
} list;

static uint32_t list_count(void *self) {
    (void)self;
    return 0;
}

static v3_result list_get(void *self, int32_t index, struct v3_event *event) {
    (void)self;
    (void)index;
    (void)event;
    return V3_INVALID_ARG;
}

static v3_result list_add(void *self, struct v3_event *event) {
    const bool on = event->type == V3_EVENT_NOTE_ON;
    if (!on && event->type != V3_EVENT_NOTE_OFF) {
        return V3_INVALID_ARG;
    }
    const int16_t channel = on ? event->note_on.channel : event->note_off.channel;
    const int16_t pitch = on ? event->note_on.pitch : event->note_off.pitch;
    const float velocity = on ? event->note_on.velocity : event->note_off.velocity;
    const uint8_t bytes[] = {(uint8_t)((on ? 0x90 : 0x80) | channel), (uint8_t)pitch, (uint8_t)(velocity * 127 + 0.5f)};
    return player_take_note(((list *)self)->p, (uint32_t)event->sample_offset, bytes) ? V3_OK : V3_NOMEM;
}

static const struct v3_event_list LIST = {.query_interface = no_interface,
                                          .ref = uncounted,
                                          .unref = uncounted,
                                          .get_event_count = list_count,
                                          .get_event = list_get,
                                          .add_event = list_add};

static bool process(player *p, const player_block *block) {
    vst3_own *own = p->own;
    struct v3_audio_bus_buffers in = {.num_channels = (int32_t)block->in_channels,
                                      .channel_silence_bitset = block->is_silent ? 3 : 0,
                                      .channel_buffers_32 = (float **)block->in};
    struct v3_audio_bus_buffers out = {.num_channels = (int32_t)block->out_channels, .channel_buffers_32 = (float **)block->out};
    changes c = take_changes(own);
    list notes = {&LIST, p};
    struct v3_process_data data = {.symbolic_sample_size = V3_SAMPLE_32,
                                   .nframes = (int32_t)block->frames,
                                   .num_input_buses = block->in ? 1 : 0,
                                   .num_output_buses = block->out ? 1 : 0,
                                   .inputs = block->in ? &in : NULL,
                                   .outputs = block->out ? &out : NULL,
                                   .input_params = (struct v3_param_changes **)&c,
                                   .output_events = block->without_list ? NULL : (struct v3_event_list **)&notes};
    return (*own->processor)->process(own->processor, &data) == V3_OK;
}

static void stop(player *p) {
    vst3_own *own = p->own;
    (*own->processor)->set_processing(own->processor, false);
    (*own->component)->set_active(own->component, false);
}

static void destroy(player *p) {
    vst3_own *own = p->own;
    (*own->component)->terminate(own->component);
    (*own->controller)->unref(own->controller);
    (*own->processor)->unref(own->processor);
    (*own->component)->unref(own->component);
    free(own);
}

const plugin_format FORMAT_VST3 = {.name = "VST3",
                                   .suffix = ".vst3",
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
