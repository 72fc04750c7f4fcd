// SPDX-License-Identifier: Apache-2.0
#include "instance.h"

#include "../os.h"
#include "latency.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double LATE_LIMIT = 0.020;
static const double NOTE_LENGTH = 0.060;
static const double LARGEST_OFFSET = 0.100;
/** Java restarts a stream after zeros as long as its left context, which lies inside this. The host must not let us sleep before. */
static const double CONTEXT = 3;
static const uint64_t READY_LIMIT = 10000000;    // microseconds
static const uint64_t PROGRESS_LIMIT = 2000000;  // microseconds
static const uint32_t WAIT_STEP = 100;           // microseconds
static const uint32_t LONGEST_PART = 1u << 14;   // frames, of which the smallest audio ring holds some

static const char LATE[] = "Java does not start; set KITSCRIBE_ISOLATED=1 for the host, or run ./kitscribe doctor";

static const uint64_t ALL = KS_PARAMS == 64 ? UINT64_MAX : (UINT64_C(1) << KS_PARAMS) - 1;

ks_instance *ks_instance_create(void) {
    static _Atomic uint64_t count;
    ks_instance *instance = calloc(1, sizeof(ks_instance));
    if (instance) {
        ks_os_touch(instance, sizeof *instance);
        instance->number = atomic_fetch_add(&count, 1);
        for (int i = 0; i < KS_PARAMS; i++) {
            atomic_init(&instance->values[i], KS_PARAM_TABLE[i].fallback);
        }
    }
    return instance;
}

void ks_instance_destroy(ks_instance *instance) {
    free(instance->kept);
    free(instance);
}

static double value(const ks_instance *instance, int param) {
    return atomic_load_explicit(&instance->values[param], memory_order_relaxed);
}

static void free_buffers(ks_audio_state *audio) {
    free(audio->silence);
    audio->silence = NULL;
    for (uint32_t c = 0; c < KS_CHANNELS; c++) {
        ks_delay_close(&audio->delays[c]);
    }
}

static bool allocate_buffers(ks_audio_state *audio, uint32_t delay, uint32_t frames, uint32_t channels) {
    audio->silence = calloc(frames, sizeof(float));
    bool done = audio->silence;
    for (uint32_t c = 0; c < channels; c++) {
        done = done && ks_delay_open(&audio->delays[c], delay, frames);
    }
    if (!done) {
        free_buffers(audio);
    }
    return done;
}

static void attach_lane(ks_instance *instance) {
    ks_audio_state *audio = &instance->audio;
    const ks_lane_config config = {.rate = instance->rate,
                                   .setting = instance->setting,
                                   .offline = atomic_load(&instance->offline),
                                   .instance = instance->number};
    instance->lane_index = instance->bridge ? ks_bridge_open_lane(instance->bridge, &config) : -1;
    audio->lane = NULL;
    if (instance->lane_index < 0) {
        return;
    }
    ks_lane *lane = instance->bridge->lanes[instance->lane_index];
    audio->lane = lane;
    audio->header = instance->bridge->header;
    audio->entry = &audio->header->lanes[instance->lane_index];
    audio->audio = ks_audio_ring_attach(lane, audio->entry->audio_capacity);
    audio->commands = ks_ring_attach(&lane->command_write, &lane->command_read, lane->commands, sizeof(ks_command), KS_COMMANDS);
    audio->events = ks_ring_attach(&lane->event_read, &lane->event_write, lane->events, sizeof(ks_event), KS_EVENTS);
    audio->generation = atomic_load_explicit(&lane->generation, memory_order_relaxed);
}

/** A trigger goes back to 0, and the host, which has set it, is to be told. */
static void take_back(ks_instance *instance, int param) {
    if (atomic_exchange_explicit(&instance->values[param], 0, memory_order_relaxed) != 0) {
        instance->audio.told[param] = 1;
    }
}

bool ks_instance_configure(ks_instance *instance, double rate, uint32_t max_frames) {
    if (!(rate >= 1000 && rate <= 1000000) || max_frames < 1 || max_frames > KS_AUDIO_MAX) {
        return false;
    }
    instance->rate = rate;
    instance->max_frames = max_frames;
    instance->setting = (uint32_t)value(instance, KS_LATENCY);
    instance->delay_audio = value(instance, KS_DELAY_AUDIO) != 0;
    instance->latency = ks_latency(instance->setting, rate, max_frames);
    return true;
}

bool ks_instance_activate(ks_instance *instance, ks_bridge *bridge, double rate, uint32_t max_frames, uint32_t channels) {
    if (!ks_instance_configure(instance, rate, max_frames) || channels < 1 || channels > KS_CHANNELS) {
        return false;
    }
    ks_audio_state *audio = &instance->audio;
    instance->part = max_frames < LONGEST_PART ? max_frames : LONGEST_PART;
    if (!allocate_buffers(audio, instance->delay_audio ? instance->latency : 0, instance->part, channels)) {
        return false;
    }
    if (!instance->bridge) {
        take_back(instance, KS_SAVE_CAPTURE);  // never active: there is nothing to save
    }
    instance->bridge = bridge;
    instance->channels = channels;
    attach_lane(instance);

    ks_os_touch(audio->silence, instance->part * sizeof(float));
    ks_notes_forget(&audio->notes);
    ks_notes_release(&audio->notes);  // what an earlier activation left sounding
    audio->notes.late_limit = (int64_t)(LATE_LIMIT * rate);
    atomic_store_explicit(&audio->notes.late, 0, memory_order_relaxed);
    atomic_store_explicit(&audio->notes.dropped, 0, memory_order_relaxed);
    audio->position = 0;
    audio->stale = 0;
    audio->quiet = 0;
    audio->gave_up = false;
    atomic_store_explicit(&audio->incomplete, false, memory_order_relaxed);
    audio->first_wait = 0;
    atomic_store_explicit(&instance->changed, ALL, memory_order_relaxed);
    instance->active = true;
    return true;
}

void ks_instance_deactivate(ks_instance *instance) {
    instance->active = false;
    instance->audio.lane = NULL;
    if (instance->lane_index >= 0) {
        ks_bridge_close_lane(instance->bridge, instance->lane_index);
    }
    free_buffers(&instance->audio);
}

void ks_instance_reset(ks_instance *instance) {
    ks_audio_state *audio = &instance->audio;
    for (uint32_t c = 0; c < instance->channels; c++) {
        ks_delay_clear(&audio->delays[c]);
    }
    ks_notes_forget(&audio->notes);
    ks_notes_release(&audio->notes);
    audio->stale = audio->position;
    if (audio->lane) {
        ks_audio_ring_raise_epoch(&audio->audio);
    }
}

static bool is_offline(const ks_instance *instance) {
    return atomic_load_explicit(&instance->offline, memory_order_relaxed);
}

/** A new Java has come: it knows nothing yet, and what the last one had not heard to the end stays unheard. */
static void adopt_generation(ks_instance *instance) {
    ks_audio_state *audio = &instance->audio;
    const uint32_t generation = atomic_load_explicit(&audio->header->generation, memory_order_acquire);
    if (generation != audio->generation) {
        audio->generation = generation;
        audio->first_wait = 0;
        if (is_offline(instance) && audio->position != atomic_load_explicit(&audio->lane->epoch, memory_order_relaxed)) {
            atomic_store_explicit(&audio->incomplete, true, memory_order_relaxed);
        }
        ks_audio_ring_raise_epoch(&audio->audio);
        atomic_fetch_or_explicit(&instance->changed, ALL, memory_order_relaxed);
        atomic_store_explicit(&audio->lane->status, KS_LANE_STARTING, memory_order_relaxed);
        atomic_store_explicit(&audio->lane->generation, generation, memory_order_release);
    }
}

static void send_parameters(ks_instance *instance) {
    ks_audio_state *audio = &instance->audio;
    uint64_t changed = atomic_exchange_explicit(&instance->changed, 0, memory_order_acquire);
    while (changed != 0) {
        const int param = __builtin_ctzll(changed);
        const ks_command command = {.position = audio->position, .value = value(instance, param), .parameter = KS_PARAM_TABLE[param].id};
        if (!ks_ring_push(&audio->commands, &command)) {
            atomic_fetch_or_explicit(&instance->changed, changed, memory_order_relaxed);
            return;
        }
        if (KS_PARAM_TABLE[param].trigger) {
            take_back(instance, param);
        }
        changed &= changed - 1;
    }
}

void ks_instance_flush(ks_instance *instance) {
    if (instance->audio.lane) {
        adopt_generation(instance);
        send_parameters(instance);
    }
}

static void drain_events(ks_audio_state *audio) {
    ks_event event;
    while (audio->notes.count < KS_WAITING && ks_ring_pop(&audio->events, &event)) {
        event.key &= 127;
        event.channel &= 15;
        if (event.position >= audio->stale) {
            ks_notes_add(&audio->notes, &event);
        }
    }
}

/** The lane's status as the Java that serves it says; one that is gone, or that has yet to come, says nothing. */
static uint32_t lane_status(const ks_bridge_header *header, const ks_lane *lane) {
    const bool served =
        atomic_load_explicit(&header->java_state, memory_order_acquire) == KS_JAVA_READY &&
        atomic_load_explicit(&lane->generation, memory_order_acquire) == atomic_load_explicit(&header->generation, memory_order_acquire);
    return served ? atomic_load_explicit(&lane->status, memory_order_acquire) : KS_LANE_STARTING;
}

/** Java has heard everything before the position, or all that there is. */
static bool has_heard(const ks_audio_state *audio, int64_t position) {
    return (int64_t)atomic_load_explicit(&audio->lane->done, memory_order_acquire) >= position ||
           atomic_load_explicit(&audio->lane->audio_read, memory_order_acquire) == audio->audio.position;
}

/** The host renders offline: waits, bounded, until every note before the position has come. */
static void wait_for_notes(ks_instance *instance, int64_t position) {
    ks_audio_state *audio = &instance->audio;
    const ks_lane *lane = audio->lane;
    uint64_t beat = atomic_load_explicit(&lane->heartbeat, memory_order_relaxed);
    if (audio->gave_up && beat == audio->gave_up_at) {
        return;
    }
    audio->gave_up = false;
    uint64_t since = ks_os_now();
    while (!has_heard(audio, position)) {
        drain_events(audio);
        ks_instance_flush(instance);  // else a Java that takes another's place would wait for us
        const uint32_t status = lane_status(audio->header, lane);
        const uint32_t java = atomic_load_explicit(&audio->header->java_state, memory_order_acquire);
        if (java == KS_JAVA_LATE) {
            atomic_store_explicit(&audio->incomplete, true, memory_order_relaxed);
        }
        if (status == KS_LANE_FAILED || java == KS_JAVA_FAILED || java == KS_JAVA_LATE) {
            return;
        }
        const uint64_t now = ks_os_now();
        const uint64_t next = atomic_load_explicit(&lane->heartbeat, memory_order_relaxed);
        if (status == KS_LANE_STARTING) {
            audio->first_wait = audio->first_wait ? audio->first_wait : now;
            since = now;
            audio->gave_up = now - audio->first_wait > READY_LIMIT;
        } else {
            audio->first_wait = 0;
            since = next != beat ? now : since;
            audio->gave_up = now - since > PROGRESS_LIMIT;
        }
        beat = next;
        if (audio->gave_up) {
            audio->gave_up_at = beat;
            atomic_store_explicit(&audio->incomplete, true, memory_order_relaxed);
            return;
        }
        ks_os_sleep(WAIT_STEP);
    }
}

static void send_notes(ks_instance *instance, const ks_note_output *output) {
    ks_notes *notes = &instance->audio.notes;
    if (value(instance, KS_BYPASS) != 0) {
        ks_notes_release(notes);
        ks_notes_skip(notes, output);
    }
    ks_notes_emit(notes, output);
}

static bool is_silent(const float *const *in, uint32_t channels, uint32_t frames) {
    for (uint32_t c = 0; c < channels; c++) {
        for (uint32_t i = 0; i < frames; i++) {
            if (in[c][i] != 0) {
                return false;
            }
        }
    }
    return true;
}

/** Gives a part of a block's notes the frame in the whole block. */
typedef struct part {
    const ks_block *block;
    uint32_t from;
} part;

static bool sink_part(void *context, const ks_note *note) {
    const part *p = context;
    ks_note whole = *note;
    whole.frame += p->from;
    return p->block->sink(p->block->context, &whole);
}

/** Processes at most instance->part frames of a block. */
static void process_part(ks_instance *instance, const ks_block *block, uint32_t from, uint32_t frames) {
    ks_audio_state *audio = &instance->audio;
    const float *in[KS_CHANNELS];
    for (uint32_t c = 0; c < instance->channels; c++) {
        in[c] = block->in && block->in[c] ? block->in[c] + from : audio->silence;
    }

    const int64_t delay = (int64_t)instance->latency + llround(value(instance, KS_MIDI_OFFSET) * instance->rate / 1000);
    const int64_t now = (int64_t)audio->position;
    audio->quiet = is_silent(in, instance->channels, frames) ? audio->quiet + frames : 0;
    if (audio->lane) {
        ks_audio_ring_write(&audio->audio, in, instance->channels, frames);
    }
    for (uint32_t c = 0; c < instance->channels; c++) {
        ks_delay_put(&audio->delays[c], in[c], frames);
    }
    for (uint32_t c = 0; c < instance->channels; c++) {
        if (block->out && block->out[c]) {
            ks_delay_take(&audio->delays[c], block->out[c] + from, frames);
        }
    }
    audio->position += frames;
    if (audio->lane) {
        if (is_offline(instance)) {
            const int64_t room = audio->audio.capacity / 2;  // of blocks as long as the ring, the next part must find some
            wait_for_notes(instance, now + frames - (delay < room ? delay : room));
        }
        drain_events(audio);
    }
    part context = {.block = block, .from = from};
    const ks_note_output output = {.now = now, .frames = frames, .delay = delay, .sink = sink_part, .context = &context};
    send_notes(instance, &output);
}

bool ks_instance_process(ks_instance *instance, const ks_block *block) {
    ks_instance_flush(instance);  // also of an empty block, by which some hosts bring parameters
    for (uint32_t from = 0; from < block->frames;) {
        const uint32_t left = block->frames - from;
        const uint32_t frames = left < instance->part ? left : instance->part;
        process_part(instance, block, from, frames);
        from += frames;
    }
    return instance->audio.quiet < ks_instance_tail(instance) + CONTEXT * instance->rate || !ks_notes_idle(&instance->audio.notes);
}

uint32_t ks_instance_latency(const ks_instance *instance) {
    return instance->delay_audio ? instance->latency : 0;
}

uint32_t ks_instance_tail(const ks_instance *instance) {
    return instance->latency + (uint32_t)ceil((NOTE_LENGTH + LARGEST_OFFSET) * instance->rate);
}

void ks_instance_set_offline(ks_instance *instance, bool offline) {
    atomic_store(&instance->offline, offline);
    if (instance->active && instance->lane_index >= 0) {
        atomic_store(&instance->bridge->header->lanes[instance->lane_index].offline, offline);
    }
}

/** Returns the status, and the cause where it failed. */
static int status_of(const ks_instance *instance, const char **why) {
    if (!instance->active) {
        return KS_STATUS_INACTIVE;
    }
    if (!instance->bridge) {
        *why = "the system gives no shared memory, or ulimit -f no file as long";
        return KS_STATUS_FAILED;
    }
    const ks_bridge_header *header = instance->bridge->header;
    const uint32_t java = atomic_load_explicit(&header->java_state, memory_order_acquire);
    if (java == KS_JAVA_FAILED || java == KS_JAVA_LATE) {
        *why = java == KS_JAVA_FAILED ? header->java_text : LATE;
        return KS_STATUS_FAILED;
    }
    if (instance->lane_index < 0) {
        *why = "no memory, or more than 64 active instances";
        return KS_STATUS_FAILED;
    }
    const ks_lane *lane = instance->audio.lane;
    const uint32_t of_lane = lane_status(header, lane);
    if (of_lane >= KS_LANE_FAILED) {
        *why = lane->text;
        return KS_STATUS_FAILED;
    }
    return KS_STATUS_STARTING + (int)of_lane;
}

double ks_instance_get(const ks_instance *instance, int param) {
    const char *why;
    switch (param) {
        case KS_STATUS: return status_of(instance, &why);
        case KS_LATE_NOTES: return ks_param_clamp(param, atomic_load(&instance->audio.notes.late));
        case KS_DROPPED_NOTES: return ks_param_clamp(param, atomic_load(&instance->audio.notes.dropped));
        default: return KS_PARAM_TABLE[param].trigger ? 0 : atomic_load(&instance->values[param]);
    }
}

void ks_instance_set(ks_instance *instance, int param, double plain) {
    if (KS_PARAM_TABLE[param].read_only) {
        return;
    }
    atomic_store_explicit(&instance->values[param], ks_param_clamp(param, plain), memory_order_relaxed);
    atomic_fetch_or_explicit(&instance->changed, UINT64_C(1) << param, memory_order_release);
}

bool ks_instance_needs_restart(const ks_instance *instance) {
    return instance->active &&
           ((uint32_t)value(instance, KS_LATENCY) != instance->setting || (value(instance, KS_DELAY_AUDIO) != 0) != instance->delay_audio);
}

static uint32_t captures(const ks_instance *instance) {
    const ks_lane *lane = instance->active ? instance->audio.lane : NULL;
    return lane ? atomic_load_explicit(&lane->captures, memory_order_acquire) : 0;
}

/** Seconds of audio, rounded up, that found the ring full since activate; 0 where nobody is to hear it. */
static uint32_t lost_seconds(const ks_instance *instance) {
    const ks_lane *lane = instance->active ? instance->audio.lane : NULL;
    const char *why;
    return lane && status_of(instance, &why) != KS_STATUS_FAILED
               ? (uint32_t)ceil((double)atomic_load_explicit(&lane->audio_lost, memory_order_relaxed) / instance->rate)
               : 0;
}

static bool is_incomplete(const ks_instance *instance) {
    return instance->active && atomic_load_explicit(&instance->audio.incomplete, memory_order_relaxed);
}

int ks_instance_status(const ks_instance *instance, char *text, size_t size) {
    const char *why = "";
    const int status = status_of(instance, &why);
    char words[32];
    ks_param_print(KS_STATUS, status, words, sizeof words);
    const char *missing = is_incomplete(instance) ? "; notes are missing, for Java ended or did not answer in time: render again" : "";
    const uint32_t lost = lost_seconds(instance);
    char unheard[80] = "";
    if (lost > 0) {
        snprintf(unheard, sizeof unheard, "; %u s of audio were not heard, for Java did not keep up", lost);
    }
    const uint32_t count = captures(instance);
    const char *capture = count ? instance->audio.lane->capture_text[count % 2] : "";
    snprintf(text, size, "%s%s%.*s%s%s%s%.*s", words, *why ? ": " : "", (int)KS_TEXT_SIZE - 1, why, missing, unheard, *capture ? "; " : "",
             (int)KS_TEXT_SIZE - 1, capture);
    return status;
}

void ks_instance_print(const ks_instance *instance, int param, double shown, char *text, size_t size) {
    // the present status is told in full
    if (param != KS_STATUS || ks_instance_status(instance, text, size) != (int)shown) {
        ks_param_print(param, shown, text, size);
    }
}

void ks_instance_tell(ks_instance *instance, ks_value_sink *sink, void *context) {
    static const int OURS[] = {KS_SAVE_CAPTURE, KS_STATUS, KS_LATE_NOTES, KS_DROPPED_NOTES};
    ks_audio_state *audio = &instance->audio;
    const uint32_t words = (lost_seconds(instance) << 16) + 2 * captures(instance) + is_incomplete(instance);
    for (size_t i = 0; i < sizeof(OURS) / sizeof(OURS[0]); i++) {
        const int param = OURS[i];
        const double now = ks_instance_get(instance, param);
        const bool waits = KS_PARAM_TABLE[param].trigger && value(instance, param) != 0;  // as the host has set it
        const bool other_words = param == KS_STATUS && words != audio->told_words;
        if (!waits && (now != audio->told[param] || other_words) && sink(context, param, now)) {
            audio->told[param] = now;
            audio->told_words = param == KS_STATUS ? words : audio->told_words;
        }
    }
}
