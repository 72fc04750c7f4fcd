// SPDX-License-Identifier: Apache-2.0

/** Installations that are not whole: the audio passes, and the status says what is wrong. */

#include "faults.h"
#include "installation.h"
#include "stage.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect_failure(const installation *i, const char *status) {
    stage s;
    stage_open(&s, i->plugin);
    stage_start(&s);
    stage_wait(&s, "failed: ");
    char found[300];
    s.player.format->get(&s.player, "Status", found, sizeof found);
    fprintf(stderr, "%s\n", found);
    assert(strstr(found, status));
    stage_play(&s, 3);
    assert(s.player.ons == 0);
    stage_close(&s);
}

typedef void damage(const char *path);

static void damaged(const char *plugin, const char *file, damage *harm, const char *status) {
    installation i = installation_copy(plugin);
    harm(installation_own(&i, file));
    expect_failure(&i, status);
    installation_remove(&i);
}

static void take_away(const char *path) {
    assert(unlink(path) == 0);
}

static void cut(const char *path) {
    assert(truncate(path, 1000) == 0);
}

static void overwrite(const char *path, long at, int byte, long count) {
    FILE *file = fopen(path, "r+b");
    assert(file && fseek(file, at, SEEK_SET) == 0);
    for (; count > 0; count--) {
        assert(fputc(byte, file) == byte);
    }
    assert(fclose(file) == 0);
}

/** The machine in a library's header becomes one that nobody has. */
static void make_foreign(const char *path) {
    overwrite(path, 18, 0x7f, 1);
}

static void blank(const char *path) {
    struct stat file;
    assert(stat(path, &file) == 0);
    overwrite(path, 0, ' ', file.st_size);
}

static void no_list(const char *plugin) {
    damaged(plugin, "files", take_away, "cannot be read");
}

static void no_runtime(const char *plugin) {
    damaged(plugin, "jdk/lib/server/libjvm.so", take_away, "libjvm.so is missing");
}

static void truncated_runtime(const char *plugin) {
    damaged(plugin, "jdk/lib/server/libjvm.so", cut, "libjvm.so has 1000 bytes");
}

static void foreign_runtime(const char *plugin) {
    damaged(plugin, "jdk/lib/server/libjvm.so", make_foreign, "libjvm.so: ");
}

static void truncated_library(const char *plugin) {
    damaged(plugin, "natives/libonnxruntime4j_jni.so", cut, "has 1000 bytes");
}

static void foreign_library(const char *plugin) {
    damaged(plugin, "natives/libonnxruntime4j_jni.so", make_foreign, "libonnxruntime4j_jni.so");
}

static void no_network(const char *plugin) {
    damaged(plugin, "packs/drums/model-balanced.onnx", take_away, "model-balanced.onnx is missing");
}

static void corrupt_network(const char *plugin) {
    damaged(plugin, "packs/drums/model-balanced.onnx", blank, "the network cannot be loaded");
}

static void corrupt_manifest(const char *plugin) {
    damaged(plugin, "packs/drums/pack.json", blank, "pack.json");
}

const fault FAULTS_OF_INSTALL[] = {{"no_list", no_list},
                                   {"no_runtime", no_runtime},
                                   {"truncated_runtime", truncated_runtime},
                                   {"foreign_runtime", foreign_runtime},
                                   {"truncated_library", truncated_library},
                                   {"foreign_library", foreign_library},
                                   {"no_network", no_network},
                                   {"corrupt_network", corrupt_network},
                                   {"corrupt_manifest", corrupt_manifest},
                                   {0}};
