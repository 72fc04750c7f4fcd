// SPDX-License-Identifier: Apache-2.0

/** A host in which something goes wrong: faults PLUGIN FAULT. The environment chooses where Java runs. */

#include "faults.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const fault *const TABLES[] = {FAULTS_OF_HOST,   FAULTS_OF_SIGNALS, FAULTS_OF_JAVA,
                                      FAULTS_OF_STREAM, FAULTS_OF_CAPTURE, FAULTS_OF_INSTALL};

static const fault *find(const char *name) {
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
        for (const fault *f = TABLES[i]; f->name; f++) {
            if (strcmp(f->name, name) == 0) {
                return f;
            }
        }
    }
    return NULL;
}

/** Logs and temporary files of this run go to a folder of their own. */
static char state[] = "/tmp/kitscribe-fault-XXXXXX";

static void remove_state(void) {
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", state);
    assert(system(command) == 0);
}

int main(int count, char **words) {
    const fault *f = count == 3 ? find(words[2]) : NULL;
    if (!f || access(words[1], R_OK) != 0) {
        fprintf(stderr, "usage: faults PLUGIN FAULT; there is no such %s\n", f ? "plugin: build it first" : "fault");
        return 2;
    }
    assert(mkdtemp(state) && setenv("XDG_STATE_HOME", state, 1) == 0);
    f->run(words[1]);
    remove_state();
    return EXIT_SUCCESS;
}
