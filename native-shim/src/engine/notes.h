// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_NOTES_H
#define KITSCRIBE_NOTES_H

#include <kitscribe/bridge.h>

#include <stdbool.h>

#define KS_WAITING 1024u
#define KS_HELD 256u

/** A note on or off, as an adapter writes it. */
typedef struct ks_note {
    uint32_t frame;  // in the block
    bool on;
    uint8_t key;
    uint8_t channel;
    uint8_t velocity;  // of an on, 1..127
} ks_note;

/** Takes a note; false when the host refuses it. [audio-thread] */
typedef bool ks_note_sink(void *context, const ks_note *note);

/** A sounding note, whose end is owed. Positions are those of the output. */
typedef struct ks_held {
    int64_t end;
    uint8_t key;
    uint8_t channel;
} ks_held;

/** The notes on their way out: those that wait for their time, by position, and those that sound, by end. */
typedef struct ks_notes {
    ks_event waiting[KS_WAITING];
    uint32_t first;
    uint32_t count;
    ks_held held[KS_HELD];
    uint32_t held_count;
    int64_t late_limit;        // samples up to which a note still goes out
    _Atomic uint32_t late;     // went out late
    _Atomic uint32_t dropped;  // too late, or refused by the host
} ks_notes;

/** One block's worth of output. */
typedef struct ks_note_output {
    int64_t now;  // position of the block's first frame
    uint32_t frames;
    int64_t delay;  // from a note's onset to its going out
    ks_note_sink *sink;
    void *context;
} ks_note_output;

/** Adds a note; false when no more can wait. [audio-thread] */
bool ks_notes_add(ks_notes *notes, const ks_event *event);

/** Forgets the notes that wait; those that sound are still owed their end. [audio-thread] */
void ks_notes_forget(ks_notes *notes);

/** Makes what sounds end at the first frame of the next block that is emitted. [audio-thread] */
void ks_notes_release(ks_notes *notes);

/** Sends the block's ons and offs in time order, an off before an on of the same time. [audio-thread] */
void ks_notes_emit(ks_notes *notes, const ks_note_output *output);

/** Drops the notes that would have come in this block or before, uncounted. [audio-thread] */
void ks_notes_skip(ks_notes *notes, const ks_note_output *output);

/** Nothing waits and nothing sounds. [audio-thread] */
bool ks_notes_idle(const ks_notes *notes);

#endif
