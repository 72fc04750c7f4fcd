// SPDX-License-Identifier: Apache-2.0

/** While process() runs: no system call (the kernel is asked to trap each), no page fault, no call that may wait or allocate. */

#include "instance.h"

#include "consumer.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

enum { FRAMES = 64, BLOCKS = 20000, RATE = 48000, NOTHING_TO_TEST_WITH = 77 };
enum { ALLOW = 0, TRAP = 1 };

static volatile char selector = ALLOW;
static volatile int system_calls;
static bool in_process;
static int forbidden_calls;

static void note_call(void) {
    forbidden_calls += in_process;
}

// The linker sends the engine's calls through these.
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __real_free(void *memory);
void __wrap_free(void *memory);
int __real_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_snprintf(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

void *__wrap_malloc(size_t size) {
    note_call();
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    note_call();
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    note_call();
    return __real_realloc(memory, size);
}

void __wrap_free(void *memory) {
    note_call();
    __real_free(memory);
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left) {
    note_call();
    return __real_nanosleep(time, left);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *time) {
    note_call();
    return __real_clock_gettime(clock, time);
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex) {
    note_call();
    return __real_pthread_mutex_lock(mutex);
}

int __wrap_snprintf(char *text, size_t size, const char *format, ...) {
    note_call();
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return length;
}

static void trap(int signal) {
    (void)signal;
    selector = ALLOW;
    system_calls++;
}

static int notes;

static bool receive(void *context, const ks_note *note) {
    (void)context;
    notes += note->on;
    return true;
}

static bool hear_value(void *context, int param, double value) {
    (void)context;
    (void)param;
    (void)value;
    return true;
}

static long faults(void) {
    struct rusage usage;
    assert(getrusage(RUSAGE_THREAD, &usage) == 0);
    return usage.ru_minflt + usage.ru_majflt;
}

static float samples[2][FRAMES];

static void process(ks_instance *instance) {
    const float *in[] = {samples[0], samples[1]};
    float *out[] = {samples[0], samples[1]};
    const ks_block block = {.in = in, .out = out, .frames = FRAMES, .sink = receive};
    in_process = true;
    selector = TRAP;
    ks_instance_process(instance, &block);
    ks_instance_tell(instance, hear_value, NULL);
    selector = ALLOW;
    in_process = false;
}

int main(void) {
    signal(SIGSYS, trap);
    if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) != 0) {
        fputs("this kernel traps no system calls\n", stderr);
        return NOTHING_TO_TEST_WITH;
    }
    ks_bridge bridge;
    assert(ks_bridge_create(&bridge));
    ks_instance *instance = ks_instance_create();
    assert(instance && ks_instance_activate(instance, &bridge, RATE, FRAMES, 2));
    static consumer java;
    consumer_open(&java, &bridge, instance->lane_index, atomic_load(&bridge.header->lanes[instance->lane_index].request));
    long faulted = 0;
    for (int i = 0; i < BLOCKS; i++) {
        for (int k = 0; k < FRAMES; k++) {
            samples[0][k] = samples[1][k] = i % 7 == 0 && k < 18 ? 0.3f + 0.03f * (float)k : 0.01f;
        }
        ks_instance_set(instance, KS_SENSITIVITY, i % 100);
        ks_instance_set(instance, KS_BYPASS, i % 1000 > 980);
        ks_instance_set(instance, KS_DRUM_MAP, i % 12);
        ks_instance_set(instance, KS_SAVE_CAPTURE, i % 500 == 0);
        if (i % 3000 == 2999) {
            ks_instance_reset(instance);
        }
        const long before = faults();
        process(instance);
        faulted += i > 0 ? faults() - before : 0;
        if (i % 10000 < 5000) {  // and now and then it stands still until the ring is full
            consumer_work(&java, 80 * FRAMES);
        }
    }
    fprintf(stderr, "%d notes, %d system calls, %ld page faults, %d forbidden calls\n", notes, system_calls, faulted,
            forbidden_calls);
    assert(notes > 1000 && atomic_load(&java.lane->audio_lost) > 0);
    assert(system_calls == 0 && faulted == 0 && forbidden_calls == 0);
    ks_instance_deactivate(instance);
    consumer_close(&java);
    ks_instance_destroy(instance);
    ks_bridge_destroy(&bridge);
    return EXIT_SUCCESS;
}
