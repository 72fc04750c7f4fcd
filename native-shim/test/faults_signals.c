// SPDX-License-Identifier: Apache-2.0

/** Signals, and the host's end. */

#include "faults.h"
#include "installation.h"
#include "process.h"
#include "stage.h"

#include <assert.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/** What must not hang ends within this. */
static const double SOON = 1;
static const double WAITS = 10;  // while Java starts, an exit waits for it, 2 s at most; a busy machine takes longer over all

static void signals_changed(const char *plugin) {
    enum { NIO_SIGNAL = 62 };  // with which java.nio interrupts its threads
    static const int expected[] = {SIGILL, SIGBUS, SIGFPE, SIGSEGV, SIGUSR2, SIGPIPE, SIGXFSZ, NIO_SIGNAL};
    static struct sigaction before[65];
    for (int i = 1; i <= 64; i++) {
        sigaction(i, NULL, &before[i]);
    }
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    const bool embedded = !getenv("KITSCRIBE_ISOLATED");
    size_t changed = 0;
    for (int i = 1; i <= 64; i++) {
        struct sigaction after = {0};
        sigaction(i, NULL, &after);
        if (after.sa_handler != before[i].sa_handler) {
            bool known = false;
            for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
                known |= expected[k] == i;
            }
            fprintf(stderr, "Java handles signal %d\n", i);
            assert(embedded && known);
            changed++;
        }
    }
    assert(changed == (embedded ? sizeof expected / sizeof expected[0] : 0));
    stage_close(&s);
}

static sigjmp_buf back;
static volatile sig_atomic_t handled;

static void handle(int signal) {
    (void)signal;
    handled++;
    siglongjmp(back, 1);
}

static void crash(void) {
    volatile int *volatile nothing = NULL;
    *nothing = 1;
}

static void fault_and_return(void) {
    if (sigsetjmp(back, 1) == 0) {
        crash();
    }
}

static void install_handler(void) {
    const struct sigaction action = {.sa_handler = handle};
    assert(sigaction(SIGSEGV, &action, NULL) == 0);
}

static void handler_before(const char *plugin) {
    install_handler();
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    assert(handled == 0);  // Java's own faults are not the host's
    for (int i = 1; i <= 3; i++) {
        fault_and_return();
        assert(handled == i);
        stage_expect_notes(&s, 2);
    }
    stage_close(&s);
}

static void handler_after(const char *plugin) {
    setenv("KITSCRIBE_ISOLATED", "1", 1);
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    install_handler();
    stage_play(&s, 3);
    assert(handled == 0);
    fault_and_return();
    assert(handled == 1);
    stage_expect_notes(&s, 2);
    stage_close(&s);
}

/** What a doomed host does; it writes to `told` when its end begins. */
typedef void doomed(const char *plugin, int told);

/** Runs a host that ends; its wait status. */
static int run_doomed(doomed *host, const char *plugin, double limit) {
    int told[2];
    assert(pipe(told) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0};
        setrlimit(RLIMIT_CORE, &none);
        close(told[0]);
        host(plugin, told[1]);
        _exit(99);
    }
    close(told[1]);
    char byte;
    const bool began = read(told[0], &byte, 1) == 1;
    const double start = stage_clock();
    const int status = process_wait(child, limit);
    fprintf(stderr, "wait status %d after %.3f s\n", status, stage_clock() - start);
    close(told[0]);
    assert(began);
    return status;
}

static void tell(int told) {
    assert(write(told, "", 1) == 1);
}

static void crash_on_main_thread(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    tell(told);
    crash();
}

static void crash_as_java_starts(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    stage_sleep(0.03);
    tell(told);
    crash();
}

static void *crash_on_thread(void *told) {
    tell(*(int *)told);
    crash();
    return NULL;
}

static void crash_on_another_thread(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    pthread_t thread;
    assert(pthread_create(&thread, NULL, crash_on_thread, &told) == 0);
    stage_play(&s, 1e9);
}

static void abort_on_main_thread(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    tell(told);
    abort();
}

static void null_dereference(const char *plugin) {
    doomed *const ways[] = {crash_on_main_thread, crash_as_java_starts, crash_on_another_thread, abort_on_main_thread};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const int status = run_doomed(ways[i], plugin, SOON);
        assert(status != -1 && WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGABRT));
    }
}

static void *play_for_ever(void *s) {
    stage_play(s, 1e9);
    return NULL;
}

static void exit_while_playing(const char *plugin, int told) {
    static stage s;
    stage_open(&s, plugin);
    stage_start_well(&s);
    pthread_t audio;
    assert(pthread_create(&audio, NULL, play_for_ever, &s) == 0);
    stage_sleep(0.05 * (getpid() % 4));
    tell(told);
    exit(0);
}

static void exit_as_java_starts(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    stage_sleep(0.017 * (getpid() % 41));  // from before Java to after the network's library
    tell(told);
    exit(0);
}

static void host_exits(const char *plugin) {
    for (int i = 0; i < 12; i++) {
        const int status = i % 2 ? run_doomed(exit_while_playing, plugin, SOON) : run_doomed(exit_as_java_starts, plugin, WAITS);
        assert(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

static void exit_without_java(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    s.realtime = true;  // offline, Java is waited for
    stage_start(&s);
    stage_play(&s, 1);
    tell(told);
    exit(0);
}

static void java_never_starts(const char *plugin) {
    installation i = installation_copy(plugin);
    installation_hang_java(&i);
    const int status = run_doomed(exit_without_java, i.plugin, WAITS);
    assert(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    installation_remove(&i);
}

static void die_as_child_hangs(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    while (process_java() == 0) {
        stage_sleep(0.01);
    }
    stage_sleep(0.5);  // it loads the library in which it hangs
    tell(told);
    raise(SIGKILL);
}

static void die_as_child_is_stopped(const char *plugin, int told) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    stage_wait_ready(&s);
    kill(process_java(), SIGSTOP);
    tell(told);
    raise(SIGKILL);
}

/** A child ends with its host, also one that does not see the host's end. What the host leaves behind becomes this process's child. */
static void host_killed(const char *plugin) {
    setenv("KITSCRIBE_ISOLATED", "1", 1);
    assert(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    installation i = installation_copy(plugin);
    installation_hang_java(&i);
    const struct {
        doomed *host;
        const char *plugin;
    } ways[] = {{die_as_child_hangs, i.plugin}, {die_as_child_is_stopped, plugin}};
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
        const int status = run_doomed(ways[w].host, ways[w].plugin, SOON);
        assert(status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        const pid_t child = process_java();
        assert(child > 0 && process_wait(child, SOON) != -1);
    }
    installation_remove(&i);
}

static void fork_and_exit(stage *s) {
    const pid_t child = fork();
    if (child == 0) {
        exit(0);
    }
    const int status = process_wait(child, SOON);
    fprintf(stderr, "wait status %d\n", status);
    assert(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    stage_play(s, 0.5);
}

static void host_forks(const char *plugin) {
    stage s;
    stage_open(&s, plugin);
    stage_start(&s);
    fork_and_exit(&s);
    stage_wait_ready(&s);
    for (int i = 0; i < 5; i++) {
        fork_and_exit(&s);
        stage_expect_notes(&s, 2);
    }
    stage_close(&s);
}

const fault FAULTS_OF_SIGNALS[] = {
    {"signals_changed", signals_changed},   {"handler_before", handler_before}, {"handler_after", handler_after},
    {"null_dereference", null_dereference}, {"host_exits", host_exits},         {"java_never_starts", java_never_starts},
    {"host_killed", host_killed},           {"host_forks", host_forks},         {0}};
