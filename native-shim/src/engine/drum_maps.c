// SPDX-License-Identifier: Apache-2.0
#include "drum_maps.h"

#include <stdio.h>
#include <string.h>

const char *const KS_MAP_NAMES[KS_MAPS] = {"gm",
                                           "addictive-drums-2",
                                           "avl-drumkits",
                                           "bfd",
                                           "drumgizmo-drskit",
                                           "drumgizmo-muldjordkit",
                                           "ezdrummer-2",
                                           "ggd-invasion",
                                           "hydrogen-gmrockkit",
                                           "hydrogen-tr808",
                                           "spitfire-labs-drums",
                                           "superior-drummer-2",
                                           "ezdrummer-3",
                                           "mt-power-drum-kit-2",
                                           "steven-slate-drums-5",
                                           "superior-drummer-3"};

/** Hosts ask for note names when no Java runs, hence this copy of the map files, which a Java test compares with them. */
const uint8_t KS_MAP_KEYS[KS_MAPS][KS_DRUMS] = {
    {36, 38, 37, 50, 47, 43, 42, 44, 46, 51, 53, 49, 52, 55, 39, 56, 54, 70},
    {36, 38, 42, 71, 69, 67, 49, 48, 56, 60, 61, 77, 81, 79, 47, 96, 100, 101},
    {36, 38, 37, 47, 45, 41, 42, 44, 48, 51, 53, 49, 60, 55, 39, 56, 54, 61},
    {24, 26, 25, 38, 40, 31, 30, 32, 34, 81, 71, 72, 76, 77, 83, 95, 96, 97},
    {36, 38, 37, 47, 43, 41, 42, 44, 58, 51, 53, 49, 57, 55, 39, 87, 88, 89},
    {36, 38, 37, 48, 47, 41, 42, 44, 46, 51, 53, 49, 52, 57, 39, 56, 54, 70},
    {36, 38, 37, 48, 47, 41, 42, 44, 46, 51, 53, 49, 52, 55, 39, 56, 54, 70},
    {24, 26, 30, 33, 34, 36, 43, 48, 46, 62, 61, 52, 65, 73, 39, 79, 49, 50},
    {36, 38, 37, 45, 43, 41, 42, 44, 46, 51, 53, 49, 59, 55, 39, 56, 54, 70},
    {36, 38, 75, 48, 45, 43, 42, 44, 46, 49, 49, 49, 49, 49, 39, 56, 70, 70},
    {36, 38, 40, 45, 45, 43, 42, 59, 46, 47, 48, 51, 51, 49, 61, 62, 63, 64},
    {34, 38, 37, 1, 2, 4, 42, 10, 13, 51, 53, 27, 30, 29, 39, 56, 117, 116},
    {36, 38, 37, 48, 47, 43, 42, 21, 25, 51, 53, 49, 98, 57, 1, 4, 3, 2},
    {36, 38, 37, 48, 45, 41, 42, 65, 46, 51, 53, 49, 52, 55, 39, 56, 54, 70},
    {36, 38, 37, 48, 47, 43, 42, 44, 63, 51, 53, 55, 31, 50, 76, 75, 79, 82},
    {36, 38, 37, 48, 47, 43, 42, 21, 25, 51, 53, 49, 52, 57, 39, 1, 3, 2},
};

#define NAME(number, key, name) [number] = name,
static const char *const NAMES[KS_DRUMS] = {KS_DRUM_LIST(NAME)};

uint32_t ks_map_key_names(uint32_t map, ks_key_name *names) {
    uint32_t count = 0;
    for (uint32_t drum = 0; drum < KS_DRUMS; drum++) {
        uint32_t i = 0;
        while (i < count && names[i].key != KS_MAP_KEYS[map][drum]) {
            i++;
        }
        if (i == count) {
            names[count++] = (ks_key_name){.key = KS_MAP_KEYS[map][drum]};
        }
        const size_t used = strlen(names[i].name);
        snprintf(names[i].name + used, sizeof names[i].name - used, "%s%s", used ? ", " : "", NAMES[drum]);
    }
    return count;
}
