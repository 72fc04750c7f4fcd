// SPDX-License-Identifier: Apache-2.0
#include "factory.h"

#include "class.h"
#include "plugin.h"

#include <stdio.h>
#include <string.h>

static const v3_tuid CLASS_ID = KS_VST3_ID(V3_ID);

// the factory lives as long as the library

static uint32_t factory_ref(void *self) {
    (void)self;
    return 1;
}

static v3_result factory_query(void *self, const v3_tuid iid, void **object) {
    const uint8_t *known[] = {v3_funknown_iid, v3_plugin_factory_iid, v3_plugin_factory_2_iid, v3_plugin_factory_3_iid};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (v3_tuid_match(known[i], iid)) {
            *object = self;
            return V3_OK;
        }
    }
    *object = NULL;
    return V3_NO_INTERFACE;
}

static v3_result get_factory_info(void *self, struct v3_factory_info *info) {
    (void)self;
    *info = (struct v3_factory_info){.vendor = KS_VST3_VENDOR, .flags = KS_VST3_UNICODE};
    return V3_OK;
}

static int32_t num_classes(void *self) {
    (void)self;
    return 1;
}

static v3_result get_class_info(void *self, int32_t index, struct v3_class_info *info) {
    (void)self;
    if (index != 0) {
        return V3_INVALID_ARG;
    }
    *info = (struct v3_class_info){.cardinality = KS_VST3_MANY, .category = KS_VST3_CATEGORY, .name = KS_VST3_NAME};
    memcpy(info->class_id, CLASS_ID, sizeof CLASS_ID);
    return V3_OK;
}

static v3_result get_class_info_2(void *self, int32_t index, struct v3_class_info_2 *info) {
    (void)self;
    if (index != 0) {
        return V3_INVALID_ARG;
    }
    *info = (struct v3_class_info_2){.cardinality = KS_VST3_MANY,
                                     .category = KS_VST3_CATEGORY,
                                     .name = KS_VST3_NAME,
                                     .sub_categories = KS_VST3_SUB_CATEGORIES,
                                     .vendor = KS_VST3_VENDOR,
                                     .version = KS_VERSION,
                                     .sdk_version = KS_VST3_SDK};
    memcpy(info->class_id, CLASS_ID, sizeof CLASS_ID);
    return V3_OK;
}

static v3_result get_class_info_utf16(void *self, int32_t index, struct v3_class_info_3 *info) {
    (void)self;
    if (index != 0) {
        return V3_INVALID_ARG;
    }
    *info = (struct v3_class_info_3){.cardinality = KS_VST3_MANY, .category = KS_VST3_CATEGORY, .sub_categories = KS_VST3_SUB_CATEGORIES};
    memcpy(info->class_id, CLASS_ID, sizeof CLASS_ID);
    ks_vst3_write(info->name, sizeof info->name / 2, KS_VST3_NAME);
    ks_vst3_write(info->vendor, sizeof info->vendor / 2, KS_VST3_VENDOR);
    ks_vst3_write(info->version, sizeof info->version / 2, KS_VERSION);
    ks_vst3_write(info->sdk_version, sizeof info->sdk_version / 2, KS_VST3_SDK);
    return V3_OK;
}

static v3_result create_instance(void *self, const v3_tuid class_id, const v3_tuid iid, void **object) {
    (void)self;
    *object = NULL;
    if (!v3_tuid_match(class_id, CLASS_ID)) {
        return V3_INVALID_ARG;
    }
    ks_vst3 *plugin = ks_vst3_create();
    if (!plugin) {
        return V3_NOMEM;
    }
    const v3_result result = ks_vst3_query(&plugin->component, iid, object);
    ks_vst3_unref(&plugin->component);
    return result;
}

static v3_result set_host_context(void *self, struct v3_funknown **host) {
    (void)self;
    (void)host;
    return V3_NOT_IMPLEMENTED;
}

static const struct v3_plugin_factory_3 FUNCTIONS = {
    .query_interface = factory_query,
    .ref = factory_ref,
    .unref = factory_ref,
    .get_factory_info = get_factory_info,
    .num_classes = num_classes,
    .get_class_info = get_class_info,
    .create_instance = create_instance,
    .get_class_info_2 = get_class_info_2,
    .get_class_info_utf16 = get_class_info_utf16,
    .set_host_context = set_host_context,
};

__attribute__((visibility("default"))) const struct v3_plugin_factory_3 *const kitscribe_vst3_factory = &FUNCTIONS;
