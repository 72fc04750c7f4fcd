// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include "../engine/runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const FEATURES[] = {CLAP_PLUGIN_FEATURE_NOTE_DETECTOR, CLAP_PLUGIN_FEATURE_AUDIO_EFFECT, CLAP_PLUGIN_FEATURE_ANALYZER,
                                       CLAP_PLUGIN_FEATURE_STEREO,        CLAP_PLUGIN_FEATURE_MONO,         NULL};

const clap_plugin_descriptor_t KS_CLAP_DESCRIPTOR = {
    .clap_version = CLAP_VERSION_INIT,
    .id = "org.kitscribe.kitscribe",
    .name = "Kitscribe",
    .vendor = "Kitscribe",
    .url = "",
    .manual_url = "",
    .support_url = "",
    .version = KS_VERSION,
    .description = "Listens to a drum track and sends the notes that were played",
    .features = (const char **)FEATURES,
};

static void tell(const ks_clap *clap, clap_log_severity severity, const char *message) {
    if (clap->host_log) {
        clap->host_log->log(clap->host, severity, message);
    }
}

void ks_clap_expect_main_thread(const ks_clap *clap, const char *function) {
    if (clap->host_thread_check && !clap->host_thread_check->is_main_thread(clap->host)) {
        char message[128];
        snprintf(message, sizeof message, "The host called %s() on a thread that is not its main thread.", function);
        tell(clap, CLAP_LOG_HOST_MISBEHAVING, message);
    }
}

static bool plugin_init(const clap_plugin_t *plugin) {
    ks_clap *clap = ks_clap_of(plugin);
    const clap_host_t *host = clap->host;
    clap->host_latency = host->get_extension(host, CLAP_EXT_LATENCY);
    clap->host_log = host->get_extension(host, CLAP_EXT_LOG);
    clap->host_note_name = host->get_extension(host, CLAP_EXT_NOTE_NAME);
    clap->host_params = host->get_extension(host, CLAP_EXT_PARAMS);
    clap->host_thread_check = host->get_extension(host, CLAP_EXT_THREAD_CHECK);
    const clap_host_note_ports_t *note_ports = host->get_extension(host, CLAP_EXT_NOTE_PORTS);
    if (note_ports) {
        const uint32_t dialects = note_ports->supported_dialects(host);
        clap->sends_midi = !(dialects & CLAP_NOTE_DIALECT_CLAP) && (dialects & CLAP_NOTE_DIALECT_MIDI);
    }
    return true;
}

static void plugin_destroy(const clap_plugin_t *plugin) {
    ks_clap *clap = ks_clap_of(plugin);
    ks_clap_expect_main_thread(clap, "destroy");
    if (clap->instance->active) {
        tell(clap, CLAP_LOG_HOST_MISBEHAVING, "The host called destroy() on an active plugin.");
        ks_instance_deactivate(clap->instance);
    }
    ks_instance_destroy(clap->instance);
    free(clap);
}

static bool plugin_activate(const clap_plugin_t *plugin, double rate, uint32_t min_frames, uint32_t max_frames) {
    (void)min_frames;
    ks_clap *clap = ks_clap_of(plugin);
    ks_clap_expect_main_thread(clap, "activate");
    if (clap->instance->active) {
        tell(clap, CLAP_LOG_HOST_MISBEHAVING, "The host called activate() on an active plugin.");
        return false;
    }
    if (!ks_instance_activate(clap->instance, ks_runtime_bridge(), rate, max_frames, clap->channels)) {
        tell(clap, CLAP_LOG_ERROR, "Kitscribe cannot run at this sample rate and block size, or is out of memory.");
        return false;
    }
    atomic_store(&clap->asked_for_restart, false);
    const uint32_t latency = ks_instance_latency(clap->instance);
    const bool changed = latency != clap->reported_latency;
    clap->reported_latency = latency; /* before the host is told: it may ask at once */
    if (changed && clap->host_latency) {
        clap->host_latency->changed(clap->host);
    }
    return true;
}

static void plugin_deactivate(const clap_plugin_t *plugin) {
    ks_clap *clap = ks_clap_of(plugin);
    ks_clap_expect_main_thread(clap, "deactivate");
    if (clap->instance->active) {
        ks_instance_deactivate(clap->instance);
    }
}

static bool plugin_start_processing(const clap_plugin_t *plugin) {
    return ks_clap_of(plugin)->instance->active;
}

static void plugin_stop_processing(const clap_plugin_t *plugin) {
    (void)plugin;
}

static void plugin_reset(const clap_plugin_t *plugin) {
    ks_instance_reset(ks_clap_of(plugin)->instance);
}

/** Where a part of the host's block sends its notes. */
typedef struct destination {
    const ks_clap *clap;
    const clap_output_events_t *events;
    uint32_t from;  // the part's first frame in the host's block
} destination;

static bool push_midi(const destination *to, const ks_note *note) {
    const clap_event_midi_t event = {
        .header = {.size = sizeof event, .time = to->from + note->frame, .type = CLAP_EVENT_MIDI},
        .data = {(uint8_t)((note->on ? 0x90 : 0x80) | note->channel), note->key, note->velocity},
    };
    return to->events->try_push(to->events, &event.header);
}

static bool push_note(void *context, const ks_note *note) {
    const destination *to = context;
    if (!to->events) {
        return false;
    }
    if (to->clap->sends_midi) {
        return push_midi(to, note);
    }
    const clap_event_note_t event = {
        .header = {.size = sizeof event, .time = to->from + note->frame, .type = note->on ? CLAP_EVENT_NOTE_ON : CLAP_EVENT_NOTE_OFF},
        .note_id = -1,
        .channel = note->channel,
        .key = note->key,
        .velocity = note->velocity / 127.0,
    };
    return to->events->try_push(to->events, &event.header);
}

void ks_clap_apply(ks_clap *clap, const clap_event_header_t *event) {
    if (event->space_id != CLAP_CORE_EVENT_SPACE_ID || event->type != CLAP_EVENT_PARAM_VALUE) {
        return;
    }
    const clap_event_param_value_t *change = (const clap_event_param_value_t *)event;
    const int param = ks_param_by_id(change->param_id);
    if (param >= 0) {
        ks_instance_set(clap->instance, param, change->value);
        ks_clap_follow_restart(clap);
    }
    if (param == KS_DRUM_MAP && clap->host_note_name) {
        clap->host->request_callback(clap->host);
    }
}

/** Where values are told. */
typedef struct value_output {
    const clap_output_events_t *events;
    uint32_t frame;
} value_output;

static bool push_value(void *context, int param, double value) {
    const value_output *to = context;
    const clap_event_param_value_t event = {
        .header = {.size = sizeof event, .time = to->frame, .type = CLAP_EVENT_PARAM_VALUE},
        .param_id = KS_PARAM_TABLE[param].id,
        .note_id = -1,
        .port_index = -1,
        .channel = -1,
        .key = -1,
        .value = value,
    };
    return to->events->try_push(to->events, &event.header);
}

void ks_clap_tell(ks_clap *clap, const clap_output_events_t *events, uint32_t frame) {
    value_output to = {.events = events, .frame = frame};
    if (events) {
        ks_instance_tell(clap->instance, push_value, &to);
    }
}

void ks_clap_follow_restart(ks_clap *clap) {
    if (ks_instance_needs_restart(clap->instance) && !atomic_exchange(&clap->asked_for_restart, true)) {
        clap->host->request_restart(clap->host);
    }
}

/** A channel of a port from a frame on, or NULL where the host does not give it. */
static float *channel(const clap_audio_buffer_t *ports, uint32_t count, uint32_t c, uint32_t from) {
    const bool given = count > 0 && ports[0].data32 && c < ports[0].channel_count && ports[0].data32[c];
    return given ? ports[0].data32[c] + from : NULL;
}

/** Runs the frames from..to-1 of the host's block. */
static bool run(const ks_clap *clap, const clap_process_t *process, uint32_t from, uint32_t to) {
    const float *in[KS_CHANNELS];
    float *out[KS_CHANNELS];
    for (uint32_t c = 0; c < clap->channels; c++) {
        in[c] = channel(process->audio_inputs, process->audio_inputs_count, c, from);
        out[c] = channel(process->audio_outputs, process->audio_outputs_count, c, from);
    }
    destination context = {.clap = clap, .events = process->out_events, .from = from};
    const ks_block block = {.in = in, .out = out, .frames = to - from, .sink = push_note, .context = &context};
    return ks_instance_process(clap->instance, &block);
}

/** Silences the channels that we did not promise to fill. */
static void prepare_output(const ks_clap *clap, const clap_process_t *process) {
    if (process->audio_outputs_count == 0) {
        return;
    }
    process->audio_outputs[0].constant_mask = 0;
    for (uint32_t c = clap->channels; c < process->audio_outputs[0].channel_count; c++) {
        float *extra = channel(process->audio_outputs, 1, c, 0);
        if (extra) {
            memset(extra, 0, process->frames_count * sizeof(float));
        }
    }
}

/** The block is cut at each event, so that a parameter changes at its frame. Values that we change are told at the block's end. */
static clap_process_status plugin_process(const clap_plugin_t *plugin, const clap_process_t *process) {
    ks_clap *clap = ks_clap_of(plugin);
    if (!clap->instance->active) {
        return CLAP_PROCESS_ERROR;
    }
    prepare_output(clap, process);
    const clap_input_events_t *events = process->in_events;
    const uint32_t count = events ? events->size(events) : 0;
    uint32_t from = 0;
    for (uint32_t i = 0; i < count; i++) {
        const clap_event_header_t *event = events->get(events, i);
        if (event->time > from && event->time < process->frames_count) {
            run(clap, process, from, event->time);
            from = event->time;
        }
        ks_clap_apply(clap, event);
    }
    const bool more = run(clap, process, from, process->frames_count);
    ks_clap_tell(clap, process->out_events, process->frames_count > 0 ? process->frames_count - 1 : 0);
    return more ? CLAP_PROCESS_CONTINUE : CLAP_PROCESS_SLEEP;
}

/** Asked for where the drum map was set. */
static void plugin_on_main_thread(const clap_plugin_t *plugin) {
    const ks_clap *clap = ks_clap_of(plugin);
    if (clap->host_note_name) {
        clap->host_note_name->changed(clap->host);
    }
}

const clap_plugin_t *ks_clap_create(const clap_host_t *host) {
    ks_clap *clap = calloc(1, sizeof(ks_clap));
    ks_instance *instance = ks_instance_create();
    if (!clap || !instance) {
        free(clap);
        free(instance);
        return NULL;
    }
    clap->plugin = (clap_plugin_t){
        .desc = &KS_CLAP_DESCRIPTOR,
        .plugin_data = clap,
        .init = plugin_init,
        .destroy = plugin_destroy,
        .activate = plugin_activate,
        .deactivate = plugin_deactivate,
        .start_processing = plugin_start_processing,
        .stop_processing = plugin_stop_processing,
        .reset = plugin_reset,
        .process = plugin_process,
        .get_extension = ks_clap_extension,
        .on_main_thread = plugin_on_main_thread,
    };
    clap->host = host;
    clap->instance = instance;
    clap->channels = 2;
    return &clap->plugin;
}
