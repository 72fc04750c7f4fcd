// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_LV2_PLUGIN_H
#define KITSCRIBE_LV2_PLUGIN_H

#include "../engine/instance.h"
#include "ports.h"

#include <lv2/core/lv2.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#define KS_LV2_STATE "urn:kitscribe:state"

/** An LV2 plugin: the host's side of one engine instance. */
typedef struct ks_lv2 {
    ks_instance *instance;
    double rate;
    uint32_t max_frames;
    uint32_t channels;
    LV2_URID midi_event;
    LV2_URID sequence;
    LV2_URID string;
    LV2_URID state;
    bool runs;                      // between activate and deactivate: the ports are the audio thread's
    float *audio[2 * KS_CHANNELS];  // the host's memory, NULL where it connected none, as below
    void *controls[KS_LV2_CONTROLS];
    _Atomic float seen[KS_PARAMS];  // what each port last said
} ks_lv2;

/**
 * Sets the parameters whose ports say something new; where they do not, a loaded state holds. The latency's setting comes into force with
 * the next activate. [audio-thread while it runs, else main-thread]
 */
void ks_lv2_follow_ports(ks_lv2 *lv2);

/** Takes the ports for seen as they are: what they say now is not news. [main-thread, not running] */
void ks_lv2_see_ports(ks_lv2 *lv2);

/** Writes the latency and what is to be read only. [audio-thread] */
void ks_lv2_write_ports(const ks_lv2 *lv2);

extern const LV2_State_Interface KS_LV2_STATE_INTERFACE;

#endif
