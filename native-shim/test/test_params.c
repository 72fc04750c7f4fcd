// SPDX-License-Identifier: Apache-2.0
#include "params.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void ids_and_keys_are_unique(void) {
    for (int i = 0; i < KS_PARAMS; i++) {
        const ks_param *param = &KS_PARAM_TABLE[i];
        assert(param->id > 0 && param->key && param->name && param->group && param->unit);
        assert(ks_param_by_id(param->id) == i);
        assert(ks_param_by_key(param->key, strlen(param->key)) == i);
        assert(param->min < param->max && param->fallback >= param->min && param->fallback <= param->max);
    }
    assert(ks_param_by_id(999) == -1);
    assert(ks_param_by_key("on.", 3) == -1);
}

static void values_stay_in_range(void) {
    assert(ks_param_clamp(KS_SENSITIVITY, -1) == 0);
    assert(ks_param_clamp(KS_SENSITIVITY, 1e300) == 100);
    assert(ks_param_clamp(KS_SENSITIVITY, NAN) == 50);
    assert(ks_param_clamp(KS_SENSITIVITY, 33.25) == 33.25);
    assert(ks_param_clamp(KS_CHANNEL, 3.6) == 4);
    assert(ks_param_clamp(KS_MIDI_OFFSET, -INFINITY) == -20);
}

static void expect_text(int param, double value, const char *text) {
    char printed[64];
    ks_param_print(param, value, printed, sizeof printed);
    assert(strcmp(printed, text) == 0);
    double parsed = -1;
    assert(ks_param_parse(param, text, &parsed));
    assert(parsed == value);
}

static void texts_go_both_ways(void) {
    expect_text(KS_BYPASS, 1, "on");
    expect_text(KS_LATENCY, 2, "accurate");
    expect_text(KS_DRUM_MAP, 3, "bfd");
    expect_text(KS_CHANNEL, 10, "10");
    expect_text(KS_MIDI_OFFSET, -7.5, "-7.5 ms");
    expect_text(KS_SENSITIVITY, 62.5, "62.5");
    expect_text(KS_STATUS, KS_STATUS_READY_CPU, "ready on CPU");
    double value = 7;
    assert(!ks_param_parse(KS_SENSITIVITY, "loud", &value) && !ks_param_parse(KS_BYPASS, "", &value));
    assert(!ks_param_parse(KS_SENSITIVITY, "nan", &value) && value == 7);
    assert(ks_param_parse(KS_LATENCY, "9", &value) && value == 2);
}

static void the_hosts_locale_does_not_matter(void) {
    assert(setlocale(LC_ALL, "C.UTF-8"));
    texts_go_both_ways();
    if (setlocale(LC_ALL, "de_DE.UTF-8")) {  // where installed: a comma
        texts_go_both_ways();
    }
}

int main(void) {
    ids_and_keys_are_unique();
    values_stay_in_range();
    texts_go_both_ways();
    the_hosts_locale_does_not_matter();
    return EXIT_SUCCESS;
}
