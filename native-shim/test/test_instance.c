// SPDX-License-Identifier: Apache-2.0
#include "instance.h"

#include "consumer.h"
#include "latency.h"
#include "random.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 44100, TOTAL = 3 * RATE, LONGEST = 4096, MOST = 4096 };

static ks_bridge bridge;

typedef struct received {
    int64_t at;
    ks_note note;
} received;

/** An instance with its host and a consumer that works when told. */
typedef struct rig {
    ks_instance *instance;
    consumer java;
    received notes[MOST];
    int count;
    int64_t now;
    uint32_t frames;
    bool more;  // what process() returned
    float left[LONGEST];
    float right[LONGEST];
    float out_left[LONGEST];
    float out_right[LONGEST];
} rig;

static bool receive(void *context, const ks_note *note) {
    rig *r = context;
    assert(note->frame < r->frames && r->count < MOST);
    r->notes[r->count++] = (received){.at = r->now + note->frame, .note = *note};
    return true;
}

static void start(rig *r, uint32_t max_frames) {
    assert(ks_instance_activate(r->instance, &bridge, RATE, max_frames, 2));
    consumer_open(&r->java, &bridge, r->instance->lane_index, atomic_load(&bridge.header->lanes[r->instance->lane_index].request));
    r->count = 0;
    r->now = 0;
}

static rig *new_rig(void) {
    rig *r = calloc(1, sizeof(rig));
    assert(r);
    r->instance = ks_instance_create();
    assert(r->instance);
    return r;
}

static void stop(rig *r) {
    ks_instance_deactivate(r->instance);
    consumer_close(&r->java);
}

static void free_rig(rig *r) {
    ks_instance_destroy(r->instance);
    free(r);
}

/** Processes the block in left and right. */
static void process(rig *r, uint32_t frames) {
    const float *in[] = {r->left, r->right};
    float *out[] = {r->out_left, r->out_right};
    const ks_block block = {.in = in, .out = out, .frames = frames, .sink = receive, .context = r};
    r->frames = frames;
    r->more = ks_instance_process(r->instance, &block);
    r->now += frames;
}

static void process_silence(rig *r, uint32_t total, uint32_t frames) {
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    for (uint32_t i = 0; i < total; i += frames) {
        process(r, frames);
        consumer_work(&r->java, UINT64_MAX);
    }
}

/** A click at the start of a block, otherwise silence. */
static void process_click(rig *r, float loudness, uint32_t frames) {
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    r->left[0] = r->right[0] = loudness;
    process(r, frames);
    consumer_work(&r->java, UINT64_MAX);
}

static float sample_at(uint64_t position) {
    uint64_t seed = position;
    const uint32_t dice = random_below(&seed, 2000);
    return dice == 0 ? 0.3f + (float)random_below(&seed, 5) / 10 : (float)dice / 10000;
}

static void fill(rig *r, uint64_t position, uint32_t frames) {
    for (uint32_t i = 0; i < frames; i++) {
        r->left[i] = sample_at(position + i);
        r->right[i] = r->left[i];
    }
}

/** Runs the same audio in blocks of this size (0: random), and checks the delayed audio and the notes to the sample. */
static void gives_each_note_with_its_sample(uint32_t size) {
    rig *r = new_rig();
    start(r, LONGEST);
    const uint32_t latency = ks_latency(KS_BALANCED, RATE, LONGEST);
    assert(ks_instance_latency(r->instance) == latency);
    uint64_t seed = size + 1;
    for (uint64_t at = 0; at < TOTAL;) {
        const uint32_t frames = size ? size : 1 + random_below(&seed, LONGEST);
        fill(r, at, frames);
        process(r, frames);
        for (uint32_t i = 0; i < frames; i++) {
            const float expected = at + i < latency ? 0 : sample_at(at + i - latency);
            assert(r->out_left[i] == expected && r->out_right[i] == expected);
        }
        consumer_work(&r->java, UINT64_MAX);
        at += frames;
    }
    int i = 0;
    bool sounding[128] = {0};
    int64_t ends[128] = {0};
    for (uint64_t p = 0; p < TOTAL - latency - LONGEST; p++) {
        if (sample_at(p) <= 0.25f) {
            continue;
        }
        const uint8_t key = click_key(sample_at(p));
        const int64_t at = (int64_t)(p + latency);
        while (!r->notes[i].note.on) {
            assert(ends[r->notes[i].note.key] == r->notes[i].at || r->notes[i].at == at);
            sounding[r->notes[i++].note.key] = false;
        }
        assert(!sounding[key]);
        assert(r->notes[i].at == at && r->notes[i].note.key == key && r->notes[i].note.channel == 9);
        sounding[key] = true;
        ends[key] = at + CLICK_LENGTH;
        i++;
    }
    assert(i > 50);
    assert(ks_instance_get(r->instance, KS_LATE_NOTES) == 0 && ks_instance_get(r->instance, KS_DROPPED_NOTES) == 0);
    stop(r);
    free_rig(r);
}

static void mono_and_stereo_and_in_place(void) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_DELAY_AUDIO, 0);
    assert(ks_instance_activate(r->instance, &bridge, RATE, 64, 1));
    consumer_open(&r->java, &bridge, r->instance->lane_index, atomic_load(&bridge.header->lanes[r->instance->lane_index].request));
    assert(ks_instance_latency(r->instance) == 0);
    float samples[] = {0.5f, NAN, -1, INFINITY};
    const float *in[] = {samples};
    float *out[] = {samples};
    const ks_block block = {.in = in, .out = out, .frames = 4, .sink = receive, .context = r};
    r->frames = 4;
    ks_instance_process(r->instance, &block);
    assert(samples[0] == 0.5f && isnan(samples[1]) && samples[2] == -1 && isinf(samples[3]));  // the dry signal as it is
    const float *ring = r->java.lane->audio;
    assert(ring[0] == 0.5f && ring[1] == 0 && ring[2] == -1 && ring[3] == 0);
    const ks_block without_input = {.out = out, .frames = 4, .sink = receive, .context = r};
    ks_instance_process(r->instance, &without_input);
    assert(samples[0] == 0 && samples[3] == 0);
    stop(r);
    free_rig(r);
}

static void channels_may_be_missing(void) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_DELAY_AUDIO, 0);
    start(r, 64);
    fill(r, 0, 64);
    const float *in[] = {r->left, NULL};
    float *out[] = {NULL, r->out_right};
    r->out_right[0] = 1;
    const ks_block half = {.in = in, .out = out, .frames = 64, .sink = receive, .context = r};
    r->frames = 64;
    ks_instance_process(r->instance, &half);
    assert(r->java.lane->audio[1] == 0.5f * sample_at(1) && r->out_right[0] == 0);
    const ks_block without_output = {.in = in, .frames = 64, .sink = receive, .context = r};
    ks_instance_process(r->instance, &without_output);
    assert(atomic_load(&r->java.lane->audio_write) == 128 && r->java.lane->audio[65] == 0.5f * sample_at(1));
    stop(r);
    free_rig(r);
}

static void latency_and_tail_are_known_before_activation(void) {
    ks_instance *instance = ks_instance_create();
    assert(!ks_instance_configure(instance, 48000, 0) && !ks_instance_configure(instance, NAN, 64));
    assert(ks_instance_configure(instance, 48000, 64));
    assert(ks_instance_latency(instance) == ks_latency(KS_BALANCED, 48000, 64));
    assert(ks_instance_tail(instance) > ks_instance_latency(instance));
    ks_instance_destroy(instance);
}

static void a_block_may_be_longer_than_announced_or_empty(void) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_DELAY_AUDIO, 0);
    start(r, 64);
    fill(r, 0, 1000);
    process(r, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        assert(r->out_left[i] == sample_at(i));
    }
    process(r, 0);
    assert(atomic_load(&r->java.lane->audio_write) == 1000);
    stop(r);
    free_rig(r);
}

static void parameters_reach_java_with_their_position(void) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_SENSITIVITY, 60);
    start(r, 64);
    process_silence(r, 64, 64);
    assert(r->java.commands_seen == KS_PARAMS && r->java.values[4] == 60 && r->java.value_at[4] == 0);
    ks_instance_set(r->instance, KS_SENSITIVITY, 70);
    ks_instance_set(r->instance, KS_DRUM_ON + 3, 0);
    process_silence(r, 64, 64);
    assert(r->java.commands_seen == KS_PARAMS + 2 && r->java.values[4] == 70 && r->java.value_at[4] == 64);
    assert(r->java.values[203] == 0 && r->java.value_at[203] == 64);
    ks_instance_set(r->instance, KS_SENSITIVITY, 71);
    process(r, 0);
    consumer_work(&r->java, 0);
    assert(r->java.values[4] == 71 && r->java.value_at[4] == 128);
    for (int i = 0; i < 3 * (int)KS_COMMANDS; i++) {  // Java does not look
        ks_instance_set(r->instance, KS_SENSITIVITY, i % 100);
        process(r, 1);
    }
    ks_instance_set(r->instance, KS_SENSITIVITY, 12.5);
    process(r, 1);
    process_silence(r, 128, 64);
    assert(r->java.values[4] == 12.5);
    stop(r);
    free_rig(r);
}

static void bypass_ends_notes_and_keeps_the_delay(void) {
    rig *r = new_rig();
    start(r, 64);
    const uint32_t latency = ks_instance_latency(r->instance);
    process_click(r, 0.5f, 64);
    process_silence(r, latency - latency % 64, 64);
    assert(r->count == 1 && r->notes[0].note.on && r->notes[0].at == latency);
    ks_instance_set(r->instance, KS_BYPASS, 1);
    process_click(r, 0.6f, 64);
    assert(r->count == 2 && !r->notes[1].note.on && r->notes[1].note.frame == 0);
    process_silence(r, 2 * latency / 64 * 64, 64);
    assert(r->count == 2);
    ks_instance_set(r->instance, KS_BYPASS, 0);
    process_click(r, 0.7f, 64);
    process_silence(r, latency + 256, 64);
    assert(r->count == 4 && r->notes[2].note.key == click_key(0.7f));
    assert(ks_instance_get(r->instance, KS_DROPPED_NOTES) == 0);
    stop(r);
    free_rig(r);
}

static void the_offset_moves_the_notes(double offset) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_MIDI_OFFSET, offset);
    start(r, 64);
    const uint32_t latency = ks_instance_latency(r->instance);
    process_click(r, 0.5f, 64);
    process_silence(r, latency + RATE / 5, 64);
    assert(r->count == 2 && r->notes[0].at == latency + llround(offset * RATE / 1000));
    assert(ks_instance_get(r->instance, KS_LATE_NOTES) == 0);
    stop(r);
    free_rig(r);
}

static void reset_forgets_notes_and_audio(void) {
    rig *r = new_rig();
    start(r, 64);
    const uint32_t latency = ks_instance_latency(r->instance);
    process_click(r, 0.5f, 64);
    process_silence(r, latency / 64 * 64, 64);
    assert(r->count == 1);
    process_click(r, 0.6f, 64);
    ks_instance_reset(r->instance);
    assert(atomic_load(&r->java.lane->epoch) == (uint64_t)r->now);
    process_silence(r, 64, 64);
    assert(r->count == 2 && !r->notes[1].note.on && r->notes[1].note.frame == 0);
    const ks_event stale = {.position = (uint64_t)r->now - 200, .length = 1, .key = 1, .velocity = 1};
    assert(ks_ring_push(&r->java.events, &stale));  // Java was in the midst of it
    process_silence(r, 2 * latency, 64);
    assert(r->count == 2 && ks_instance_get(r->instance, KS_DROPPED_NOTES) == 0);
    for (uint32_t i = 0; i < 64; i++) {
        assert(r->out_left[i] == 0);
    }
    process_click(r, 0.7f, 64);
    process_silence(r, latency + 256, 64);
    assert(r->count == 4 && r->notes[2].note.key == click_key(0.7f));
    stop(r);
    free_rig(r);
}

static void notes_left_sounding_end_after_the_next_activate(void) {
    rig *r = new_rig();
    start(r, 64);
    process_click(r, 0.5f, 64);
    process_silence(r, ks_instance_latency(r->instance) / 64 * 64, 64);
    assert(r->count == 1);
    stop(r);
    start(r, 64);
    process_silence(r, 64, 64);
    assert(r->count == 1 && !r->notes[0].note.on && r->notes[0].note.key == click_key(0.5f));
    stop(r);
    free_rig(r);
}

static void a_new_java_hears_everything_anew(void) {
    rig *r = new_rig();
    start(r, 64);
    process_silence(r, 6400, 64);
    atomic_fetch_add(&bridge.header->generation, 1);
    process_silence(r, 64, 64);
    assert(atomic_load(&r->java.lane->generation) == atomic_load(&bridge.header->generation));
    assert(atomic_load(&r->java.lane->epoch) == 6400);
    assert(r->java.commands_seen == 2 * KS_PARAMS && r->java.value_at[4] == 6400);
    process_click(r, 0.5f, 64);
    process_silence(r, ks_instance_latency(r->instance) + 256, 64);
    assert(r->count == 2);
    stop(r);
    free_rig(r);
}

static void says_when_nothing_more_comes(void) {
    rig *r = new_rig();
    start(r, 512);
    process_click(r, 0.5f, 512);
    assert(r->more);
    process_silence(r, ks_instance_tail(r->instance), 512);
    assert(r->more && r->count == 2);
    process_silence(r, 3 * RATE + 512, 512);
    assert(!r->more);
    process_click(r, 0.5f, 512);
    assert(r->more);
    stop(r);
    free_rig(r);
}

static void the_tail_covers_the_last_note(void) {
    rig *r = new_rig();
    ks_instance_set(r->instance, KS_MIDI_OFFSET, 100);
    start(r, 64);
    process_click(r, 0.5f, 1);
    process_silence(r, ks_instance_tail(r->instance), 1);
    assert(r->count == 2);
    stop(r);
    free_rig(r);
}

static void expect_status(const ks_instance *instance, int status, const char *words) {
    char text[KS_TEXT_SIZE];
    assert(ks_instance_status(instance, text, sizeof text) == status);
    assert(strcmp(text, words) == 0);
    assert(ks_instance_get(instance, KS_STATUS) == status);
}

static void tells_its_status(void) {
    rig *r = new_rig();
    expect_status(r->instance, KS_STATUS_INACTIVE, "inactive");
    assert(ks_instance_activate(r->instance, &bridge, RATE, 64, 2));
    expect_status(r->instance, KS_STATUS_STARTING, "starting");
    consumer_open(&r->java, &bridge, r->instance->lane_index, atomic_load(&bridge.header->lanes[r->instance->lane_index].request));
    expect_status(r->instance, KS_STATUS_READY_CPU, "ready on CPU");
    atomic_store(&r->java.lane->status, KS_LANE_OVERLOADED);
    expect_status(r->instance, KS_STATUS_OVERLOADED, "overloaded");
    strcpy(r->java.lane->text, "out of ideas");
    atomic_store(&r->java.lane->status, KS_LANE_FAILED);
    expect_status(r->instance, KS_STATUS_FAILED, "failed: out of ideas");
    stop(r);
    assert(ks_instance_activate(r->instance, NULL, RATE, 64, 2));
    expect_status(r->instance, KS_STATUS_FAILED, "failed: the system gives no shared memory, or ulimit -f no file as long");
    fill(r, 0, 64);
    process(r, 64);
    ks_instance_deactivate(r->instance);
    free_rig(r);
}

typedef struct told {
    int count;
    int param;
    double value;
    bool refuse;
} told;

static bool hear_value(void *context, int param, double value) {
    told *t = context;
    t->count++;
    t->param = param;
    t->value = value;
    return !t->refuse;
}

/** Tells once; the only value told is this one, or none where param is below 0. */
static void expect_told(rig *r, int param, double value) {
    told t = {0};
    ks_instance_tell(r->instance, hear_value, &t);
    assert(t.count == (param >= 0));
    assert(t.count == 0 || (t.param == param && t.value == value));
}

static void an_overrun_is_survived(void) {
    rig *r = new_rig();
    start(r, 4096);
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    for (int i = 0; i < 100; i++) {
        process(r, 4096);  // Java does not look
    }
    const uint64_t lost = atomic_load(&r->java.lane->audio_lost);
    assert(lost > 3 * RATE && lost < 4 * RATE);
    expect_status(r->instance, KS_STATUS_READY_CPU, "ready on CPU; 4 s of audio were not heard, for Java did not keep up");
    expect_told(r, KS_STATUS, KS_STATUS_READY_CPU);
    expect_told(r, -1, 0);
    consumer_work(&r->java, UINT64_MAX);
    process_silence(r, 10 * 4096, 4096);  // the gap is filled
    assert(atomic_load(&r->java.lane->epoch) == 0);
    process_click(r, 0.5f, 4096);
    const int64_t click = r->now - 4096;
    process_silence(r, 5 * 4096, 4096);
    assert(r->count == 2 && r->notes[0].at == click + ks_instance_latency(r->instance));
    stop(r);
    free_rig(r);
}

static void tells_the_host_what_changes_here(void) {
    rig *r = new_rig();
    expect_told(r, -1, 0);
    start(r, 64);
    told refused = {.refuse = true};
    ks_instance_tell(r->instance, hear_value, &refused);
    assert(refused.count == 1);
    expect_told(r, KS_STATUS, KS_STATUS_READY_CPU);
    expect_told(r, -1, 0);
    const ks_event late = {.position = 0, .length = 1, .key = 1, .velocity = 1};
    process_silence(r, ks_instance_latency(r->instance) / 64 * 64 + 64, 64);
    assert(ks_ring_push(&r->java.events, &late));
    process_silence(r, 64, 64);
    expect_told(r, KS_LATE_NOTES, 1);
    process_silence(r, RATE, 64);
    assert(ks_ring_push(&r->java.events, &late));
    process_silence(r, 64, 64);
    expect_told(r, KS_DROPPED_NOTES, 1);
    strcpy(r->java.lane->capture_text[1], "saved drums.mid");
    atomic_fetch_add(&r->java.lane->captures, 1);
    expect_status(r->instance, KS_STATUS_READY_CPU, "ready on CPU; saved drums.mid");
    expect_told(r, KS_STATUS, KS_STATUS_READY_CPU);
    expect_told(r, -1, 0);
    stop(r);
    free_rig(r);
}

static void a_trigger_reaches_java_once_and_goes_back(void) {
    rig *r = new_rig();
    const uint32_t id = KS_PARAM_TABLE[KS_SAVE_CAPTURE].id;
    ks_instance_set(r->instance, KS_SAVE_CAPTURE, 1);
    start(r, 64);
    process_silence(r, 64, 64);
    assert(r->java.values[id] == 0);  // never active before: there is nothing to save
    told t = {0};
    ks_instance_tell(r->instance, hear_value, &t);
    assert(t.count == 2 && ks_instance_get(r->instance, KS_SAVE_CAPTURE) == 0);
    ks_instance_set(r->instance, KS_SAVE_CAPTURE, 1);
    expect_told(r, -1, 0);
    ks_instance_flush(r->instance);
    consumer_work(&r->java, 0);
    assert(r->java.values[id] == 1 && r->java.value_at[id] == 64);
    expect_told(r, KS_SAVE_CAPTURE, 0);
    const uint32_t seen = r->java.commands_seen;
    process_silence(r, 128, 64);
    assert(r->java.commands_seen == seen);
    expect_told(r, -1, 0);
    stop(r);
    free_rig(r);
}

static void a_trigger_waits_for_the_next_activation(void) {
    rig *r = new_rig();
    const uint32_t id = KS_PARAM_TABLE[KS_SAVE_CAPTURE].id;
    start(r, 64);
    process_silence(r, 64, 64);
    stop(r);
    ks_instance_set(r->instance, KS_SAVE_CAPTURE, 1);
    start(r, 64);
    process_silence(r, 64, 64);
    assert(r->java.values[id] == 1 && r->java.value_at[id] == 0);
    stop(r);
    start(r, 64);
    process_silence(r, 64, 64);
    assert(r->java.values[id] == 0);
    stop(r);
    free_rig(r);
}

static uint64_t number_told(const rig *r) {
    return bridge.header->lanes[r->instance->lane_index].instance;
}

static void java_knows_an_instance_again(void) {
    rig *r = new_rig();
    rig *other = new_rig();
    start(r, 64);
    const uint64_t number = number_told(r);
    stop(r);
    start(other, 64);  // in the same lane
    const uint64_t others = number_told(other);
    assert(others != number);
    start(r, 64);
    assert(number_told(r) == number);
    stop(r);
    stop(other);
    free_rig(r);
    r = new_rig();
    start(r, 64);
    assert(number_told(r) != number && number_told(r) != others);
    stop(r);
    free_rig(r);
    free_rig(other);
}

static void refuses_numbers_without_sense(void) {
    ks_instance *instance = ks_instance_create();
    assert(!ks_instance_activate(instance, &bridge, NAN, 64, 2));
    assert(!ks_instance_activate(instance, &bridge, 0, 64, 2));
    assert(!ks_instance_activate(instance, &bridge, RATE, 0, 2));
    assert(!ks_instance_activate(instance, &bridge, RATE, UINT32_MAX, 2));
    assert(!ks_instance_activate(instance, &bridge, RATE, 64, 0));
    assert(!ks_instance_activate(instance, &bridge, RATE, 64, 3));
    assert(!instance->active);
    ks_instance_destroy(instance);
}

static void wants_a_restart_for_latency_only(void) {
    rig *r = new_rig();
    start(r, 64);
    ks_instance_set(r->instance, KS_SENSITIVITY, 1);
    assert(!ks_instance_needs_restart(r->instance));
    ks_instance_set(r->instance, KS_LATENCY, KS_QUICK);
    assert(ks_instance_needs_restart(r->instance));
    ks_instance_set(r->instance, KS_LATENCY, KS_BALANCED);
    assert(!ks_instance_needs_restart(r->instance));
    ks_instance_set(r->instance, KS_DELAY_AUDIO, 0);
    assert(ks_instance_needs_restart(r->instance));
    stop(r);
    assert(!ks_instance_needs_restart(r->instance));
    free_rig(r);
}

static _Atomic bool java_runs;

static void *slow_java(void *argument) {
    rig *r = argument;
    uint64_t seed = 9;
    while (atomic_load(&java_runs)) {
        consumer_work(&r->java, 1 + random_below(&seed, 3000));
        if (random_below(&seed, 3) == 0) {
            sched_yield();
        }
    }
    return NULL;
}

/** Faster than the clock, beside a thread: nothing is late and nothing is lost. */
static void offline_waits_for_its_notes(void) {
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, 512);
    atomic_store(&java_runs, true);
    pthread_t thread;
    assert(pthread_create(&thread, NULL, slow_java, r) == 0);
    int clicks = 0;
    for (uint64_t at = 0; at < TOTAL; at += 512) {
        fill(r, at, 512);
        process(r, 512);
        for (uint32_t i = 0; i < 512; i++) {
            clicks += r->left[i] > 0.25f;
        }
    }
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    for (uint32_t i = 0; i < ks_instance_tail(r->instance); i += 512) {
        process(r, 512);
    }
    atomic_store(&java_runs, false);
    pthread_join(thread, NULL);
    assert(ks_instance_get(r->instance, KS_LATE_NOTES) == 0 && ks_instance_get(r->instance, KS_DROPPED_NOTES) == 0);
    int ons = 0;
    for (int i = 0; i < r->count; i++) {
        ons += r->notes[i].note.on;
    }
    assert(ons == clicks && r->count == 2 * clicks);
    stop(r);
    free_rig(r);
}

static const char INCOMPLETE[] = "ready on CPU; notes are missing, for Java ended or did not answer in time: render again";

/** A Java that stands still costs one timeout, not one for each block. */
static void offline_waits_no_longer_than_it_must(void) {
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, 4096);
    expect_told(r, KS_STATUS, KS_STATUS_READY_CPU);
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    for (int i = 0; i < 20; i++) {
        process(r, 4096);
        assert(r->instance->audio.gave_up == (r->now > (int64_t)ks_instance_latency(r->instance)));
    }
    consumer_work(&r->java, UINT64_MAX);
    process(r, 64);
    assert(!r->instance->audio.gave_up);
    expect_status(r->instance, KS_STATUS_READY_CPU, INCOMPLETE);
    expect_told(r, KS_STATUS, KS_STATUS_READY_CPU);
    expect_told(r, -1, 0);
    atomic_store(&r->java.lane->status, KS_LANE_FAILED);
    process_silence(r, 100 * 4096, 4096);
    assert(!r->instance->audio.gave_up);
    stop(r);
    free_rig(r);
}

/** A Java that is late is not waited for; when it comes, the render is known to lack notes. */
static void offline_does_not_wait_for_a_late_java(void) {
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, 4096);
    atomic_store(&bridge.header->java_state, KS_JAVA_LATE);
    memset(r->left, 0, sizeof r->left);
    memset(r->right, 0, sizeof r->right);
    for (int i = 0; i < 20; i++) {
        process(r, 4096);
        assert(r->instance->audio.first_wait == 0 && !r->instance->audio.gave_up);
    }
    char text[KS_TEXT_SIZE];
    assert(ks_instance_status(r->instance, text, sizeof text) == KS_STATUS_FAILED);
    assert(strncmp(text, "failed: Java does not start", strlen("failed: Java does not start")) == 0);
    atomic_store(&bridge.header->java_state, KS_JAVA_READY);
    expect_status(r->instance, KS_STATUS_READY_CPU, INCOMPLETE);
    stop(r);
    free_rig(r);
}

static void process_with_another_java(rig *r) {
    atomic_fetch_add(&bridge.header->generation, 1);
    process_silence(r, 640, 64);
    atomic_store(&r->java.lane->status, KS_LANE_READY_CPU);
}

static void offline_tells_what_a_java_that_ended_had_not_heard(void) {
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, 64);
    process_with_another_java(r);
    expect_status(r->instance, KS_STATUS_READY_CPU, "ready on CPU");  // the last one had yet to begin
    ks_instance_reset(r->instance);
    process_with_another_java(r);
    expect_status(r->instance, KS_STATUS_READY_CPU, "ready on CPU");  // nobody waits for what was reset
    process_with_another_java(r);
    expect_status(r->instance, KS_STATUS_READY_CPU, INCOMPLETE);
    stop(r);
    free_rig(r);
}

/** Java ends while a block is waited for, and another comes. */
static void *replaced_java(void *argument) {
    rig *r = argument;
    ks_lane *lane = r->java.lane;
    while (atomic_load(&lane->audio_write) <= ks_instance_latency(r->instance)) {
        sched_yield();
    }
    atomic_store(&bridge.header->java_state, KS_JAVA_STARTING);
    const uint32_t generation = atomic_fetch_add(&bridge.header->generation, 1) + 1;
    while (atomic_load(&lane->generation) != generation && atomic_load(&java_runs)) {
        sched_yield();
    }
    atomic_store(&bridge.header->java_state, KS_JAVA_READY);
    atomic_store(&lane->status, KS_LANE_READY_CPU);
    return slow_java(r);
}

static void offline_waits_for_the_java_that_takes_anothers_place(void) {
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, 4096);
    atomic_store(&java_runs, true);
    pthread_t thread;
    assert(pthread_create(&thread, NULL, replaced_java, r) == 0);
    while (r->now <= ks_instance_latency(r->instance)) {
        process(r, 4096);
    }
    assert(!r->instance->audio.gave_up && atomic_load(&r->instance->audio.incomplete));
    atomic_store(&java_runs, false);
    pthread_join(thread, NULL);
    stop(r);
    free_rig(r);
}

static void offline_blocks_may_be_longer_than_the_ring(void) {
    enum { LONG = 400000 };
    static float samples[LONG];
    const float *in[] = {samples, samples};
    rig *r = new_rig();
    ks_instance_set_offline(r->instance, true);
    start(r, LONG);
    assert(bridge.header->lanes[r->instance->lane_index].audio_capacity < LONG);
    atomic_store(&java_runs, true);
    pthread_t thread;
    assert(pthread_create(&thread, NULL, slow_java, r) == 0);
    int clicks = 0;
    for (int block = 0; block < 4; block++) {
        for (uint32_t i = 0; i < LONG; i++) {
            samples[i] = block < 2 ? sample_at((uint64_t)r->now + i) : 0;
            clicks += samples[i] > 0.25f;
        }
        const ks_block whole = {.in = in, .frames = LONG, .sink = receive, .context = r};
        r->frames = LONG;
        ks_instance_process(r->instance, &whole);
        r->now += LONG;
    }
    atomic_store(&java_runs, false);
    pthread_join(thread, NULL);
    assert(atomic_load(&r->java.lane->audio_lost) == 0 && r->count == 2 * clicks && clicks > 100);
    stop(r);
    free_rig(r);
}

int main(void) {
    assert(ks_bridge_create(&bridge));
    const uint32_t sizes[] = {1, 32, 64, 333, 1024, 4096, 0};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        gives_each_note_with_its_sample(sizes[i]);
    }
    mono_and_stereo_and_in_place();
    channels_may_be_missing();
    latency_and_tail_are_known_before_activation();
    a_block_may_be_longer_than_announced_or_empty();
    parameters_reach_java_with_their_position();
    bypass_ends_notes_and_keeps_the_delay();
    the_offset_moves_the_notes(100);
    the_offset_moves_the_notes(-20);
    reset_forgets_notes_and_audio();
    notes_left_sounding_end_after_the_next_activate();
    a_new_java_hears_everything_anew();
    an_overrun_is_survived();
    says_when_nothing_more_comes();
    the_tail_covers_the_last_note();
    tells_its_status();
    tells_the_host_what_changes_here();
    a_trigger_reaches_java_once_and_goes_back();
    a_trigger_waits_for_the_next_activation();
    java_knows_an_instance_again();
    refuses_numbers_without_sense();
    wants_a_restart_for_latency_only();
    offline_waits_for_its_notes();
    offline_waits_no_longer_than_it_must();
    offline_does_not_wait_for_a_late_java();
    offline_tells_what_a_java_that_ended_had_not_heard();
    offline_waits_for_the_java_that_takes_anothers_place();
    offline_blocks_may_be_longer_than_the_ring();
    return EXIT_SUCCESS;
}
