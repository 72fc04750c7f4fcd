// SPDX-License-Identifier: Apache-2.0

/** What befalls Java. */

#include "faults.h"
#include "installation.h"
#include "peek.h"
#include "process.h"
#include "stage.h"

#include <kitscribe/bridge.h>

#include <assert.h>
#include <dlfcn.h>
#include <jni.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** A process has a file mapped whose path ends like this. */
static bool maps(pid_t process, const char *end) {
    char path[32];
    char line[1000];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/maps", process);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        const size_t length = strlen(line);
        found |= length > strlen(end) && strcmp(line + length - strlen(end), end) == 0;
    }
    fclose(file);
    return found;
}

static void java_options(const char *plugin) {
    setenv("JAVA_TOOL_OPTIONS", "-Xmx1m -Dsome=thing", 1);
    setenv("_JAVA_OPTIONS", "-XX:+NoSuchOption", 1);
    setenv("JDK_JAVA_OPTIONS", "-XX:+NoSuchOption", 1);
    setenv("CLASSPATH", "/nowhere", 1);
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    assert(process_java() > 0 && maps(process_java(), "/plugin.jsa"));
    assert(strcmp(getenv("JAVA_TOOL_OPTIONS"), "-Xmx1m -Dsome=thing") == 0 && getenv("_JAVA_OPTIONS"));
    stage_close(&s);
}

typedef jint create_function(JavaVM **vm, void **environment, void *arguments);

static void another_jvm(const char *plugin) {
    char library[300];
    snprintf(library, sizeof library, "%.*s/jdk/lib/server/libjvm.so", (int)(strrchr(plugin, '/') - plugin), plugin);
    void *loaded = dlopen(library, RTLD_NOW);
    assert(loaded);
    create_function *create = (create_function *)(uintptr_t)dlsym(loaded, "JNI_CreateJavaVM");
    JavaVMInitArgs arguments = {.version = JNI_VERSION_10};
    JavaVM *vm;
    JNIEnv *java;
    assert(create(&vm, (void **)&java, &arguments) == JNI_OK);
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    assert(process_java() > 0 && (*java)->FindClass(java, "java/util/ArrayList"));
    stage_close(&s);
}

/** Parameter changes without end, each at another position: Java keeps them until it has no memory left. */
static void flood(unsigned char *bridge) {
    ks_lane *lane = (ks_lane *)(bridge + KS_LANES_OFFSET);
    for (uint32_t i = 0; i < KS_COMMANDS; i++) {
        lane->commands[i] = (ks_command){.position = UINT64_C(1) << 60 | i, .parameter = 4, .value = 50};
    }
    atomic_store(&lane->command_write, UINT64_C(1) << 60);
}

static void out_of_memory(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    flood(peek_bridge());
    stage_wait(&s, "failed: Java is out of memory");
    stage_play(&s, 3);
    stage_stop(&s);
    stage_start_well(&s);
    stage_close(&s);
}

static void freeze(pid_t child) {
    if (child > 0) {
        kill(child, SIGSTOP);
    } else {
        process_freeze();
    }
}

static void thaw(pid_t child) {
    if (child > 0) {
        kill(child, SIGCONT);
    } else {
        process_thaw();
    }
}

/** Opens two plugins, has Java serve the good one and starts the bad one while Java stands still; returns what `thaw` takes. */
static pid_t start_beside(stage *good, stage *bad, const char *plugin) {
    stage_open(good, plugin);
    stage_open(bad, plugin);
    stage_start_well(good);
    const pid_t child = process_java();
    freeze(child);
    stage_start(bad);
    return child;
}

/** A lane whose numbers make no sense ends in an exception; the others go on. */
static void exception(const char *plugin) {
    stage good;
    stage bad;
    const pid_t child = start_beside(&good, &bad, plugin);
    ((ks_bridge_header *)peek_bridge())->lanes[1].setting = 77;
    thaw(child);
    stage_wait(&bad, "failed: ");
    stage_play(&bad, 3);
    assert(bad.player.ons == 0);
    stage_expect_notes(&good, 2);
    stage_stop(&bad);
    stage_start_well(&bad);
    stage_expect_notes(&good, 2);
    stage_close(&good);
    stage_close(&bad);
}

/** Java as a whole fails, of a lane of impossible size, while another is served: that one ends first, for it uses what Java lets go. */
static void java_fails(const char *plugin) {
    stage good;
    stage bad;
    const pid_t child = start_beside(&good, &bad, plugin);
    unsigned char *bridge = peek_bridge();
    ((ks_bridge_header *)bridge)->lanes[1].audio_capacity = UINT32_MAX / 2;
    thaw(child);
    stage_wait(&good, "failed: ");
    const ks_lane *lane = (const ks_lane *)(bridge + KS_LANES_OFFSET);
    const uint64_t beat = atomic_load(&lane->heartbeat);
    stage_play(&good, 3);
    assert(atomic_load(&lane->heartbeat) == beat && atomic_load(&lane->status) != KS_LANE_FAILED);
    stage_close(&good);
    ((ks_bridge_header *)bridge)->lanes[1].audio_capacity = 1 << 18;  // that what was mapped is unmapped
    stage_close(&bad);
}

static const double BRIEF = 0.25;

static void stuck(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage other;
    stage_open(&other, plugin);
    s.realtime = true;  // offline, a Java that stands still is waited for
    stage_start(&s);
    stage_wait_ready(&s);
    stage_start_well(&other);
    const pid_t child = process_java();
    freeze(child);
    double at[5];
    at[0] = stage_clock();
    stage_stop(&s);
    at[1] = stage_clock();
    stage_start(&s);
    at[2] = stage_clock();
    stage_play(&s, 0.5);
    stage_play(&other, 0.5);
    at[3] = stage_clock();
    stage_stop(&s);
    stage_close(&s);
    at[4] = stage_clock();
    thaw(child);
    fprintf(stderr, "deactivate %.3f s, activate %.3f s, deactivate and destroy %.3f s\n", at[1] - at[0], at[2] - at[1], at[4] - at[3]);
    assert(at[1] - at[0] < BRIEF && at[2] - at[1] < BRIEF && at[4] - at[3] < BRIEF);
    stage_play_until_ready(&other);
    stage_expect_notes(&other, 10);
    stage again;
    stage_open(&again, plugin);
    stage_start_well(&again);
    stage_close(&again);
    stage_close(&other);
}

/** A new child comes, and notes again; audio all the while. */
static void lose_child(const char *plugin, int signal, bool realtime) {
    setenv("KITSCRIBE_ISOLATED", "1", 1);
    stage s;
    stage_open(&s, plugin);
    s.realtime = realtime;
    stage_start(&s);
    stage_wait_ready(&s);
    stage_expect_notes(&s, 10);
    const pid_t child = process_java();
    kill(child, signal);
    const double lost = stage_clock();
    pid_t next;
    while ((next = process_java()) == child || next == 0) {
        stage_play(&s, 0.02);
        stage_sleep(realtime ? 0 : 0.02);
    }
    const double replaced = stage_clock() - lost;
    stage_play_until_ready(&s);
    stage_expect_notes(&s, 10);
    fprintf(stderr, "a new child after %.2f s, notes after %.2f s\n", replaced, stage_clock() - lost);
    char status[300];
    s.player.format->get(&s.player, "Status", status, sizeof status);
    assert(!strstr(status, "notes are missing") == realtime);
    assert(kill(child, 0) != 0);
    stage_close(&s);
}

static void child_killed(const char *plugin) {
    lose_child(plugin, SIGKILL, false);
}

static void child_stopped(const char *plugin) {
    lose_child(plugin, SIGSTOP, false);
}

/** By the clock, for bars.sh: a busy machine might not keep up. */
static void child_killed_live(const char *plugin) {
    lose_child(plugin, SIGKILL, true);
}

/** A child that dies soon each time is replaced some times, not for ever. */
static void child_killed_again(const char *plugin) {
    setenv("KITSCRIBE_ISOLATED", "1", 1);
    stage s;
    stage_open(&s, plugin);
    s.realtime = true;
    stage_start(&s);
    pid_t last = 0;
    int killed = 0;
    for (char status[300] = ""; strncmp(status, "failed: ", strlen("failed: ")) != 0;) {
        stage_play(&s, 0.02);
        s.player.format->get(&s.player, "Status", status, sizeof status);
        const pid_t child = process_java();
        if (child != last && strncmp(status, "ready", strlen("ready")) == 0) {
            assert(kill(child, SIGKILL) == 0 && ++killed < 10);
            last = child;
        }
    }
    fprintf(stderr, "%d children\n", killed);
    stage_play(&s, 1);
    assert(killed > 1 && process_java() == 0);
    stage_close(&s);
}

static const double PROMPT = 5;  // half of what an offline render waits for a Java that starts

/** Java hangs as it starts: that is told, nobody waits for it any more, and should it come after all, so do notes. */
static void java_starts_late(const char *plugin) {
    installation i = installation_copy(plugin);
    installation_hang_java(&i);
    char late[2 * INSTALLATION_PATH];
    snprintf(late, sizeof late, "%s/late.so", i.folder);
    setenv("HANGING_JVM_WAITS_FOR", late, 1);
    stage live;
    stage_open(&live, i.plugin);
    live.realtime = true;
    stage bounce;
    stage_open(&bounce, i.plugin);
    stage_start(&live);
    const double start = stage_clock();
    stage_play(&live, 1);
    stage_wait(&live, "failed: Java does not start");
    const double told = stage_clock();
    stage_play(&live, 1);
    stage_start(&bounce);
    const double begun = stage_clock();
    stage_play(&bounce, 3);
    const double bounced = stage_clock() - begun;
    fprintf(stderr, "told after %.1f s; an offline render of 3 s takes %.2f s\n", told - start, bounced);
    assert(bounced < PROMPT && live.player.ons == 0 && bounce.player.ons == 0);

    char java[INSTALLATION_PATH];
    snprintf(java, sizeof java, "%.*s/jdk/lib/server/libjvm.so", (int)(strrchr(plugin, '/') - plugin), plugin);
    assert(symlink(java, late) == 0);
    stage_play_until_ready(&live);
    stage_expect_notes(&live, 10);
    stage_play_until_ready(&bounce);
    stage_expect_notes(&bounce, 10);
    char status[300];
    bounce.player.format->get(&bounce.player, "Status", status, sizeof status);
    assert(strstr(status, "notes are missing"));
    stage_close(&live);
    stage_close(&bounce);
    installation_remove(&i);
}

const fault FAULTS_OF_JAVA[] = {{"java_options", java_options},
                                {"another_jvm", another_jvm},
                                {"out_of_memory", out_of_memory},
                                {"exception", exception},
                                {"java_fails", java_fails},
                                {"stuck", stuck},
                                {"child_killed", child_killed},
                                {"child_stopped", child_stopped},
                                {"child_killed_again", child_killed_again},
                                {"child_killed_live", child_killed_live},
                                {"java_starts_late", java_starts_late},
                                {0}};
