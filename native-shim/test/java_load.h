// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_JAVA_LOAD_H
#define KITSCRIBE_TEST_JAVA_LOAD_H

/** Starts a thread that allocates in the plugin's embedded Java, which must be running, without pause. */
void java_load_start(const char *plugin);

/** Ends it; the gigabytes that it allocated. */
double java_load_stop(void);

#endif
