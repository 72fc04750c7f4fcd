// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_WATCH_H
#define KITSCRIBE_TEST_WATCH_H

#include <stdbool.h>

/**
 * Watches one thread while it must do nothing that waits or allocates: the kernel is asked to trap each system call, and this program's
 * definitions of the usual functions take the place of the system's, also for libraries that it loads.
 */

/** What the thread did while it was watched. */
extern volatile int watch_system_calls;
extern int watch_calls;  // of functions that allocate, lock, print or ask the time

/** Begins with the calling thread, unwatched yet; false where the kernel traps no system calls. */
bool watch_open(void);

/** Watches from here on. */
void watch_begin(void);

/** Up to here. */
void watch_end(void);

/** Page faults of the calling thread so far. */
long watch_faults(void);

#endif
