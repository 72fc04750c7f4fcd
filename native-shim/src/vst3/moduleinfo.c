// SPDX-License-Identifier: Apache-2.0
#include "class.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/** Prints the bundle's moduleinfo.json, by which hosts list the plugin without loading it. Runs at build time. */

static void print_id(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    printf("%08" PRIX32 "%08" PRIX32 "%08" PRIX32 "%08" PRIX32, a, b, c, d);
}

static void print_list(const char *joined) {
    for (const char *at = joined; *at;) {
        const size_t length = strcspn(at, "|");
        printf("%s\"%.*s\"", at == joined ? "" : ", ", (int)length, at);
        at += length + (at[length] == '|');
    }
}

int main(void) {
    printf("{\n"
           "  \"Name\": \"" KS_VST3_NAME "\",\n"
           "  \"Version\": \"" KS_VERSION "\",\n"
           "  \"Factory Info\": {\n"
           "    \"Vendor\": \"" KS_VST3_VENDOR "\", \"URL\": \"\", \"E-Mail\": \"\",\n"
           "    \"Flags\": {\"Unicode\": true, \"Classes Discardable\": false, \"Component Non Discardable\": false}\n"
           "  },\n"
           "  \"Classes\": [{\n"
           "    \"CID\": \"");
    KS_VST3_ID(print_id);
    printf("\",\n"
           "    \"Category\": \"" KS_VST3_CATEGORY "\",\n"
           "    \"Name\": \"" KS_VST3_NAME "\", \"Vendor\": \"" KS_VST3_VENDOR "\", \"Version\": \"" KS_VERSION "\",\n"
           "    \"SDKVersion\": \"" KS_VST3_SDK "\",\n"
           "    \"Sub Categories\": [");
    print_list(KS_VST3_SUB_CATEGORIES);
    printf("],\n"
           "    \"Class Flags\": 0, \"Cardinality\": %d, \"Snapshots\": []\n"
           "  }]\n"
           "}\n",
           KS_VST3_MANY);
    return 0;
}
