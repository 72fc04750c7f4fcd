// SPDX-License-Identifier: Apache-2.0

/** How hosts load the plugin, and what they do to their process. */

#include "faults.h"
#include "installation.h"
#include "measure.h"
#include "process.h"
#include "stage.h"

#include <assert.h>
#include <dirent.h>
#include <dlfcn.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void global_symbols(const char *plugin) {
    assert(dlopen(plugin, RTLD_NOW | RTLD_GLOBAL));
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    stage_close(&s);
}

static void unload(const char *plugin) {
    void *library = dlopen(plugin, RTLD_NOW | RTLD_NOLOAD);
    assert(library && dlclose(library) == 0 && dlclose(library) == 0);
}

static void reload(const char *plugin) {
    for (int i = 0; i < 3; i++) {
        stage s;
        stage_open(&s, plugin);
        stage_start_well(&s);
        stage_stop(&s);
        stage_close(&s);
        unload(plugin);
    }
}

/** Both start at once: neither knows of the other when it looks for a Java in the process. */
static void two_versions(const char *plugin) {
    installation other = installation_copy(plugin);
    installation_own(&other, "jdk/lib/server/libjvm.so");
    stage first;
    stage_open(&first, plugin);
    stage second;
    stage_open(&second, other.plugin);
    stage_start(&first);
    stage_start(&second);
    stage_play_until_ready(&first);
    stage_play_until_ready(&second);
    for (int i = 0; i < 3; i++) {
        stage_expect_notes(&first, 5);
        stage_expect_notes(&second, 5);
    }
    stage_close(&first);
    stage_close(&second);
    installation_remove(&other);
}

/** As for a user whose limits are the system's own. */
static void give_up_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[2] = {{0}};
    assert(syscall(SYS_capset, &header, none) == 0);
}

enum { LOCKED_LIMIT = 64 << 20 };

static void locked_memory(const char *plugin) {
    struct rlimit limit;
    assert(getrlimit(RLIMIT_MEMLOCK, &limit) == 0);
    limit.rlim_cur = limit.rlim_max < LOCKED_LIMIT ? limit.rlim_max : LOCKED_LIMIT;
    assert(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
    give_up_capabilities();
    assert(mlockall(MCL_FUTURE) == 0);
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    stage_close(&s);
}

static int count_entries(const char *path) {
    int count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (folder) {
        closedir(folder);
    }
    return count;
}

/** The user's folders hold our log's folder and nothing else; those that all share hold nothing of this process. */
static void expect_nothing_left(const char *home, pid_t process) {
    char path[INSTALLATION_PATH];
    snprintf(path, sizeof path, "%s/kitscribe/tmp", home);
    assert(count_entries(path) == 0 && count_entries(home) == 1);
    snprintf(path, sizeof path, "/tmp/.java_pid%d", process);
    assert(access(path, F_OK) != 0);
    snprintf(path, sizeof path, "/tmp/hsperfdata_%s/%d", getenv("USER") ? getenv("USER") : "root", process);
    assert(access(path, F_OK) != 0);
}

static void temporary_files(const char *plugin) {
    const char *home = getenv("XDG_STATE_HOME");
    setenv("HOME", home, 1);
    setenv("TMPDIR", home, 1);
    unsetenv("XDG_CACHE_HOME");
    for (int i = 0; i < 10; i++) {
        const pid_t child = fork();
        if (child == 0) {
            stage s;
            stage_open(&s, plugin);
            stage_start_well(&s);
            stage_stop(&s);
            stage_close(&s);
            exit(0);
        }
        assert(process_wait(child, 120) == 0);
        expect_nothing_left(home, child);
    }
}

static void cycle(stage *s, int times, double seconds) {
    for (int i = 0; i < times; i++) {
        stage_start(s);
        stage_play(s, seconds);
        stage_stop(s);
    }
    stage_sleep(0.3);  // Java lets go of the last lane
}

/** What may not grow. Pages that other processes share come and go with those: only what is ours alone is counted here. */
typedef struct holdings {
    int threads;
    int files;
    long memory;  // kB
    long pss;
} holdings;

static holdings count_holdings(void) {
    return (holdings){.threads = process_count("task"),
                      .files = process_count("fd"),
                      .memory = measure_memory("Pss_Anon") + measure_memory("Pss_Shmem"),
                      .pss = measure_memory("Pss")};
}

static void cycles(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    stage_stop(&s);
    cycle(&s, 20, 3);  // Java compiles what is used much
    bool grows = true;
    for (int round = 0; grows && round < 3; round++) {  // what leaks does so each time; Java's heap finds its size once
        const holdings before = count_holdings();
        cycle(&s, 200, 0.3);
        const holdings now = count_holdings();
        fprintf(stderr, "200 cycles: %d threads more, %d descriptors, %ld kB, %ld of them not shared\n", now.threads - before.threads,
                now.files - before.files, now.pss - before.pss, now.memory - before.memory);
        grows = now.threads > before.threads || now.files > before.files || now.memory > before.memory + 2048;
    }
    assert(!grows);
    stage_close(&s);
}

const fault FAULTS_OF_HOST[] = {{"global_symbols", global_symbols},
                                {"reload", reload},
                                {"two_versions", two_versions},
                                {"locked_memory", locked_memory},
                                {"temporary_files", temporary_files},
                                {"cycles", cycles},
                                {0}};
