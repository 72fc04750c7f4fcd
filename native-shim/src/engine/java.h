// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_JAVA_H
#define KITSCRIBE_JAVA_H

#include "bridge.h"

/** Microseconds in which Java becomes ready also on a slow machine: it takes about one second. */
#define KS_JAVA_START_LIMIT UINT64_C(20000000)

/** What both ways of running Java need to know. */
typedef struct ks_java {
    ks_bridge *bridge;
    char folder[KS_PATH_SIZE];  // of the installation
} ks_java;

/**
 * Runs Java in this process; returns only when it could not be started, or did not stay. [Java's thread]
 *
 * @param fallback  called instead of returning where HotSpot would have ended the process; must not return
 */
void ks_java_embed(const ks_java *java, void (*fallback)(const ks_java *));

/** Runs Java in a child process, and a new one when it ends or stands still; returns when Java cannot be helped. [Java's thread] */
void ks_java_isolate(const ks_java *java);

/** Notes that Java has been starting for KS_JAVA_START_LIMIT, unless it is no longer starting. [any] */
void ks_java_be_late(const ks_java *j);

/** Writes why there is no Java, unless Java has said so itself. [Java's thread; before that starts, main-thread] */
void ks_java_fail(const ks_java *java, const char *why);

#endif
