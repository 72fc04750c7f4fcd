// SPDX-License-Identifier: Apache-2.0

/** What a host's scan of a plugin file takes, in milliseconds: scan PLUGIN. Exit code 1: longer than the bar, or there is more than one thread. */

#include "process.h"
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

static const double BAR = 0.020;

int main(int count, char **words) {
    if (count != 2) {
        fputs("usage: scan PLUGIN\n", stderr);
        return 2;
    }
    const double start = stage_clock();
    stage s;
    stage_open(&s, words[1]);
    stage_close(&s);
    const double taken = stage_clock() - start;
    const int threads = process_count("task");
    printf("%.1f ms (bar: %.0f), %d thread\n", 1000 * taken, 1000 * BAR, threads);
    return taken > BAR || threads > 1 ? EXIT_FAILURE : EXIT_SUCCESS;
}
