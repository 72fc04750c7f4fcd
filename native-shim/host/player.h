// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_PLAYER_H
#define KITSCRIBE_HOST_PLAYER_H

#include "clap/clap_extra.h"
#include "midi_file.h"

#include <stdbool.h>

enum { PLAYER_CHANNELS = 2, PLAYER_LARGEST_BLOCK = 4096 };

/** A plugin instance as a host holds it, and the notes that it sent. */
typedef struct player {
    clap_host_t host;
    const clap_plugin_t *plugin;
    const clap_plugin_params_t *params;
    uint32_t channels;
    double rate;
    uint32_t latency;
    uint64_t position;
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

/** Loads a plugin file; NULL, or in one line what is wrong with it. */
const char *player_load(const char *path, const clap_plugin_factory_t **factory);

/** Creates an instance of the file's first plugin; NULL, or what is wrong. */
const char *player_create(player *p, const clap_plugin_factory_t *factory, uint32_t channels);

/** Sets a parameter by the name and the text that the user sees; false when there is none, or not that value. */
bool player_set(player *p, const char *name, const char *text);

/** Writes a parameter as the user sees it. */
void player_get(const player *p, const char *name, char *text, uint32_t size);

bool player_save(const player *p, player_state *state);
bool player_restore(const player *p, player_state *state);

/** Activates; false when the plugin refuses. */
bool player_start(player *p, double rate, uint32_t max_frames, bool offline);

/** Processes a block in place. False when the plugin fails. */
bool player_process(player *p, float *const *channels, uint32_t frames);

void player_stop(player *p);
void player_destroy(player *p);

#endif
