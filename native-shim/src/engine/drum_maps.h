// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_DRUM_MAPS_H
#define KITSCRIBE_DRUM_MAPS_H

#include <stdint.h>

/** The drums in the order of the pack and of their parameters: X(number, key, name). */
#define KS_DRUM_LIST(X)               \
    X(0, "kick", "Kick")              \
    X(1, "snare", "Snare")            \
    X(2, "side_stick", "Side stick")  \
    X(3, "high_tom", "High tom")      \
    X(4, "mid_tom", "Mid tom")        \
    X(5, "low_tom", "Low tom")        \
    X(6, "closed_hat", "Closed hat")  \
    X(7, "pedal_hat", "Pedal hat")    \
    X(8, "open_hat", "Open hat")      \
    X(9, "ride", "Ride")              \
    X(10, "ride_bell", "Ride bell")   \
    X(11, "crash", "Crash")           \
    X(12, "china", "China")           \
    X(13, "splash", "Splash")         \
    X(14, "clap", "Clap")             \
    X(15, "cowbell", "Cowbell")       \
    X(16, "tambourine", "Tambourine") \
    X(17, "shaker", "Shaker")

#define KS_DRUMS 18u
#define KS_MAPS 16u

/** The built-in maps' names, in the order of the parameter's values: one that is new goes to the end. [any] */
extern const char *const KS_MAP_NAMES[KS_MAPS];

/** The note number, 0 to 127, that each map gives each drum. [any] */
extern const uint8_t KS_MAP_KEYS[KS_MAPS][KS_DRUMS];

/** A note number and the drums that it stands for, with commas between. */
typedef struct ks_key_name {
    uint8_t key;
    char name[128];
} ks_key_name;

/** Writes what a map's note numbers stand for, at most KS_DRUMS of them; returns how many. [main-thread] */
uint32_t ks_map_key_names(uint32_t map, ks_key_name *names);

#endif
