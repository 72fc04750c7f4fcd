// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_VST3_PLUGIN_H
#define KITSCRIBE_VST3_PLUGIN_H

#include "../engine/instance.h"
#include "interfaces.h"

struct ks_vst3;

/** How the host holds one interface of the plugin: first its functions, then what is ours. */
typedef struct ks_vst3_face {
    const void *functions;
    struct ks_vst3 *plugin;
} ks_vst3_face;

/** A VST3 plugin, component and controller in one: the host's side of one engine instance. */
typedef struct ks_vst3 {
    ks_vst3_face component;
    ks_vst3_face controller;
    ks_vst3_face processor;
    ks_vst3_face requirements;
    _Atomic uint32_t references;
    struct v3_component_handler **handler;  // NULL: none yet
    ks_instance *instance;
    uint32_t channels;
    _Atomic bool sends_notes;  // the host activated the event bus
    _Atomic bool asked_for_restart;
    _Atomic double shown[KS_PARAMS];  // as the host's controls stand; process() brings changes to the instance in time
} ks_vst3;

extern const struct v3_component KS_VST3_COMPONENT;
extern const struct v3_audio_processor KS_VST3_PROCESSOR;
extern const struct v3_edit_controller KS_VST3_CONTROLLER;

/** Creates a plugin with one reference; NULL when out of memory. [main-thread] */
ks_vst3 *ks_vst3_create(void);

/** The plugin behind an interface that the host holds. [any] */
static inline ks_vst3 *ks_vst3_of(const void *self) {
    return ((const ks_vst3_face *)self)->plugin;
}

// What every interface of the plugin begins with: three functions for [any], but for the last unref, and two for [main-thread].

v3_result ks_vst3_query(void *self, const v3_tuid iid, void **object);
uint32_t ks_vst3_ref(void *self);
uint32_t ks_vst3_unref(void *self);
v3_result ks_vst3_initialize(void *self, struct v3_funknown **context);
v3_result ks_vst3_terminate(void *self);

/** Lets go of the host's handler. [main-thread] */
void ks_vst3_release_handler(ks_vst3 *plugin);

/** Lets the host's controls stand as the instance's parameters do. [main-thread] */
void ks_vst3_show_parameters(ks_vst3 *plugin);

/** Asks the host, once, for a restart where a parameter needs it. [main-thread] */
void ks_vst3_follow_restart(ks_vst3 *plugin);

/** A parameter's plain value as the host's 0 to 1, and back. [any] */
double ks_vst3_normalise(int param, double plain);
double ks_vst3_plain(int param, double normalised);

/** Writes ASCII as UTF-16, cut to the room. [any] */
void ks_vst3_write(int16_t *to, size_t room, const char *text);

#endif
