// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_FAULTS_H
#define KITSCRIBE_TEST_FAULTS_H

/** Something that goes wrong around the plugin; `run` aborts where the plugin does not survive it as it must. */
typedef struct fault {
    const char *name;
    void (*run)(const char *plugin);
} fault;

// Each table ends with a fault without a name.
extern const fault FAULTS_OF_HOST[];
extern const fault FAULTS_OF_SIGNALS[];
extern const fault FAULTS_OF_JAVA[];
extern const fault FAULTS_OF_STREAM[];
extern const fault FAULTS_OF_CAPTURE[];
extern const fault FAULTS_OF_INSTALL[];

#endif
