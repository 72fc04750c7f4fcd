// SPDX-License-Identifier: Apache-2.0
#include "plugin.h"

#include <math.h>

static const float *port(const ks_lv2 *lv2, int param) {
    return lv2->controls[KS_LV2_PARAMS + param];
}

void ks_lv2_follow_ports(ks_lv2 *lv2) {
    for (int i = 0; i < KS_PARAMS; i++) {
        if (KS_PARAM_TABLE[i].read_only || !port(lv2, i)) {
            continue;
        }
        const float value = *port(lv2, i);
        if (!isnan(value) && value != atomic_load_explicit(&lv2->seen[i], memory_order_relaxed)) {
            atomic_store_explicit(&lv2->seen[i], value, memory_order_relaxed);
            ks_instance_set(lv2->instance, i, ks_lv2_flip(i, value));
        }
    }
}

void ks_lv2_see_ports(ks_lv2 *lv2) {
    for (int i = 0; i < KS_PARAMS; i++) {
        const float value = port(lv2, i) ? *port(lv2, i) : NAN;
        atomic_store_explicit(&lv2->seen[i], value, memory_order_relaxed);
    }
}

void ks_lv2_write_ports(const ks_lv2 *lv2) {
    float *latency = lv2->controls[KS_LV2_LATENCY];
    if (latency) {
        *latency = lv2->instance->active ? (float)ks_instance_latency(lv2->instance) : 0;
    }
    for (int i = 0; i < KS_PARAMS; i++) {
        float *to = lv2->controls[KS_LV2_PARAMS + i];
        if (KS_PARAM_TABLE[i].read_only && to) {
            *to = (float)ks_instance_get(lv2->instance, i);
        }
    }
}
