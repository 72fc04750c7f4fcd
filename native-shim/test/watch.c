// SPDX-License-Identifier: Apache-2.0
#include "watch.h"

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

enum { ALLOW = 0, TRAP = 1 };

volatile int watch_system_calls;
int watch_calls;

static volatile char selector = ALLOW;
static _Thread_local bool is_watched;

static void trap(int signal) {
    (void)signal;
    selector = ALLOW;
    watch_system_calls++;
}

void watch_begin(void) {
    is_watched = true;
    selector = TRAP;
}

void watch_end(void) {
    selector = ALLOW;
    is_watched = false;
}

long watch_faults(void) {
    struct rusage usage;
    assert(getrusage(RUSAGE_THREAD, &usage) == 0);
    return usage.ru_minflt + usage.ru_majflt;
}

bool watch_open(void) {
    signal(SIGSYS, trap);
    if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) != 0) {
        return false;
    }
    watch_begin();
    void *volatile memory = malloc(1);
    getppid();
    watch_end();
    free(memory);
    assert(watch_system_calls == 1 && watch_calls == 1);  // a watch that sees nothing would find nothing
    watch_system_calls = watch_calls = 0;
    return true;
}

static void count_call(void) {
    watch_calls += is_watched;
}

// The memory's functions under the names that the C library keeps for it: to look for them might allocate.

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

void *malloc(size_t size) {
    count_call();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_call();
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    count_call();
    return __libc_realloc(memory, size);
}

void free(void *memory) {
    count_call();
    __libc_free(memory);
}

/** A function that counts its calls and hands them on. */
#define COUNTED(type, name, parameters, arguments)                         \
    type name parameters {                                                 \
        static type(*_Atomic next) parameters;                             \
        count_call();                                                      \
        if (!next) {                                                       \
            next = (type(*) parameters)(uintptr_t)dlsym(RTLD_NEXT, #name); \
        }                                                                  \
        return next arguments;                                             \
    }

typedef void *thread_function(void *);

COUNTED(int, pthread_create, (pthread_t * thread, const pthread_attr_t *attributes, thread_function *run, void *argument),
        (thread, attributes, run, argument))
COUNTED(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
COUNTED(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
COUNTED(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
COUNTED(int, pthread_once, (pthread_once_t * once, void (*run)(void)), (once, run))
COUNTED(int, nanosleep, (const struct timespec *time, struct timespec *left), (time, left))
COUNTED(int, clock_gettime, (clockid_t clock, struct timespec *time), (clock, time))
COUNTED(FILE *, fopen, (const char *path, const char *mode), (path, mode))
COUNTED(int, fclose, (FILE * file), (file))
COUNTED(char *, fgets, (char *line, int size, FILE *file), (line, size, file))
COUNTED(int, fputs, (const char *text, FILE *file), (text, file))
COUNTED(size_t, fwrite, (const void *items, size_t size, size_t count, FILE *file), (items, size, count, file))
COUNTED(int, vfprintf, (FILE * file, const char *format, va_list arguments), (file, format, arguments))
COUNTED(int, vsnprintf, (char *text, size_t size, const char *format, va_list arguments), (text, size, format, arguments))

int fprintf(FILE *file, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vfprintf(file, format, arguments);
    va_end(arguments);
    return length;
}

int snprintf(char *text, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return length;
}

/** What sscanf is called in a program of this C standard. */
int __isoc99_sscanf(const char *text, const char *format, ...);

int __isoc99_sscanf(const char *text, const char *format, ...) {
    count_call();
    va_list arguments;
    va_start(arguments, format);
    const int found = vsscanf(text, format, arguments);
    va_end(arguments);
    return found;
}
