// SPDX-License-Identifier: Apache-2.0
#include "notes.h"

#include "random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4096, DELAY = 1000, LATE = 20 };

/** What a host would have received: notes with the position of their block added. */
typedef struct received {
    ks_note notes[MOST];
    int64_t at[MOST];
    int count;
    int64_t now;
    int room;  // refuses when 0
} received;

static received host;
static ks_notes notes;

static bool receive(void *context, const ks_note *note) {
    assert(context == &host);
    if (host.room == 0) {
        return false;
    }
    host.room--;
    assert(host.count < MOST);
    host.at[host.count] = host.now + note->frame;
    host.notes[host.count++] = *note;
    return true;
}

static void clear(void) {
    memset(&notes, 0, sizeof notes);
    notes.late_limit = LATE;
    memset(&host, 0, sizeof host);
    host.room = MOST;
}

static ks_note_output block(int64_t now, uint32_t frames) {
    host.now = now;
    return (ks_note_output){.now = now, .frames = frames, .delay = DELAY, .sink = receive, .context = &host};
}

static void add(uint64_t position, uint8_t key) {
    const ks_event event = {.position = position, .length = 60, .key = key, .channel = 9, .velocity = 100};
    assert(ks_notes_add(&notes, &event));
}

static void emit(int64_t now, uint32_t frames) {
    const ks_note_output output = block(now, frames);
    ks_notes_emit(&notes, &output);
}

static void expect(int i, int64_t at, bool on, uint8_t key) {
    assert(i < host.count);
    assert(host.at[i] == at && host.notes[i].on == on && host.notes[i].key == key && host.notes[i].channel == 9);
    assert(host.notes[i].velocity == (on ? 100 : 0));
}

static void sends_in_time_order_and_ends_each_note(void) {
    clear();
    add(30, 38);
    add(10, 36);
    add(20, 42);
    for (int64_t now = 0; now < 2000; now += 16) {
        emit(now, 16);
    }
    expect(0, 1010, true, 36);
    expect(1, 1020, true, 42);
    expect(2, 1030, true, 38);
    expect(3, 1070, false, 36);
    expect(4, 1080, false, 42);
    expect(5, 1090, false, 38);
    assert(host.count == 6 && ks_notes_idle(&notes));
    assert(notes.late == 0 && notes.dropped == 0);
}

static void ends_before_the_next_hit_of_the_key(void) {
    clear();
    add(0, 36);
    add(40, 36);
    add(100, 38);  // its start is the second note's end
    emit(1000, 500);
    expect(0, 1000, true, 36);
    expect(1, 1040, false, 36);
    expect(2, 1040, true, 36);
    expect(3, 1100, false, 36);
    expect(4, 1100, true, 38);
    expect(5, 1160, false, 38);
    assert(host.count == 6);
}

static void keeps_channels_apart(void) {
    clear();
    const ks_event first = {.position = 0, .length = 60, .key = 36, .channel = 0, .velocity = 1};
    const ks_event second = {.position = 10, .length = 60, .key = 36, .channel = 1, .velocity = 1};
    assert(ks_notes_add(&notes, &first) && ks_notes_add(&notes, &second));
    emit(1000, 200);
    assert(host.count == 4);
    assert(host.notes[2].channel == 0 && host.at[2] == 1060 && !host.notes[2].on);
    assert(host.notes[3].channel == 1 && host.at[3] == 1070 && !host.notes[3].on);
}

static void late_notes_go_out_at_once_or_not_at_all(void) {
    clear();
    add(0, 36);   // 20 late
    add(15, 38);  // 5 late
    emit(1020, 16);
    expect(0, 1020, true, 36);
    expect(1, 1020, true, 38);
    assert(host.count == 2 && notes.late == 2 && notes.dropped == 0);
    add(0, 42);
    emit(1036, 16);
    assert(host.count == 2 && notes.late == 2 && notes.dropped == 1);
}

static void a_refused_on_is_lost_and_a_refused_off_stays_owed(void) {
    clear();
    add(0, 36);
    host.room = 0;
    emit(1000, 16);
    assert(notes.dropped == 1 && notes.held_count == 0);
    add(20, 36);
    host.room = 1;
    emit(1016, 16);
    expect(0, 1020, true, 36);
    emit(1032, 100);  // the off is refused
    assert(host.count == 1 && notes.held_count == 1 && notes.dropped == 1);
    host.room = MOST;
    emit(1132, 16);
    expect(1, 1132, false, 36);
    assert(host.count == 2 && ks_notes_idle(&notes));
}

static void ends_all_and_forgets(void) {
    clear();
    add(0, 36);
    add(0, 38);
    add(500, 42);
    emit(1000, 16);
    ks_notes_forget(&notes);
    ks_notes_release(&notes);
    host.room = 1;
    emit(0, 16);  // positions may start anew; one end is refused and stays owed
    expect(2, 0, false, 36);
    host.room = MOST;
    emit(16, 2000);
    expect(3, 16, false, 38);
    assert(host.count == 4 && ks_notes_idle(&notes) && notes.dropped == 0);
}

static void skips_what_would_have_come(void) {
    clear();
    add(0, 36);
    add(40, 38);
    const ks_note_output output = block(1000, 32);
    ks_notes_skip(&notes, &output);
    emit(1032, 32);
    expect(0, 1040, true, 38);
    assert(host.count == 1 && notes.dropped == 0);
}

static void refuses_what_it_cannot_hold(void) {
    clear();
    for (uint32_t i = 0; i < KS_WAITING; i++) {
        add(i, 36);
    }
    const ks_event event = {.position = 0};
    assert(!ks_notes_add(&notes, &event));
}

static void more_keys_than_it_can_hold_end_early(void) {
    clear();
    for (uint32_t i = 0; i < KS_HELD + 10; i++) {
        const ks_event event = {.position = i, .length = 100000, .key = i % 128, .channel = i / 128, .velocity = 1};
        assert(ks_notes_add(&notes, &event));
    }
    emit(1000, 1000);
    assert(notes.held_count == KS_HELD && host.count == (int)KS_HELD + 20);
}

/** Whatever the notes and the blocks: times never run back, and ons and offs of a key alternate. */
static void any_stream_is_in_order_and_balanced(uint64_t seed) {
    clear();
    bool sounding[128] = {0};
    uint64_t position = 0;
    int64_t last = 0;
    int ons = 0;
    for (int64_t now = 0; now < 50000;) {
        for (uint32_t n = random_below(&seed, 4); n > 0; n--) {
            position += random_below(&seed, 30);
            add(position - random_below(&seed, 20) * (position > 20), (uint8_t)(36 + random_below(&seed, 5)));
        }
        if (random_below(&seed, 20) == 0) {
            host.room = random_below(&seed, 3);
        } else {
            host.room = MOST;
        }
        const uint32_t frames = random_below(&seed, 100);
        emit(now, frames);
        if ((int64_t)position + DELAY < now) {
            position = (uint64_t)now;
        }
        now += frames;
        for (int i = 0; i < host.count; i++) {
            const ks_note *note = &host.notes[i];
            assert(host.at[i] >= last && note->frame < frames);
            assert(sounding[note->key] != note->on);
            sounding[note->key] = note->on;
            last = host.at[i];
            ons += note->on;
        }
        host.count = 0;
    }
    assert(ons > 500);
}

int main(void) {
    sends_in_time_order_and_ends_each_note();
    ends_before_the_next_hit_of_the_key();
    keeps_channels_apart();
    late_notes_go_out_at_once_or_not_at_all();
    a_refused_on_is_lost_and_a_refused_off_stays_owed();
    ends_all_and_forgets();
    skips_what_would_have_come();
    refuses_what_it_cannot_hold();
    more_keys_than_it_can_hold_end_early();
    for (uint64_t seed = 0; seed < 20; seed++) {
        any_stream_is_in_order_and_balanced(seed);
    }
    return EXIT_SUCCESS;
}
