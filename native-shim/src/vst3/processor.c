// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include <string.h>

enum { MOST_QUEUES = 128 };

// set-up

static uint32_t channels_of(v3_speaker_arrangement speakers) {
    const v3_speaker_arrangement stereo = V3_SPEAKER_L | V3_SPEAKER_R;
    return speakers == V3_SPEAKER_M ? 1 : speakers == stereo ? 2 : 0;
}

static v3_result set_bus_arrangements(void *self, v3_speaker_arrangement *inputs, int32_t input_count, v3_speaker_arrangement *outputs,
                                      int32_t output_count) {
    ks_vst3 *plugin = ks_vst3_of(self);
    if (input_count != 1 || output_count != 1 || inputs[0] != outputs[0] || channels_of(inputs[0]) == 0 || plugin->instance->active) {
        return V3_FALSE;
    }
    plugin->channels = channels_of(inputs[0]);
    return V3_OK;
}

static v3_result get_bus_arrangement(void *self, int32_t direction, int32_t index, v3_speaker_arrangement *speakers) {
    (void)direction;
    if (index != 0) {
        return V3_INVALID_ARG;
    }
    *speakers = ks_vst3_of(self)->channels == 1 ? V3_SPEAKER_M : V3_SPEAKER_L | V3_SPEAKER_R;
    return V3_OK;
}

static v3_result can_process_sample_size(void *self, int32_t size) {
    (void)self;
    return size == V3_SAMPLE_32 ? V3_OK : V3_FALSE;
}

static v3_result setup_processing(void *self, struct v3_process_setup *setup) {
    ks_instance *instance = ks_vst3_of(self)->instance;
    if (instance->active || setup->symbolic_sample_size != V3_SAMPLE_32 || setup->max_block_size < 1 ||
        !ks_instance_configure(instance, setup->sample_rate, (uint32_t)setup->max_block_size)) {
        return V3_FALSE;
    }
    ks_instance_set_offline(instance, setup->process_mode == V3_OFFLINE);
    return V3_OK;
}

/** Of the setting in force; while inactive, of the one that the next activation will have. */
static void configure_anew(ks_instance *instance) {
    if (!instance->active) {
        ks_instance_configure(instance, instance->rate, instance->max_frames);
    }
}

static uint32_t get_latency_samples(void *self) {
    ks_instance *instance = ks_vst3_of(self)->instance;
    configure_anew(instance);
    return ks_instance_latency(instance);
}

static uint32_t get_tail_samples(void *self) {
    ks_instance *instance = ks_vst3_of(self)->instance;
    configure_anew(instance);
    return ks_instance_tail(instance);
}

/** A host that stopped processing goes on with other audio. */
static v3_result set_processing(void *self, v3_bool state) {
    ks_instance *instance = ks_vst3_of(self)->instance;
    if (state && instance->active && instance->audio.position > 0) {
        ks_instance_reset(instance);
    }
    return V3_OK;
}

// parameters in and out

/** The changes of a block, each queue in order of time. */
typedef struct changes {
    struct v3_param_changes **list;
    int32_t count;
    int32_t next[MOST_QUEUES];  // point to be applied
} changes;

static changes changes_of(const struct v3_process_data *data) {
    changes c = {.list = data->input_params};
    const int32_t count = c.list ? (*c.list)->get_param_count(c.list) : 0;
    c.count = count < MOST_QUEUES ? count : MOST_QUEUES;
    return c;
}

/** Applies a queue's points up to a frame; returns the frame of the next one, at most `end`. */
static int32_t apply_queue(ks_instance *instance, struct v3_param_value_queue **queue, int32_t *next, int32_t frame, int32_t end) {
    const int param = ks_param_by_id((*queue)->get_param_id(queue));
    const int32_t count = (*queue)->get_point_count(queue);
    int32_t at;
    double normalised;
    while (param >= 0 && *next < count && (*queue)->get_point(queue, *next, &at, &normalised) == V3_OK) {
        if (at > frame) {
            return at < end ? at : end;
        }
        ks_instance_set(instance, param, ks_vst3_plain(param, normalised));
        ++*next;
    }
    return end;
}

/** Applies the changes up to a frame; returns the frame of the next one, at most `end`. */
static int32_t apply(ks_instance *instance, changes *c, int32_t frame, int32_t end) {
    int32_t until = end;
    for (int32_t i = 0; i < c->count; i++) {
        struct v3_param_value_queue **queue = (*c->list)->get_param_data(c->list, i);
        if (queue) {
            until = apply_queue(instance, queue, &c->next[i], frame, until);
        }
    }
    return until;
}

static bool push_value(void *context, int param, double plain) {
    struct v3_param_changes **list = context;
    v3_param_id id = KS_PARAM_TABLE[param].id;
    int32_t index;
    struct v3_param_value_queue **queue = (*list)->add_param_data(list, &id, &index);
    return queue && (*queue)->add_point(queue, 0, ks_vst3_normalise(param, plain), &index) == V3_OK;
}

// audio and notes

/** Where a part of the host's block sends its notes. */
typedef struct destination {
    struct v3_event_list **events;  // NULL: the host takes none
    uint32_t from;                  // the part's first frame in the host's block
} destination;

static bool push_note(void *context, const ks_note *note) {
    const destination *to = context;
    if (!to->events) {
        return true;
    }
    struct v3_event event = {.sample_offset = (int32_t)(to->from + note->frame)};
    if (note->on) {
        event.type = V3_EVENT_NOTE_ON;
        event.note_on =
            (struct v3_event_note_on){.channel = note->channel, .pitch = note->key, .velocity = (float)note->velocity / 127, .note_id = -1};
    } else {
        event.type = V3_EVENT_NOTE_OFF;
        event.note_off = (struct v3_event_note_off){.channel = note->channel, .pitch = note->key, .note_id = -1};
    }
    return (*to->events)->add_event(to->events, &event) == V3_OK;
}

/** A channel of the first bus from a frame on, or NULL where the host does not give it. */
static float *channel(const struct v3_audio_bus_buffers *buses, int32_t count, uint32_t c, int32_t from) {
    const bool given =
        buses && count > 0 && buses[0].channel_buffers_32 && (int32_t)c < buses[0].num_channels && buses[0].channel_buffers_32[c];
    return given ? buses[0].channel_buffers_32[c] + from : NULL;
}

/** Runs the frames from..to-1 of the host's block. */
static void run(const ks_vst3 *plugin, const struct v3_process_data *data, int32_t from, int32_t to) {
    const float *in[KS_CHANNELS];
    float *out[KS_CHANNELS];
    for (uint32_t c = 0; c < plugin->channels; c++) {
        in[c] = channel(data->inputs, data->num_input_buses, c, from);
        out[c] = channel(data->outputs, data->num_output_buses, c, from);
    }
    destination context = {.events = plugin->sends_notes ? data->output_events : NULL, .from = (uint32_t)from};
    const ks_block block = {.in = in, .out = out, .frames = (uint32_t)(to - from), .sink = push_note, .context = &context};
    ks_instance_process(plugin->instance, &block);
}

/** Silences the channels that we did not promise to fill. */
static void prepare_output(const ks_vst3 *plugin, const struct v3_process_data *data) {
    for (int32_t i = 0; data->outputs && i < data->num_output_buses; i++) {
        data->outputs[i].channel_silence_bitset = 0;
    }
    const int32_t channels = data->outputs && data->num_output_buses > 0 ? data->outputs[0].num_channels : 0;
    for (int32_t c = (int32_t)plugin->channels; c < channels; c++) {
        float *extra = channel(data->outputs, data->num_output_buses, (uint32_t)c, 0);
        if (extra) {
            memset(extra, 0, (size_t)data->nframes * sizeof(float));
        }
    }
}

/** The block is cut at each change, so that a parameter changes at its frame. */
static v3_result process(void *self, struct v3_process_data *data) {
    ks_vst3 *plugin = ks_vst3_of(self);
    ks_instance *instance = plugin->instance;
    if (!instance->active || data->nframes < 0 || data->symbolic_sample_size != V3_SAMPLE_32) {
        return V3_INVALID_ARG;
    }
    prepare_output(plugin, data);
    changes c = changes_of(data);
    int32_t from = 0;
    do {
        const int32_t to = apply(instance, &c, from, data->nframes);
        run(plugin, data, from, to);
        from = to;
    } while (from < data->nframes);
    apply(instance, &c, INT32_MAX, data->nframes);
    if (data->output_params) {
        ks_instance_tell(instance, push_value, data->output_params);
    }
    return V3_OK;
}

const struct v3_audio_processor KS_VST3_PROCESSOR = {
    .query_interface = ks_vst3_query,
    .ref = ks_vst3_ref,
    .unref = ks_vst3_unref,
    .set_bus_arrangements = set_bus_arrangements,
    .get_bus_arrangement = get_bus_arrangement,
    .can_process_sample_size = can_process_sample_size,
    .get_latency_samples = get_latency_samples,
    .setup_processing = setup_processing,
    .set_processing = set_processing,
    .process = process,
    .get_tail_samples = get_tail_samples,
};
