// SPDX-License-Identifier: Apache-2.0
#include "notes.h"

#include <string.h>

static ks_event *waiting_at(ks_notes *notes, uint32_t i) {
    return &notes->waiting[(notes->first + i) & (KS_WAITING - 1)];
}

bool ks_notes_add(ks_notes *notes, const ks_event *event) {
    if (notes->count == KS_WAITING) {
        return false;
    }
    uint32_t i = notes->count++;
    for (; i > 0 && waiting_at(notes, i - 1)->position > event->position; i--) {
        *waiting_at(notes, i) = *waiting_at(notes, i - 1);
    }
    *waiting_at(notes, i) = *event;
    return true;
}

void ks_notes_forget(ks_notes *notes) {
    notes->count = 0;
}

bool ks_notes_idle(const ks_notes *notes) {
    return notes->count == 0 && notes->held_count == 0;
}

static void count(_Atomic uint32_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static void take_first(ks_notes *notes) {
    notes->first = (notes->first + 1) & (KS_WAITING - 1);
    notes->count--;
}

static int64_t due(const ks_event *event, const ks_note_output *output) {
    return (int64_t)event->position + output->delay;
}

static bool send(const ks_note_output *output, int64_t at, bool on, uint8_t key, uint8_t channel, uint8_t velocity) {
    const ks_note note = {.frame = (uint32_t)(at - output->now), .on = on, .key = key, .channel = channel, .velocity = velocity};
    return output->sink(output->context, &note);
}

/** Ends the held note i at this time; false when the host refuses, and the end stays owed. */
static bool end(ks_notes *notes, uint32_t i, int64_t at, const ks_note_output *output) {
    const ks_held *held = &notes->held[i];
    if (!send(output, at, false, held->key, held->channel, 0)) {
        return false;
    }
    notes->held_count--;
    memmove(&notes->held[i], &notes->held[i + 1], (notes->held_count - i) * sizeof(ks_held));
    return true;
}

static void hold(ks_notes *notes, ks_held held) {
    uint32_t i = notes->held_count++;
    for (; i > 0 && notes->held[i - 1].end > held.end; i--) {
        notes->held[i] = notes->held[i - 1];
    }
    notes->held[i] = held;
}

static uint32_t find_held(const ks_notes *notes, uint8_t key, uint8_t channel) {
    uint32_t i = 0;
    while (i < notes->held_count && (notes->held[i].key != key || notes->held[i].channel != channel)) {
        i++;
    }
    return i;
}

/** Starts a note; false when the host refuses its key's pending end or it. */
static bool start(ks_notes *notes, const ks_event *event, int64_t at, const ks_note_output *output) {
    const uint32_t same = find_held(notes, event->key, event->channel);
    if (same < notes->held_count && !end(notes, same, at, output)) {
        return false;
    }
    if (notes->held_count == KS_HELD && !end(notes, 0, at, output)) {
        return false;
    }
    if (!send(output, at, true, event->key, event->channel, event->velocity)) {
        return false;
    }
    hold(notes, (ks_held){.end = at + event->length, .key = event->key, .channel = event->channel});
    return true;
}

void ks_notes_release(ks_notes *notes) {
    for (uint32_t i = 0; i < notes->held_count; i++) {
        notes->held[i].end = INT64_MIN;
    }
}

void ks_notes_skip(ks_notes *notes, const ks_note_output *output) {
    while (notes->count > 0 && due(waiting_at(notes, 0), output) < output->now + output->frames) {
        take_first(notes);
    }
}

/** The time at which the first waiting note goes out, after dropping those that are too late. */
static int64_t next_on(ks_notes *notes, const ks_note_output *output) {
    while (notes->count > 0) {
        const int64_t at = due(waiting_at(notes, 0), output);
        if (at >= output->now) {
            return at;
        }
        if (output->now - at <= notes->late_limit) {
            return output->now;
        }
        take_first(notes);
        count(&notes->dropped);
    }
    return INT64_MAX;
}

static int64_t next_off(const ks_notes *notes, const ks_note_output *output) {
    if (notes->held_count == 0) {
        return INT64_MAX;
    }
    return notes->held[0].end > output->now ? notes->held[0].end : output->now;
}

void ks_notes_emit(ks_notes *notes, const ks_note_output *output) {
    const int64_t stop = output->now + output->frames;
    for (;;) {
        const int64_t on = next_on(notes, output);
        const int64_t off = next_off(notes, output);
        if (off < stop && off <= on) {
            if (!end(notes, 0, off, output)) {
                return;
            }
        } else if (on < stop) {
            const ks_event event = *waiting_at(notes, 0);
            take_first(notes);
            if (!start(notes, &event, on, output)) {
                count(&notes->dropped);
            } else if (due(&event, output) < on) {
                count(&notes->late);
            }
        } else {
            return;
        }
    }
}
