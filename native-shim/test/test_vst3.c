// SPDX-License-Identifier: Apache-2.0

/** What only VST3 has: interfaces, normalised values, changes at their frame, restarts. */

#include "consumer.h"
#include "latency.h"
#include "params.h"
#include "vst3/factory.h"
#include "vst3/plugin.h"

#include <assert.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, BLOCK = 64, MOST = 64 };

// a host

static v3_result no_interface(void *self, const v3_tuid iid, void **object) {
    (void)self;
    (void)iid;
    *object = NULL;
    return V3_NO_INTERFACE;
}

static uint32_t references;

static uint32_t count_up(void *self) {
    (void)self;
    return ++references;
}

static uint32_t count_down(void *self) {
    (void)self;
    return --references;
}

static int restarts;

static v3_result restart(void *self, int32_t flags) {
    (void)self;
    assert(flags == V3_RESTART_LATENCY_CHANGED);
    restarts++;
    return V3_OK;
}

static const struct v3_component_handler HANDLER = {
    .query_interface = no_interface, .ref = count_up, .unref = count_down, .restart_component = restart};

/** The points of one parameter: what the host hands in, or what the plugin handed out. */
typedef struct points {
    const struct v3_param_value_queue *functions;
    v3_param_id id;
    int32_t count;
    int32_t frames[MOST];
    double values[MOST];
} points;

static v3_param_id points_id(void *self) {
    return ((points *)self)->id;
}

static int32_t points_count(void *self) {
    return ((points *)self)->count;
}

static v3_result points_get(void *self, int32_t index, int32_t *frame, double *value) {
    *frame = ((points *)self)->frames[index];
    *value = ((points *)self)->values[index];
    return V3_OK;
}

static v3_result points_add(void *self, int32_t frame, double value, int32_t *index) {
    points *p = self;
    p->frames[p->count] = frame;
    p->values[p->count] = value;
    *index = p->count++;
    return V3_OK;
}

static const struct v3_param_value_queue POINTS = {.query_interface = no_interface,
                                                   .ref = count_up,
                                                   .unref = count_down,
                                                   .get_param_id = points_id,
                                                   .get_point_count = points_count,
                                                   .get_point = points_get,
                                                   .add_point = points_add};

typedef struct queues {
    const struct v3_param_changes *functions;
    int32_t count;
    points of[8];
} queues;

static int32_t queues_count(void *self) {
    return ((queues *)self)->count;
}

static struct v3_param_value_queue **queues_get(void *self, int32_t index) {
    return (struct v3_param_value_queue **)&((queues *)self)->of[index];
}

static struct v3_param_value_queue **queues_add(void *self, v3_param_id *id, int32_t *index) {
    queues *q = self;
    *index = q->count++;
    q->of[*index] = (points){.functions = &POINTS, .id = *id};
    return queues_get(self, *index);
}

static const struct v3_param_changes QUEUES = {.query_interface = no_interface,
                                               .ref = count_up,
                                               .unref = count_down,
                                               .get_param_count = queues_count,
                                               .get_param_data = queues_get,
                                               .add_param_data = queues_add};

typedef struct events {
    const struct v3_event_list *functions;
    int count;
    struct v3_event of[MOST];
} events;

static v3_result events_add(void *self, struct v3_event *event) {
    events *e = self;
    e->of[e->count++] = *event;
    return V3_OK;
}

static const struct v3_event_list EVENTS = {.query_interface = no_interface, .ref = count_up, .unref = count_down, .add_event = events_add};

/** The plugin by its interfaces. */
static struct v3_component **component;
static struct v3_audio_processor **processor;
static struct v3_edit_controller **controller;

static void create(void) {
    struct v3_plugin_factory **factory = (struct v3_plugin_factory **)&kitscribe_vst3_factory;
    struct v3_class_info info;
    assert((*factory)->num_classes(factory) == 1);
    assert((*factory)->get_class_info(factory, 0, &info) == V3_OK);
    assert((*factory)->create_instance(factory, info.class_id, v3_component_iid, (void **)&component) == V3_OK);
    assert((*component)->query_interface(component, v3_audio_processor_iid, (void **)&processor) == V3_OK);
    assert((*processor)->query_interface(processor, v3_edit_controller_iid, (void **)&controller) == V3_OK);
    void *none = component;
    assert((*component)->query_interface(component, v3_bstream_iid, &none) == V3_NO_INTERFACE && !none);
}

static void destroy(void) {
    assert((*controller)->unref(controller) == 2);
    assert((*processor)->unref(processor) == 1);
    assert((*component)->unref(component) == 0);
}

static void activate(bool offline) {
    struct v3_process_setup setup = {.process_mode = offline ? V3_OFFLINE : V3_REALTIME,
                                     .symbolic_sample_size = V3_SAMPLE_32,
                                     .max_block_size = BLOCK,
                                     .sample_rate = RATE};
    assert((*processor)->setup_processing(processor, &setup) == V3_OK);
    assert((*component)->set_active(component, true) == V3_OK);
    assert((*processor)->set_processing(processor, true) == V3_OK);
}

static void deactivate(void) {
    assert((*processor)->set_processing(processor, false) == V3_OK);
    assert((*component)->set_active(component, false) == V3_OK);
}

/** Processes a block with a click at its start, or none. */
static void process(float click, queues *in, queues *out, events *notes) {
    static float samples[2][BLOCK];
    memset(samples, 0, sizeof samples);
    samples[0][0] = samples[1][0] = click;
    float *channels[] = {samples[0], samples[1]};
    struct v3_audio_bus_buffers bus = {.num_channels = 2, .channel_silence_bitset = 3, .channel_buffers_32 = channels};
    struct v3_process_data data = {.symbolic_sample_size = V3_SAMPLE_32,
                                   .nframes = BLOCK,
                                   .num_input_buses = 1,
                                   .num_output_buses = 1,
                                   .inputs = &bus,
                                   .outputs = &bus,
                                   .input_params = in ? (struct v3_param_changes **)in : NULL,
                                   .output_params = out ? (struct v3_param_changes **)out : NULL,
                                   .output_events = (struct v3_event_list **)notes};
    assert((*processor)->process(processor, &data) == V3_OK);
    assert(bus.channel_silence_bitset == 0);
}

// tests

static void buses_and_arrangements(void) {
    create();
    assert((*component)->get_bus_count(component, V3_AUDIO, V3_INPUT) == 1);
    assert((*component)->get_bus_count(component, V3_EVENT, V3_INPUT) == 0);
    assert((*component)->get_bus_count(component, V3_EVENT, V3_OUTPUT) == 1);
    struct v3_bus_info info;
    v3_speaker_arrangement mono = V3_SPEAKER_M;
    v3_speaker_arrangement stereo = V3_SPEAKER_L | V3_SPEAKER_R;
    v3_speaker_arrangement now;
    assert((*processor)->set_bus_arrangements(processor, &mono, 1, &stereo, 1) == V3_FALSE);
    assert((*processor)->set_bus_arrangements(processor, &mono, 1, &mono, 1) == V3_OK);
    assert((*processor)->get_bus_arrangement(processor, V3_OUTPUT, 0, &now) == V3_OK && now == mono);
    assert((*component)->get_bus_info(component, V3_AUDIO, V3_INPUT, 0, &info) == V3_OK && info.channel_count == 1);
    activate(false);
    assert((*processor)->set_bus_arrangements(processor, &stereo, 1, &stereo, 1) == V3_FALSE);
    deactivate();
    destroy();
}

static void samples_of_32_bit_only(void) {
    create();
    assert((*processor)->can_process_sample_size(processor, V3_SAMPLE_32) == V3_OK);
    assert((*processor)->can_process_sample_size(processor, V3_SAMPLE_64) == V3_FALSE);
    struct v3_process_setup setup = {.symbolic_sample_size = V3_SAMPLE_64, .max_block_size = 64, .sample_rate = RATE};
    assert((*processor)->setup_processing(processor, &setup) == V3_FALSE);
    destroy();
}

static void widen(const char *text, int16_t *wide) {
    size_t i = 0;
    do {
        wide[i] = text[i];
    } while (text[i++]);
}

static void every_parameter_is_that_of_the_table(void) {
    create();
    assert((*controller)->get_parameter_count(controller) == KS_PARAMS);
    for (int i = 0; i < KS_PARAMS; i++) {
        const ks_param *p = &KS_PARAM_TABLE[i];
        struct v3_param_info info;
        assert((*controller)->get_parameter_info(controller, i, &info) == V3_OK);
        int16_t title[128];
        widen(p->name, title);
        assert(info.param_id == p->id && memcmp(info.title, title, 2 * strlen(p->name) + 2) == 0);
        assert(!(info.flags & V3_PARAM_READ_ONLY) == !p->read_only);
        assert(!(info.flags & V3_PARAM_IS_BYPASS) == (i != KS_BYPASS));
        for (int step = 0; step <= info.step_count; step++) {
            const double normalised = info.step_count ? (double)step / info.step_count : 0.25;
            const double plain = (*controller)->normalised_parameter_to_plain(controller, p->id, normalised);
            assert(fabs((*controller)->plain_parameter_to_normalised(controller, p->id, plain) - normalised) < 1e-9);
            v3_str_128 text;
            double again;
            assert((*controller)->get_parameter_string_for_value(controller, p->id, normalised, text) == V3_OK);
            assert((*controller)->get_parameter_value_for_string(controller, p->id, text, &again) == V3_OK);
            assert(fabs(again - normalised) < 1e-9);
        }
    }
    destroy();
}

static void the_unit_stands_beside_the_text(void) {
    create();
    struct v3_param_info info;
    v3_str_128 text;
    assert((*controller)->get_parameter_info(controller, KS_MIDI_OFFSET, &info) == V3_OK);
    assert(memcmp(info.units, (int16_t[]){'m', 's', 0}, 6) == 0);
    assert((*controller)->get_parameter_string_for_value(controller, info.param_id, 0, text) == V3_OK);
    assert(memcmp(text, (int16_t[]){'-', '2', '0', '.', '0', 0}, 12) == 0);
    destroy();
}

static void a_change_takes_effect_at_its_frame(void) {
    create();
    assert((*component)->activate_bus(component, V3_EVENT, V3_OUTPUT, 0, true) == V3_OK);
    activate(true);
    events notes = {.functions = &EVENTS};
    process(0.5f, NULL, NULL, &notes);
    for (int i = 0; i < 1000 && notes.count == 0; i++) {
        process(0, NULL, NULL, &notes);
    }
    const struct v3_event *on = &notes.of[0];
    assert(notes.count == 1 && on->type == V3_EVENT_NOTE_ON && on->note_on.pitch == click_key(0.5f));
    assert(on->note_on.channel == 9 && on->note_on.velocity == 100.0f / 127 && on->note_on.note_id == -1);

    queues in = {.functions = &QUEUES, .count = 2, .of = {{.functions = &POINTS}, {.functions = &POINTS}}};
    in.of[0] = (points){.functions = &POINTS, .id = 999999, .count = 1};
    in.of[1] = (points){.functions = &POINTS, .id = KS_PARAM_TABLE[KS_BYPASS].id, .count = 3, .frames = {0, 7, 5000}, .values = {0, 1, 0}};
    process(0, &in, NULL, &notes);
    assert(notes.count == 2 && notes.of[1].type == V3_EVENT_NOTE_OFF && notes.of[1].sample_offset == 7);
    deactivate();
    destroy();
}

static void no_notes_to_an_inactive_bus(void) {
    create();
    activate(true);
    events notes = {.functions = &EVENTS};
    for (int i = 0; i < 1000; i++) {
        process(0.5f, NULL, NULL, &notes);
    }
    assert(notes.count == 0);
    deactivate();
    destroy();
}

static void what_is_read_only_comes_out_of_process(void) {
    create();
    activate(true);
    const v3_param_id id = KS_PARAM_TABLE[KS_STATUS].id;
    const double ready = (*controller)->plain_parameter_to_normalised(controller, id, KS_STATUS_READY_CPU);
    while ((*controller)->get_parameter_normalised(controller, id) != ready) {
        sched_yield();  // else it might change between the reading of it
    }
    events notes = {.functions = &EVENTS};
    queues out = {.functions = &QUEUES};
    process(0, NULL, &out, &notes);
    assert(out.count == 1 && out.of[0].id == id && out.of[0].count == 1 && out.of[0].values[0] == ready);
    out.count = 0;
    process(0, NULL, &out, &notes);
    assert(out.count == 0);  // nothing new
    deactivate();
    destroy();
}

static void latency_follows_the_setting_by_a_restart(void) {
    create();
    const v3_param_id id = KS_PARAM_TABLE[KS_LATENCY].id;
    struct v3_component_handler *handler = (struct v3_component_handler *)&HANDLER;
    references = 0;
    restarts = 0;
    assert((*controller)->set_component_handler(controller, &handler) == V3_OK && references == 1);
    assert((*controller)->set_parameter_normalised(controller, id, 0) == V3_OK && restarts == 0);
    activate(false);
    assert((*processor)->get_latency_samples(processor) == ks_latency(KS_QUICK, RATE, BLOCK));

    queues in = {.functions = &QUEUES, .count = 1};
    in.of[0] = (points){.functions = &POINTS, .id = id, .count = 1, .values = {1}};
    events notes = {.functions = &EVENTS};
    process(0, &in, NULL, &notes);
    assert(restarts == 0);  // never from here
    assert((*processor)->get_latency_samples(processor) == ks_latency(KS_QUICK, RATE, BLOCK));
    assert((*controller)->set_parameter_normalised(controller, id, 1) == V3_OK && restarts == 1);
    assert((*controller)->set_parameter_normalised(controller, id, 0.5) == V3_OK && restarts == 1);  // asked once
    deactivate();
    assert((*processor)->get_latency_samples(processor) == ks_latency(KS_BALANCED, RATE, BLOCK));
    destroy();
    assert(references == 0);
}

/** A control that moves after automation has passed does not set the parameter back. */
static void a_late_control_does_not_undo_automation(void) {
    create();
    const v3_param_id id = KS_PARAM_TABLE[KS_SENSITIVITY].id;
    activate(false);
    assert((*controller)->set_parameter_normalised(controller, id, 0.1) == V3_OK);
    assert((*controller)->get_parameter_normalised(controller, id) == 0.1);
    queues in = {.functions = &QUEUES, .count = 1};
    in.of[0] = (points){.functions = &POINTS, .id = id, .count = 1, .values = {0.9}};
    events notes = {.functions = &EVENTS};
    process(0, &in, NULL, &notes);
    assert((*controller)->set_parameter_normalised(controller, id, 0.3) == V3_OK);
    const ks_instance *instance = ks_vst3_of(component)->instance;
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 90);
    deactivate();
    destroy();
}

static void an_empty_block_brings_parameters(void) {
    create();
    activate(false);
    queues in = {.functions = &QUEUES, .count = 1};
    in.of[0] = (points){.functions = &POINTS, .id = KS_PARAM_TABLE[KS_SENSITIVITY].id, .count = 1, .values = {0.9}};
    struct v3_process_data data = {.symbolic_sample_size = V3_SAMPLE_32, .input_params = (struct v3_param_changes **)&in};
    assert((*processor)->process(processor, &data) == V3_OK);
    const ks_instance *instance = ks_vst3_of(component)->instance;
    assert(ks_instance_get(instance, KS_SENSITIVITY) == 90 && atomic_load(&instance->changed) == 0);
    deactivate();
    destroy();
}

int main(void) {
    buses_and_arrangements();
    samples_of_32_bit_only();
    every_parameter_is_that_of_the_table();
    the_unit_stands_beside_the_text();
    a_change_takes_effect_at_its_frame();
    no_notes_to_an_inactive_bus();
    what_is_read_only_comes_out_of_process();
    latency_follows_the_setting_by_a_restart();
    a_late_control_does_not_undo_automation();
    an_empty_block_brings_parameters();
    return EXIT_SUCCESS;
}
