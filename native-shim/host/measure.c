// SPDX-License-Identifier: Apache-2.0
#include "measure.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

long measure_memory(const char *part) {
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    char line[200];
    char name[64];
    long size;
    long found = -1;
    while (file && found < 0 && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%63[^:]: %ld", name, &size) == 2 && strcmp(name, part) == 0) {
            found = size;
        }
    }
    if (file) {
        fclose(file);
    }
    return found;
}

void measure_take(measure *m, int moment) {
    if (!m->wanted) {
        return;  // the kernel goes through all pages for the memory
    }
    m->moments[moment] = (measure_moment){
        .clock = seconds(CLOCK_MONOTONIC),
        .cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - seconds(CLOCK_THREAD_CPUTIME_ID) + m->in_process,
        .memory = measure_memory("Pss"),
    };
}

/** What reading that clock adds to what it measures: a system call, a third of a quiet process(). */
static double cost_of_reading(void) {
    enum { READINGS = 10000 };
    const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 1; i < READINGS; i++) {
        seconds(CLOCK_THREAD_CPUTIME_ID);
    }
    return (seconds(CLOCK_THREAD_CPUTIME_ID) - begin) / READINGS;
}

void measure_begin(measure *m) {
    m->wanted = true;
    m->reading = cost_of_reading();
}

void measure_enter(measure *m) {
    m->entered = m->wanted ? seconds(CLOCK_THREAD_CPUTIME_ID) : 0;
}

void measure_leave(measure *m) {
    m->in_process += m->wanted ? seconds(CLOCK_THREAD_CPUTIME_ID) - m->entered - m->reading : 0;
}

static double clock_between(const measure *m, int from, int to) {
    return m->moments[to].clock - m->moments[from].clock;
}

static double cpu_between(const measure *m, int from, int to) {
    return m->moments[to].cpu - m->moments[from].cpu;
}

void measure_print(const measure *m, double audio_seconds) {
    fprintf(stderr, "ready after %.3f s, idle for %.3f s, %.3f s of CPU\n", clock_between(m, MEASURE_ACTIVATED, MEASURE_READY),
            clock_between(m, MEASURE_READY, MEASURE_PLAYING), cpu_between(m, MEASURE_READY, MEASURE_PLAYING));
    fprintf(stderr, "%.3f s of audio in %.3f s, %.3f s of CPU\n", audio_seconds, clock_between(m, MEASURE_PLAYING, MEASURE_DONE),
            cpu_between(m, MEASURE_PLAYING, MEASURE_DONE));
    fprintf(stderr, "%ld kB more than without the plugin\n", m->moments[MEASURE_DONE].memory - m->moments[MEASURE_UNLOADED].memory);
}
