// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_INSTANCE_H
#define KITSCRIBE_INSTANCE_H

#include "audio_ring.h"
#include "bridge.h"
#include "delay.h"
#include "notes.h"
#include "params.h"
#include "ring.h"

#include <stdbool.h>

#define KS_CHANNELS 2u

/** All that process() may touch besides the parameters' values. */
typedef struct ks_audio_state {
    const ks_bridge_header *header;
    const ks_lane_entry *entry;
    ks_lane *lane;  // NULL: the audio passes, no notes
    ks_audio_ring audio;
    ks_ring commands;
    ks_ring events;
    ks_delay delays[KS_CHANNELS];
    ks_notes notes;
    float *silence;     // a block of zeros
    uint64_t position;  // of the next frame, since activate
    uint64_t stale;     // notes before this position belong to a stream that was reset
    uint64_t quiet;     // frames of silence up to now
    uint32_t generation;
    uint64_t gave_up_at;  // heartbeat at which an offline wait timed out
    bool gave_up;
    _Atomic bool incomplete;  // since activate an offline wait timed out, or Java ended before it had heard all
    uint64_t first_wait;      // when an offline wait for readiness began, or 0
    double told[KS_PARAMS];   // values that the host was told last, of those that change on our side
    uint32_t told_words;      // as is this, of the status's words
} ks_audio_state;

/** Takes a value that changed on our side; false when the host refuses it. [audio-thread; main-thread while inactive] */
typedef bool ks_value_sink(void *context, int param, double value);

/** One plugin instance, of whatever format. */
typedef struct ks_instance {
    _Atomic double values[KS_PARAMS];
    _Atomic uint64_t changed;  // a bit for each parameter that Java has yet to hear of
    _Atomic bool offline;
    uint64_t number;  // no other instance's in this process
    char *kept;       // lines of a loaded state that this version does not know

    // set by activate
    bool active;
    ks_bridge *bridge;
    int lane_index;
    double rate;
    uint32_t max_frames;
    uint32_t part;  // frames that are processed at once
    uint32_t channels;
    uint32_t latency;  // from a sample to its notes
    uint32_t setting;
    bool delay_audio;

    ks_audio_state audio;
} ks_instance;

/** A block of audio. `in` and `out` have the activated number of channels, which may be the same memory in any way. */
typedef struct ks_block {
    const float *const *in;  // NULL, of a channel or of all: silence
    float *const *out;       // NULL, of a channel or of all: the host does not want it
    uint32_t frames;
    ks_note_sink *sink;
    void *context;
} ks_block;

/** Creates an instance with default parameters; NULL when out of memory. [main-thread] */
ks_instance *ks_instance_create(void);

/** Frees an inactive instance. [main-thread] */
void ks_instance_destroy(ks_instance *instance);

/**
 * Works out latency and tail; false when a number makes no sense. activate does so too. [main-thread, inactive]
 *
 * @param rate        1,000 to 1,000,000 Hz
 * @param max_frames  at least 1
 */
bool ks_instance_configure(ks_instance *instance, double rate, uint32_t max_frames);

/**
 * Prepares for processing; false when out of memory or when a number makes no sense. Without a bridge (NULL) or a free lane the audio
 * passes and the status says why there are no notes. [main-thread, inactive]
 *
 * @param channels  1 or 2
 */
bool ks_instance_activate(ks_instance *instance, ks_bridge *bridge, double rate, uint32_t max_frames, uint32_t channels);

/** Ends processing. Whatever Java does, waits for nothing but another instance's activate, 100 ms at most. [main-thread, active] */
void ks_instance_deactivate(ks_instance *instance);

/** Forgets audio and notes; sounding notes end with the next block. [audio-thread, active] */
void ks_instance_reset(ks_instance *instance);

/** Processes a block; false when nothing more will come out until there is new input. [audio-thread, active] */
bool ks_instance_process(ks_instance *instance, const ks_block *block);

/** Sends Java what was set, as process() would; for hosts that set parameters while they do not process. [audio-thread, active] */
void ks_instance_flush(ks_instance *instance);

/**
 * Tells the values that changed on our side since they were told last: those of read-only parameters and of triggers that went back. One
 * that is refused is told the next time. Status is told again when only its words have changed. [audio-thread; main-thread while inactive]
 */
void ks_instance_tell(ks_instance *instance, ks_value_sink *sink, void *context);

/** Samples by which the audio is delayed; 0 with Delay audio off. [main-thread, configured] */
uint32_t ks_instance_latency(const ks_instance *instance);

/** Samples after the last input until the last note has ended. [main-thread, audio-thread; configured] */
uint32_t ks_instance_tail(const ks_instance *instance);

/** Tells whether the host waits for us instead of the clock. [main-thread, audio-thread] */
void ks_instance_set_offline(ks_instance *instance, bool offline);

/** Returns a parameter's value, also of those that are read-only; a trigger is always seen as 0. [any; of Status main-thread, audio-thread] */
double ks_instance_get(const ks_instance *instance, int param);

/** Sets a parameter from the next frame on; ignored where it is read-only. [any] */
void ks_instance_set(ks_instance *instance, int param, double value);

/** A parameter was set that comes into force only with the next activate. [main-thread, audio-thread] */
bool ks_instance_needs_restart(const ks_instance *instance);

/**
 * Writes the status in words, and returns its number: with its cause, whether a render lacks notes, how much audio was lost, and what
 * became of the last capture. [main-thread]
 */
int ks_instance_status(const ks_instance *instance, char *text, size_t size);

/** Writes a parameter's value as the user reads it; of the present status all its words. [main-thread] */
void ks_instance_print(const ks_instance *instance, int param, double value, char *text, size_t size);

#endif
