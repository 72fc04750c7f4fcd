// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_HOST_MEASURE_H
#define KITSCRIBE_HOST_MEASURE_H

#include <stdbool.h>

/** Moments of a host's life. */
enum { MEASURE_UNLOADED, MEASURE_ACTIVATED, MEASURE_READY, MEASURE_PLAYING, MEASURE_DONE, MEASURE_MOMENTS };

typedef struct measure_moment {
    double clock;  // s
    double cpu;    // s, the plugin's: of all threads but the host's, and of that one inside process()
    long memory;   // kB
} measure_moment;

/** What the plugin costs this process. */
typedef struct measure {
    bool wanted;
    double in_process;  // s of the host's thread, until now
    double entered;
    double reading;  // s that a measurement adds to itself
    measure_moment moments[MEASURE_MOMENTS];
} measure;

/** Has process() be measured. */
void measure_begin(measure *m);

/** Takes down a moment, where that is wanted. [the host's thread, as all but the last] */
void measure_take(measure *m, int moment);

/** process() begins and ends. */
void measure_enter(measure *m);
void measure_leave(measure *m);

/** Tells what was measured on standard error, this much audio having been played. */
void measure_print(const measure *m, double audio_seconds);

/** A part of this process's memory in kB, by its name in smaps_rollup: "Pss" is all, shared pages by share. [any] */
long measure_memory(const char *part);

#endif
