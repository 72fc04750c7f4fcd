// SPDX-License-Identifier: Apache-2.0

/**
 * Plays a mono WAV file into a JACK port and prints the notes that come out of another meanwhile: jack_player FILE.wav AUDIO-PORT MIDI-PORT.
 * JACK freewheels. A line for each: sample since the file's first, key, velocity. Playing and recording are two clients, for JACK delays what goes in a circle.
 */

#include "wav.h"

#include <jack/jack.h>
#include <jack/midiport.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_NOTES = 10000, TAIL = 2 };  // seconds

typedef struct note {
    int64_t sample;  // since the first of the file
    uint8_t key;
    uint8_t velocity;
} note;

static jack_client_t *player;
static jack_client_t *recorder;
static jack_port_t *out;
static jack_port_t *in;
static float *samples;
static uint64_t length;
static _Atomic uint64_t at;  // frames played
static note notes[MOST_NOTES];
static uint32_t note_count;
static _Atomic bool is_connected;
static _Atomic int64_t start = -1;  // JACK's time of the file's first frame

static int play(jack_nframes_t frames, void *context) {
    (void)context;
    float *to = jack_port_get_buffer(out, frames);
    const bool plays = atomic_load(&is_connected);
    if (plays && at == 0) {
        atomic_store(&start, jack_last_frame_time(player));
    }
    for (uint32_t i = 0; i < frames; i++) {
        to[i] = plays && at + i < length ? samples[at + i] : 0;
    }
    at += plays ? frames : 0;
    return 0;
}

static int record(jack_nframes_t frames, void *context) {
    (void)context;
    void *from = jack_port_get_buffer(in, frames);
    const int64_t first = atomic_load(&start);
    const int64_t now = jack_last_frame_time(recorder);
    for (uint32_t i = 0; first >= 0 && i < jack_midi_get_event_count(from); i++) {
        jack_midi_event_t event;
        jack_midi_event_get(&event, from, i);
        if (event.size == 3 && (event.buffer[0] & 0xf0) == 0x90 && note_count < MOST_NOTES) {
            notes[note_count++] = (note){now + event.time - first, event.buffer[1], event.buffer[2]};
        }
    }
    return 0;
}

static jack_client_t *open_client(const char *name, JackProcessCallback process) {
    jack_client_t *client = jack_client_open(name, JackNoStartServer, NULL);
    if (client) {
        jack_set_process_callback(client, process, NULL);
    }
    return client;
}

static int fail(const char *what, const char *why) {
    fprintf(stderr, "jack_player: %s: %s\n", what, why);
    return 1;
}

int main(int count, char **words) {
    wav file;
    if (count != 4) {
        return fail("usage", "jack_player FILE.wav AUDIO-PORT MIDI-PORT");
    }
    const char *error = wav_open(&file, words[1]);
    if (error || file.channels != 1) {
        return fail(words[1], error ? error : "it is not mono");
    }
    length = file.frames;
    samples = calloc(length, sizeof(float));
    if (!samples || wav_read(&file, &samples, (uint32_t)length) != length) {
        return fail(words[1], "it cannot be read whole");
    }
    player = open_client("player", play);
    recorder = open_client("recorder", record);
    if (!player || !recorder || jack_get_sample_rate(player) != file.rate) {
        return fail("JACK", player ? "it runs at another rate than the file" : "no server");
    }
    out = jack_port_register(player, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    in = jack_port_register(recorder, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    jack_activate(player);
    jack_activate(recorder);
    if (jack_connect(player, "player:out", words[2]) != 0 || jack_connect(recorder, words[3], "recorder:in") != 0) {
        return fail(words[2], "it cannot be connected");
    }
    jack_set_freewheel(player, 1);
    atomic_store(&is_connected, true);
    while (atomic_load(&at) < length + TAIL * (uint64_t)file.rate) {
        usleep(100000);
    }
    jack_set_freewheel(player, 0);
    jack_deactivate(recorder);
    jack_deactivate(player);
    for (uint32_t i = 0; i < note_count; i++) {
        printf("%lld %u %u\n", (long long)notes[i].sample, notes[i].key, notes[i].velocity);
    }
    jack_client_close(recorder);
    jack_client_close(player);
    wav_close(&file);
    free(samples);
    return 0;
}
