// SPDX-License-Identifier: Apache-2.0
#include "../engine/state.h"
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

typedef struct text {
    char *bytes;
    uint64_t size;
    uint64_t at;
} text;

static int64_t append(void *context, const void *bytes, uint64_t size) {
    text *t = context;
    char *longer = realloc(t->bytes, t->size + size + 1);
    if (!longer) {
        return -1;
    }
    memcpy(longer + t->size, bytes, size);
    t->bytes = longer;
    t->size += size;
    longer[t->size] = 0;
    return (int64_t)size;
}

static int64_t take(void *context, void *bytes, uint64_t size) {
    text *t = context;
    const uint64_t left = t->size - t->at;
    const uint64_t n = left < size ? left : size;
    memcpy(bytes, t->bytes + t->at, n);
    t->at += n;
    return (int64_t)n;
}

static LV2_State_Status save(LV2_Handle handle, LV2_State_Store_Function store, LV2_State_Handle to, uint32_t flags,
                             const LV2_Feature *const *features) {
    (void)flags;
    (void)features;
    ks_lv2 *lv2 = handle;
    if (!lv2->runs) {  // else run() follows them, perhaps just now
        ks_lv2_follow_ports(lv2);
    }
    text t = {0};
    LV2_State_Status status = LV2_STATE_ERR_NO_SPACE;
    if (ks_state_save(lv2->instance, append, &t)) {
        status = store(to, lv2->state, t.bytes, t.size + 1, lv2->string, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
    }
    free(t.bytes);
    return status;
}

static LV2_State_Status restore(LV2_Handle handle, LV2_State_Retrieve_Function retrieve, LV2_State_Handle from, uint32_t flags,
                                const LV2_Feature *const *features) {
    (void)features;
    ks_lv2 *lv2 = handle;
    size_t size = 0;
    uint32_t type = 0;
    const char *bytes = retrieve(from, lv2->state, &size, &type, &flags);
    if (!bytes || type != lv2->string) {
        return bytes ? LV2_STATE_ERR_BAD_TYPE : LV2_STATE_ERR_NO_PROPERTY;
    }
    text t = {.bytes = (char *)bytes, .size = strnlen(bytes, size)};
    if (!ks_state_load(lv2->instance, take, &t)) {
        return LV2_STATE_ERR_UNKNOWN;
    }
    ks_lv2_see_ports(lv2);
    return LV2_STATE_SUCCESS;
}

const LV2_State_Interface KS_LV2_STATE_INTERFACE = {.save = save, .restore = restore};
