// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_RUNTIME_H
#define KITSCRIBE_RUNTIME_H

#include "bridge.h"

/**
 * The process's shared file. The first call starts Java, on a thread of its own, and returns at once; what becomes of Java stands in the
 * file's header. NULL when the system gives no shared memory. [main-thread]
 *
 * Java runs in this process (embedded) or in a child (isolated): isolated when KITSCRIBE_ISOLATED is set, when the environment holds options
 * that any Java would obey, when another JVM is in the process, when the host locks its memory within a limit, or when
 * the embedded one does not start.
 */
ks_bridge *ks_runtime_bridge(void);

#endif
