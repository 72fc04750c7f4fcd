// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_LV2_PORTS_H
#define KITSCRIBE_LV2_PORTS_H

#include "../engine/params.h"

/** What the description and the plugin must agree on. */

#define KS_LV2_STEREO "urn:kitscribe:stereo"
#define KS_LV2_MONO "urn:kitscribe:mono"
enum { KS_LV2_PLUGINS = 2 };

/** Bytes that a block's notes may need. */
#define KS_LV2_NOTES_SIZE 16384

/** The ports after the audio ports, which are the inputs and then the outputs; KS_LV2_PARAMS is the first of the parameters' table. */
enum { KS_LV2_NOTES, KS_LV2_LATENCY, KS_LV2_FREEWHEEL, KS_LV2_PARAMS, KS_LV2_CONTROLS = KS_LV2_PARAMS + KS_PARAMS };

/** A parameter's value as its port has it, and the other way round: hosts know "enabled", the opposite of bypass. [any] */
static inline double ks_lv2_flip(int param, double value) {
    return param == KS_BYPASS ? 1 - value : value;
}

#endif
