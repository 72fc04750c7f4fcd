// SPDX-License-Identifier: Apache-2.0

/** Writes the LV2 bundle's description, from the parameters' table: "manifest" or "plugins" to standard output. */

#include "ports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char PREFIXES[] = "@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
                               "@prefix bufsz: <http://lv2plug.in/ns/ext/buf-size#> .\n"
                               "@prefix doap: <http://usefulinc.com/ns/doap#> .\n"
                               "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
                               "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
                               "@prefix midi: <http://lv2plug.in/ns/ext/midi#> .\n"
                               "@prefix opts: <http://lv2plug.in/ns/ext/options#> .\n"
                               "@prefix pprops: <http://lv2plug.in/ns/ext/port-props#> .\n"
                               "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
                               "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
                               "@prefix rsz: <http://lv2plug.in/ns/ext/resize-port#> .\n"
                               "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
                               "@prefix units: <http://lv2plug.in/ns/extensions/units#> .\n"
                               "@prefix urid: <http://lv2plug.in/ns/ext/urid#> .\n";

static const char *const AUDIO_NAMES[2][2] = {{"Drums", NULL}, {"Drums left", "Drums right"}};
static const char *const AUDIO_SYMBOLS[2][2] = {{"mono", NULL}, {"left", "right"}};

static void begin_port(uint32_t *index, const char *type, const char *symbol, const char *name) {
    printf("%s [\n    a %s ;\n    lv2:index %u ;\n    lv2:symbol \"%s\" ;\n    lv2:name \"%s\"", *index ? " ," : "\n  lv2:port", type,
           *index, symbol, name);
    ++*index;
}

static void end_port(void) {
    printf("\n  ]");
}

static void print_audio(uint32_t *index, uint32_t channels, const char *direction, const char *suffix) {
    for (uint32_t c = 0; c < channels; c++) {
        char symbol[32];
        char name[64];
        char type[64];
        snprintf(symbol, sizeof symbol, "%s_%s", suffix[0] ? "out" : "in", AUDIO_SYMBOLS[channels - 1][c]);
        snprintf(name, sizeof name, "%s%s", AUDIO_NAMES[channels - 1][c], suffix);
        snprintf(type, sizeof type, "lv2:AudioPort , lv2:%s", direction);
        begin_port(index, type, symbol, name);
        end_port();
    }
}

static void print_unit(const char *unit) {
    if (strcmp(unit, " ms") == 0) {
        printf(" ;\n    units:unit units:ms");
    } else if (unit[0]) {
        fprintf(stderr, "ttl: no LV2 unit is known for \"%s\"; add it to print_unit\n", unit);
        exit(EXIT_FAILURE);
    }
}

static void print_values(int param) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    const bool is_switch = p->labels && strcmp(p->labels[0], "off") == 0;
    if (is_switch) {
        printf(" ;\n    lv2:portProperty lv2:toggled%s", p->trigger ? " , pprops:trigger" : "");
    } else if (p->labels) {
        printf(" ;\n    lv2:portProperty lv2:integer , lv2:enumeration");
        for (int i = 0; i <= p->max - p->min; i++) {
            printf(" ;\n    lv2:scalePoint [ rdfs:label \"%s\" ; rdf:value %.0f ]", p->labels[i], p->min + i);
        }
    } else if (p->stepped) {
        printf(" ;\n    lv2:portProperty lv2:integer");
    }
}

static void print_param(uint32_t *index, int param) {
    const ks_param *p = &KS_PARAM_TABLE[param];
    const bool is_bypass = param == KS_BYPASS;
    char symbol[64];
    snprintf(symbol, sizeof symbol, "%s", is_bypass ? "enabled" : p->key);
    for (char *dot = strchr(symbol, '.'); dot; dot = strchr(dot, '.')) {
        *dot = '_';  // symbols are C identifiers
    }
    begin_port(index, p->read_only ? "lv2:ControlPort , lv2:OutputPort" : "lv2:ControlPort , lv2:InputPort", symbol,
               is_bypass ? "Enabled" : p->name);
    printf(" ;\n    lv2:default %.9g ;\n    lv2:minimum %.9g ;\n    lv2:maximum %.9g", ks_lv2_flip(param, p->fallback), p->min, p->max);
    if (is_bypass) {
        printf(" ;\n    lv2:designation lv2:enabled");
    }
    print_values(param);
    print_unit(p->unit);
    end_port();
}

static void print_plugin(const char *uri, uint32_t channels) {
    printf("\n<%s>\n"
           "  a lv2:AnalyserPlugin , lv2:Plugin , doap:Project ;\n"
           "  doap:name \"Kitscribe%s\" ;\n"
           "  doap:shortdesc \"Listens to a drum track and sends the notes that were played\" ;\n"
           "  doap:license <https://www.apache.org/licenses/LICENSE-2.0> ;\n"
           "  doap:maintainer [ foaf:name \"Kitscribe\" ] ;\n"
           "  lv2:minorVersion %d ;\n"
           "  lv2:microVersion %d ;\n"
           "  lv2:requiredFeature urid:map ;\n"
           "  lv2:optionalFeature lv2:hardRTCapable , opts:options , bufsz:boundedBlockLength ;\n"
           "  opts:supportedOption bufsz:maxBlockLength ;\n"
           "  lv2:extensionData state:interface ;",
           uri, channels == 1 ? " (mono)" : "", KS_VERSION_MINOR, KS_VERSION_MICRO);
    uint32_t index = 0;
    print_audio(&index, channels, "InputPort", "");
    print_audio(&index, channels, "OutputPort", ", delayed");
    begin_port(&index, "atom:AtomPort , lv2:OutputPort", "notes", "Notes");
    printf(" ;\n    atom:bufferType atom:Sequence ;\n    atom:supports midi:MidiEvent ;\n    rsz:minimumSize %d", KS_LV2_NOTES_SIZE);
    end_port();
    begin_port(&index, "lv2:ControlPort , lv2:OutputPort", "latency_samples", "Reported latency");
    printf(" ;\n    lv2:designation lv2:latency ;\n    lv2:portProperty lv2:reportsLatency , lv2:integer ;\n    lv2:minimum 0 ;\n"
           "    lv2:maximum 1000000 ;\n    units:unit units:frame");
    end_port();
    begin_port(&index, "lv2:ControlPort , lv2:InputPort", "freewheel", "Freewheel");
    printf(" ;\n    lv2:designation lv2:freeWheeling ;\n    lv2:portProperty lv2:toggled , pprops:notOnGUI ;\n    lv2:default 0 ;\n"
           "    lv2:minimum 0 ;\n    lv2:maximum 1");
    end_port();
    for (int i = 0; i < KS_PARAMS; i++) {
        print_param(&index, i);
    }
    printf(" .\n");
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "manifest") == 0) {
        printf("@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
               "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\n"
               "<%s> a lv2:Plugin ;\n  lv2:binary <kitscribe.so> ;\n  rdfs:seeAlso <kitscribe.ttl> .\n\n"
               "<%s> a lv2:Plugin ;\n  lv2:binary <kitscribe.so> ;\n  rdfs:seeAlso <kitscribe.ttl> .\n",
               KS_LV2_STEREO, KS_LV2_MONO);
    } else if (count == 2 && strcmp(words[1], "plugins") == 0) {
        printf("%s", PREFIXES);
        print_plugin(KS_LV2_STEREO, 2);
        print_plugin(KS_LV2_MONO, 1);
    } else {
        fputs("usage: ttl manifest|plugins\n", stderr);
        return 2;
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
