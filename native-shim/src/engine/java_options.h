// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_JAVA_OPTIONS_H
#define KITSCRIBE_JAVA_OPTIONS_H

#include "java.h"

enum { KS_JAVA_OPTIONS = 20, KS_JAVA_OPTION_SIZE = 16 * KS_PATH_SIZE };

/** Java's options, the same embedded and isolated. */
typedef struct ks_java_options {
    char text[KS_JAVA_OPTIONS][KS_JAVA_OPTION_SIZE];
    int count;
    bool recorded;  // Java writes an archive as it ends
} ks_java_options;

/** Fills them in. [Java's thread] */
void ks_java_options_fill(ks_java_options *options, const ks_java *java);

#endif
