// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_PLAYER_H
#define KITSCRIBE_HOST_PLAYER_H

#include "midi_file.h"

#include <stdbool.h>

enum { PLAYER_CHANNELS = 2, PLAYER_LARGEST_BLOCK = 4096 };

/** A plugin instance as a host holds it, whatever its format, and the notes that it sent. */
typedef struct player {
    const struct plugin_format *format;
    void *own;  // what the format holds
    uint32_t channels;
    double rate;
    uint32_t max_frames;
    uint32_t latency;  // as reported; set by start, as is the tail
    uint32_t tail;     // samples after the last input until the last note has ended
    uint64_t position;
    int64_t song;  // where the host's song stands, in samples; it may jump
    midi_event *notes;
    size_t note_count;
    size_t note_room;
    uint32_t ons;
} player;

/** Bytes of a saved state. */
typedef struct player_state {
    char *bytes;
    uint64_t size;
    uint64_t at;
} player_state;

/** A block of audio. A channel of `in` may be that of `out`. */
typedef struct player_block {
    float *const *in;  // NULL: the host has no such bus, as below
    float *const *out;
    uint32_t in_channels;
    uint32_t out_channels;
    uint32_t frames;
    bool is_silent;     // the host says so of its input
    bool without_list;  // the host takes no notes
} player_block;

/** One plugin format, as a host uses it. */
typedef struct plugin_format {
    const char *name;
    const char *suffix;  // of its files

    /** Loads a plugin file and gives its factory; NULL, or in one line what is wrong with it. */
    const char *(*load)(const char *path, const void **factory);

    /** Creates an instance of the factory's first plugin for the player's channels, rate and largest block; NULL, or what is wrong. */
    const char *(*create)(player *p, const void *factory);

    /** Sets a parameter by the name and the text that the user sees; false when there is none, or not that value. */
    bool (*set)(player *p, const char *name, const char *text);

    /** Writes a parameter as the user sees it. */
    void (*get)(const player *p, const char *name, char *text, uint32_t size);

    /** Appends the state to the bytes. */
    bool (*save)(const player *p, player_state *state);
    bool (*restore)(player *p, player_state *state);

    /** Activates; false when the plugin refuses. */
    bool (*start)(player *p, bool offline);

    /** Processes a block; false when the plugin fails. */
    bool (*process)(player *p, const player_block *block);
    void (*stop)(player *p);
    void (*destroy)(player *p);
} plugin_format;

extern const plugin_format FORMAT_CLAP;
extern const plugin_format FORMAT_LV2;
extern const plugin_format FORMAT_VST3;

/** Loads a plugin file of any format; NULL, or in one line what is wrong with it. */
const char *player_load(const char *path, const plugin_format **format, const void **factory);

/** Processes a block in place. False when the plugin fails. */
bool player_process(player *p, float *const *channels, uint32_t frames);

/** Takes a note at a frame of the present block; `bytes` are those of MIDI. False when out of memory. */
bool player_take_note(player *p, uint32_t frame, const uint8_t *bytes);

/** Ends the instance and forgets its notes. */
void player_destroy(player *p);

// A state moves a few bytes at a time, as every format's streams allow.

/** Appends some of the bytes; how many, or -1 when out of memory. */
int64_t player_state_write(player_state *state, const void *bytes, uint64_t size);

/** Reads some of the bytes on; how many, 0 at the end. */
int64_t player_state_read(player_state *state, void *bytes, uint64_t size);

#endif
