// SPDX-License-Identifier: Apache-2.0

/**
 * What a scan of a plugin file takes, and then its start in this process, in time and memory: start_up PLUGIN READY, which is the bar in seconds
 * from activate() to notes. Exit code 1 where a bar is missed.
 */

#include "measure.h"
#include "process.h"
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool is_good = true;

static void bar(const char *name, double figure, double most) {
    printf("    %s: %.3g (bar: %g)%s\n", name, figure, most, figure > most ? " MISSED" : "");
    is_good &= figure <= most;
}

/** Megabytes. */
static double memory(void) {
    return (double)measure_memory("Pss") / 1024;
}

static void start(stage *s, const char *plugin) {
    stage_open(s, plugin);
    stage_start(s);
}

static void play(stage *s) {
    stage_wait_ready(s);
    stage_expect_notes(s, 5);
}

int main(int count, char **words) {
    if (count != 3) {
        fputs("usage: start_up PLUGIN READY\n", stderr);
        return 2;
    }
    stage first;
    const double scan = stage_clock();
    stage_open(&first, words[1]);
    stage_close(&first);
    bar("scan, ms", 1000 * (stage_clock() - scan), 20);
    bar("threads after it", process_count("task"), 1);

    const double empty = memory();
    const double activate = stage_clock();
    start(&first, words[1]);
    bar("activate, ms", 1000 * (stage_clock() - activate), 250);
    stage_wait_ready(&first);
    bar("ready, s", stage_clock() - activate, atof(words[2]));
    printf("    CPU time of the process until then, s: %.3g\n", (double)clock() / CLOCKS_PER_SEC);
    play(&first);
    const double one = memory();
    bar("memory (Pss) of the first instance, MB", one - empty, 250);
    stage second;
    start(&second, words[1]);
    play(&second);
    bar("of the second, MB", memory() - one, 25);
    stage_close(&second);
    stage_close(&first);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
