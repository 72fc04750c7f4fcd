// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_PLUGINS_H
#define KITSCRIBE_TEST_PLUGINS_H

#include "player.h"

/**
 * The plugin files of all formats, each loaded as a host does, with the engine beside them that has a C consumer in Java's place; tests run
 * over this table.
 */
enum { FORMATS = 3, TEST_RATE = 44100, TEST_LENGTH = 44100, TEST_BLOCK = 512 };

typedef struct plugin {
    const char *file;  // in the folder
    const plugin_format *format;
    const void *factory;
} plugin;

extern plugin PLUGINS[FORMATS];

/** Loads the files of a folder. */
void plugins_load(const char *folder);

/** Creates an instance with the shortest latency, for blocks of TEST_BLOCK. */
void plugin_create(player *p, const plugin *plugin, uint32_t channels);

/** The audio that tests play: clicks of some loudness, and what is no click. */
float test_sample(uint64_t position);

/** Plays the audio in blocks of this size (0: random), in place, checks that it comes back delayed, and gives the notes by their number. */
size_t plugin_play(player *p, uint32_t block);

#endif
