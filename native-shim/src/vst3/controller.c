// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include <math.h>
#include <string.h>

enum { ROOT_UNIT = 0 };

// values

/** Steps between the values that the host shows apart; 0 where it shows a range. */
static int32_t steps(const ks_param *p) {
    const bool counts = p->read_only && !p->labels;
    return p->stepped && !counts ? (int32_t)(p->max - p->min) : 0;
}

double ks_vst3_normalise(int param, double plain) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    return (ks_param_clamp(param, plain) - p->min) / (p->max - p->min);
}

/** Steps share the range from 0 to 1 evenly, as VST3 has it. */
double ks_vst3_plain(int param, double normalised) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    const int32_t count = steps(p);
    const double plain = count > 0 ? fmin(count, floor(normalised * (count + 1))) : normalised * (p->max - p->min);
    return ks_param_clamp(param, p->min + plain);
}

void ks_vst3_show_parameters(ks_vst3 *plugin) {
    for (int i = 0; i < KS_PARAMS; i++) {
        atomic_store(&plugin->shown[i], ks_instance_get(plugin->instance, i));
    }
}

// text

void ks_vst3_write(int16_t *to, size_t room, const char *text) {
    size_t i = 0;
    for (; i + 1 < room && text[i]; i++) {
        to[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
    }
    to[i] = 0;
}

static void read_text(const int16_t *from, char *text, size_t room) {
    size_t i = 0;
    for (; i + 1 < room && from[i]; i++) {
        text[i] = from[i] > 0 && from[i] < 0x80 ? (char)from[i] : '?';
    }
    text[i] = 0;
}

/** Hosts write the unit themselves. */
static void drop_unit(char *text, const char *unit) {
    const size_t length = strlen(text);
    const size_t end = strlen(unit);
    if (length >= end && strcmp(text + length - end, unit) == 0) {
        text[length - end] = 0;
    }
}

// the host's handler

static v3_result set_component_handler(void *self, struct v3_component_handler **handler) {
    ks_vst3 *plugin = ks_vst3_of(self);
    if (handler) {
        (*handler)->ref(handler);
    }
    ks_vst3_release_handler(plugin);
    plugin->handler = handler;
    return V3_OK;
}

void ks_vst3_release_handler(ks_vst3 *plugin) {
    if (plugin->handler) {
        (*plugin->handler)->unref(plugin->handler);
        plugin->handler = NULL;
    }
}

void ks_vst3_follow_restart(ks_vst3 *plugin) {
    if (plugin->handler && ks_instance_needs_restart(plugin->instance) && !atomic_exchange(&plugin->asked_for_restart, true)) {
        (*plugin->handler)->restart_component(plugin->handler, V3_RESTART_LATENCY_CHANGED);
    }
}

// parameters

static int32_t get_parameter_count(void *self) {
    (void)self;
    return KS_PARAMS;
}

static int32_t flags_of(int param) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    int32_t flags = 0;
    flags |= p->read_only ? V3_PARAM_READ_ONLY : 0;
    flags |= p->labels ? V3_PARAM_IS_LIST : 0;
    flags |= param == KS_BYPASS ? V3_PARAM_IS_BYPASS : 0;
    flags |= p->read_only || ks_param_restarts(param) ? 0 : V3_PARAM_CAN_AUTOMATE;
    return flags;
}

static v3_result get_parameter_info(void *self, int32_t index, struct v3_param_info *info) {
    (void)self;
    if (index < 0 || index >= KS_PARAMS) {
        return V3_INVALID_ARG;
    }
    const ks_param *p = &KS_PARAM_TABLE[index];
    *info = (struct v3_param_info){.param_id = p->id,
                                   .step_count = steps(p),
                                   .default_normalised_value = ks_vst3_normalise(index, p->fallback),
                                   .unit_id = ROOT_UNIT,
                                   .flags = flags_of(index)};
    ks_vst3_write(info->title, sizeof info->title / 2, p->name);
    ks_vst3_write(info->short_title, sizeof info->short_title / 2, p->name);
    ks_vst3_write(info->units, sizeof info->units / 2, p->unit + strspn(p->unit, " "));
    return V3_OK;
}

static v3_result get_parameter_string_for_value(void *self, v3_param_id id, double normalised, v3_str_128 output) {
    const int param = ks_param_by_id(id);
    if (param < 0) {
        return V3_INVALID_ARG;
    }
    char text[KS_TEXT_SIZE];
    ks_instance_print(ks_vst3_of(self)->instance, param, ks_vst3_plain(param, normalised), text, sizeof text);
    drop_unit(text, KS_PARAM_TABLE[param].unit);
    ks_vst3_write(output, sizeof(v3_str_128) / 2, text);
    return V3_OK;
}

static v3_result get_parameter_value_for_string(void *self, v3_param_id id, int16_t *input, double *output) {
    (void)self;
    const int param = ks_param_by_id(id);
    char text[128];
    double plain;
    read_text(input, text, sizeof text);
    if (param < 0 || !ks_param_parse(param, text, &plain)) {
        return V3_FALSE;
    }
    *output = ks_vst3_normalise(param, plain);
    return V3_OK;
}

static double normalised_parameter_to_plain(void *self, v3_param_id id, double normalised) {
    (void)self;
    const int param = ks_param_by_id(id);
    return param < 0 ? normalised : ks_vst3_plain(param, normalised);
}

static double plain_parameter_to_normalised(void *self, v3_param_id id, double plain) {
    (void)self;
    const int param = ks_param_by_id(id);
    return param < 0 ? plain : ks_vst3_normalise(param, plain);
}

static double get_parameter_normalised(void *self, v3_param_id id) {
    const ks_vst3 *plugin = ks_vst3_of(self);
    const int param = ks_param_by_id(id);
    if (param < 0) {
        return 0;
    }
    const bool reads = KS_PARAM_TABLE[param].read_only;
    return ks_vst3_normalise(param, reads ? ks_instance_get(plugin->instance, param) : atomic_load(&plugin->shown[param]));
}

/**
 * Moves a control. While active the instance hears of it by process(): a control follows automation late and must not undo it. What
 * needs a restart is no automation, and must be known before the restart.
 */
static v3_result set_parameter_normalised(void *self, v3_param_id id, double normalised) {
    ks_vst3 *plugin = ks_vst3_of(self);
    const int param = ks_param_by_id(id);
    if (param < 0) {
        return V3_INVALID_ARG;
    }
    const double plain = ks_vst3_plain(param, normalised);
    atomic_store(&plugin->shown[param], plain);
    if (!plugin->instance->active || ks_param_restarts(param)) {
        ks_instance_set(plugin->instance, param, plain);
    }
    ks_vst3_follow_restart(plugin);
    return V3_OK;
}

// state: the component's is all there is

static v3_result set_component_state(void *self, struct v3_bstream **stream) {
    (void)self;
    (void)stream;
    return V3_OK;
}

static v3_result no_state(void *self, struct v3_bstream **stream) {
    (void)self;
    (void)stream;
    return V3_NOT_IMPLEMENTED;
}

static struct v3_plugin_view **no_view(void *self, const char *name) {
    (void)self;
    (void)name;
    return NULL;
}

const struct v3_edit_controller KS_VST3_CONTROLLER = {
    .query_interface = ks_vst3_query,
    .ref = ks_vst3_ref,
    .unref = ks_vst3_unref,
    .initialize = ks_vst3_initialize,
    .terminate = ks_vst3_terminate,
    .set_component_state = set_component_state,
    .set_state = no_state,
    .get_state = no_state,
    .get_parameter_count = get_parameter_count,
    .get_parameter_info = get_parameter_info,
    .get_parameter_string_for_value = get_parameter_string_for_value,
    .get_parameter_value_for_string = get_parameter_value_for_string,
    .normalised_parameter_to_plain = normalised_parameter_to_plain,
    .plain_parameter_to_normalised = plain_parameter_to_normalised,
    .get_parameter_normalised = get_parameter_normalised,
    .set_parameter_normalised = set_parameter_normalised,
    .set_component_handler = set_component_handler,
    .create_view = no_view,
};
