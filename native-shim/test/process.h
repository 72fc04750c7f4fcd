// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_PROCESS_H
#define KITSCRIBE_TEST_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/** Waits for a child's end; its wait status, or -1 when it still runs after so many seconds and had to be killed. */
int process_wait(pid_t child, double seconds);

/** The one child process that Java runs in. */
pid_t process_java(void);

/** How many threads or descriptors this process has: `what` is "task" or "fd". */
int process_count(const char *what);

/** Stops every thread of this process but the main one, until thawed. */
void process_freeze(void);
void process_thaw(void);

#endif
