// SPDX-License-Identifier: Apache-2.0
#include "drum_maps.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static uint32_t find(const ks_key_name *names, uint32_t count, uint8_t key) {
    uint32_t i = 0;
    while (i < count && names[i].key != key) {
        i++;
    }
    return i;
}

static void every_drums_number_has_one_name(void) {
    for (uint32_t map = 0; map < KS_MAPS; map++) {
        ks_key_name names[KS_DRUMS];
        const uint32_t count = ks_map_key_names(map, names);
        assert(count > 0 && count <= KS_DRUMS);
        for (uint32_t drum = 0; drum < KS_DRUMS; drum++) {
            const uint8_t key = KS_MAP_KEYS[map][drum];
            const uint32_t i = find(names, count, key);
            assert(key < 128 && i < count && names[i].name[0]);
            assert(find(names + i + 1, count - i - 1, key) == count - i - 1);
        }
    }
}

static void drums_of_one_number_share_a_name(void) {
    ks_key_name names[KS_DRUMS];
    assert(ks_map_key_names(0, names) == KS_DRUMS);
    assert(names[0].key == 36 && strcmp(names[0].name, "Kick") == 0);
    const uint32_t count = ks_map_key_names(9, names);  // a machine with one cymbal
    assert(strcmp(names[find(names, count, 49)].name, "Ride, Ride bell, Crash, China, Splash") == 0);
}

int main(void) {
    every_drums_number_has_one_name();
    drums_of_one_number_share_a_name();
    return EXIT_SUCCESS;
}
