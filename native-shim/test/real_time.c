// SPDX-License-Identifier: Apache-2.0

/**
 * Plays drums through the plugin by the clock, its Java in this process and allocating without pause, and prints what process() did:
 * real_time PLUGIN BLOCKS [patient]. Where it is patient, it waits for Java on a busy machine, and takes no times. PLUGIN `none` tells what the
 * machine does to a spin as long as a usual process(), with no plugin and no Java. Exit codes: 0 within all bars,
 * 1 not, 75 the machine was taken away for too long (the run is to be repeated), 77 the kernel traps no system calls.
 */

#include "java_load.h"
#include "peek.h"
#include "stage.h"
#include "watch.h"

#include <kitscribe/bridge.h>

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRAMES = 64, RATE = 48000, MOST_BLOCKS = 1 << 17, MOST_NOTES = 100000, SPIN_RING = 1 << 18 };
enum { MISSED = 1, USAGE = 2, REPEAT = 75, NOTHING_TO_MEASURE_WITH = 77 };

static const double LONG_CALL = 100e-6;
/** A usual process(). */
static const float USUAL = 2e-6f;

static const double BLOCK_SECONDS = (double)FRAMES / RATE;

/** What Java may have yet to hear while no note is late: most of the latency's 40 ms for computing. */
static const uint64_t UNHEARD = RATE * 30 / 1000;

/** How long calls took, in seconds, in the order in which they were made. */
typedef struct durations {
    float cpu[MOST_BLOCKS];
    float wall[MOST_BLOCKS];
} durations;

static durations calls;
static durations spins;
static int blocks;
static long faults_after_first;
static double spin_length = 100;
static volatile float spin_ring[SPIN_RING];
static const ks_lane *patient_with;

static double clock_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** What the machine does to a call as long as process() that goes through a ring as well. */
static void spin(void) {
    const double cpu = clock_of(CLOCK_THREAD_CPUTIME_ID);
    const double wall = stage_clock();
    static uint32_t at;
    for (int i = 0; i < (int)spin_length; i++) {
        spin_ring[at++ % SPIN_RING] += 1;
    }
    spins.wall[blocks] = (float)(stage_clock() - wall);
    spins.cpu[blocks] = (float)(clock_of(CLOCK_THREAD_CPUTIME_ID) - cpu);
    spin_length *= spins.wall[blocks] < calls.wall[blocks] ? 1.01 : 1 / 1.01;  // so that the medians become equal
}

/** The lane of the only active instance. */
static const ks_lane *find_lane(void) {
    unsigned char *bridge = peek_bridge();
    const ks_bridge_header *header = (const ks_bridge_header *)bridge;
    uint64_t i = 0;
    while (atomic_load(&header->lanes[i].request) % 2 == 0) {
        i++;
    }
    return (const ks_lane *)(bridge + KS_LANES_OFFSET + i * KS_LANE_STRIDE);
}

static bool process(player *p, float *const *channels, uint32_t frames) {
    const long faults = watch_faults();
    const double cpu = clock_of(CLOCK_THREAD_CPUTIME_ID);
    const double wall = stage_clock();
    watch_begin();
    const bool done = player_process(p, channels, frames);
    watch_end();
    calls.wall[blocks] = (float)(stage_clock() - wall);
    calls.cpu[blocks] = (float)(clock_of(CLOCK_THREAD_CPUTIME_ID) - cpu);
    faults_after_first += blocks > 0 ? watch_faults() - faults : 0;
    stage_sleep_until(wall + BLOCK_SECONDS / 2);  // it, too, comes out of a sleep
    spin();
    blocks++;
    while (patient_with && atomic_load(&patient_with->audio_write) > atomic_load(&patient_with->audio_read) + UNHEARD) {
        stage_sleep(0.001);
    }
    return done;
}

static int compare(const void *a, const void *b) {
    const float x = *(const float *)a;
    const float y = *(const float *)b;
    return (x > y) - (x < y);
}

/** A duration in microseconds that so much of all do not exceed, which must be sorted. */
static double quantile(const float *sorted, double part) {
    const int rank = (int)(part * blocks + 0.999999);
    return 1e6 * sorted[rank > 0 ? rank - 1 : 0];
}

static int count_long(const float *durations) {
    int count = 0;
    for (int i = 0; i < blocks; i++) {
        count += durations[i] > LONG_CALL;
    }
    return count;
}

static void print_times(const char *name, durations *d) {
    qsort(d->cpu, (size_t)blocks, sizeof(float), compare);
    qsort(d->wall, (size_t)blocks, sizeof(float), compare);
    printf("    %s, us: thread CPU time median %.1f, 99.99 %% %.1f, longest %.1f; wall time median %.1f, 99.99 %% %.1f, longest %.1f\n",
           name, quantile(d->cpu, 0.5), quantile(d->cpu, 0.9999), quantile(d->cpu, 1), quantile(d->wall, 0.5), quantile(d->wall, 0.9999),
           quantile(d->wall, 1));
}

/** What the machine has done since it started, in ticks, and what of that another took. */
typedef struct machine_time {
    double all;
    double stolen;
} machine_time;

static machine_time read_machine_time(void) {
    enum { STEAL = 7, FIELDS };
    FILE *file = fopen("/proc/stat", "r");
    assert(file && fscanf(file, "cpu") == 0);
    machine_time t = {0};
    for (int i = 0; i < FIELDS; i++) {
        double ticks;
        assert(fscanf(file, "%lf", &ticks) == 1);
        t.all += ticks;
        t.stolen += i == STEAL ? ticks : 0;
    }
    fclose(file);
    return t;
}

/** Whether the system lets this thread go before all that are not real-time. */
static bool go_first(bool first) {
    const struct sched_param priority = {.sched_priority = first ? 50 : 0};
    return pthread_setschedparam(pthread_self(), first ? SCHED_FIFO : SCHED_OTHER, &priority) == 0;
}

/** Notes find their room, so that the host allocates nothing in process() either. */
static void make_room(player *p) {
    p->notes = malloc(MOST_NOTES * sizeof(midi_event));
    assert(p->notes);
    memset(p->notes, 1, MOST_NOTES * sizeof(midi_event));
    p->note_room = MOST_NOTES;
}

static void open(stage *s, const char *plugin, bool realtime) {
    stage_open(s, plugin);
    s->player.max_frames = s->block = FRAMES;
    s->realtime = realtime;
    make_room(&s->player);
    stage_start(s);
    stage_wait_ready(s);
}

static bool bar(const char *name, double figure, double most) {
    printf("%s: %g (bar: %g)%s\n", name, figure, most, figure > most ? " MISSED" : "");
    return figure <= most;
}

static double number_of(const player *p, const char *parameter) {
    char text[32];
    p->format->get(p, parameter, text, sizeof text);
    return atof(text);
}

static bool judge_notes(const player *live, const player *file) {
    const bool same = live->note_count == file->note_count && memcmp(live->notes, file->notes, live->note_count * sizeof(midi_event)) == 0;
    printf("(e) %u notes, offline %u: %s\n", live->ons, file->ons, same ? "the same" : "NOT THE SAME");
    const bool on_time = bar("    late", number_of(live, "Late notes"), 0);
    return bar("    dropped", number_of(live, "Dropped notes"), 0) && on_time && same && live->ons > 0;
}

static bool judge_calls(void) {
    bool good = bar("(a) system calls in process()", watch_system_calls, 0);
    good &= bar("    page faults after the first block", (double)faults_after_first, 0);
    return bar("(b) calls of malloc, free, pthread, stdio", watch_calls, 0) && good;
}

static bool judge_times(void) {
    puts("(d)");
    print_times("process()", &calls);
    print_times("a spin as long", &spins);
    bool good = bar("    thread CPU time, 99.99 %, us", quantile(calls.cpu, 0.9999), 30);
    good &= bar("    thread CPU time, longest, us", quantile(calls.cpu, 1), 100);
    return bar("    wall times over 100 us", count_long(calls.wall), 2 * count_long(spins.wall) + 5) && good;
}

static void spin_alone(int wanted) {
    go_first(true);
    while (blocks < wanted) {
        const double begun = stage_clock();
        calls.wall[blocks] = USUAL;
        spin();
        blocks++;
        stage_sleep_until(begun + BLOCK_SECONDS);
    }
    print_times("a spin, alone", &spins);
}

int main(int count, char **words) {
    const int wanted = count >= 3 ? atoi(words[2]) : 0;
    const bool patient = count == 4 && strcmp(words[3], "patient") == 0;
    if (wanted < 1 || wanted > MOST_BLOCKS || count > 3 + patient) {
        fprintf(stderr, "usage: real_time PLUGIN|none BLOCKS [patient]; up to %d blocks\n", MOST_BLOCKS);
        return USAGE;
    }
    if (strcmp(words[1], "none") == 0) {
        spin_alone(wanted);
        return EXIT_SUCCESS;
    }
    if (!watch_open()) {
        fputs("this kernel traps no system calls\n", stderr);
        return NOTHING_TO_MEASURE_WITH;
    }
    const double seconds = wanted * BLOCK_SECONDS;
    stage live;  // first: nothing has been touched yet that it needs
    open(&live, words[1], true);
    live.process = process;
    patient_with = patient ? find_lane() : NULL;
    memset(&calls, 0, sizeof calls);  // its pages come now
    memset(&spins, 0, sizeof spins);
    memset((float *)spin_ring, 0, sizeof spin_ring);
    const machine_time before = read_machine_time();
    java_load_start(words[1]);
    const bool is_first = go_first(true);
    stage_play(&live, seconds);
    go_first(false);
    const double allocated = java_load_stop();
    const machine_time after = read_machine_time();
    stage_stop(&live);

    stage file;
    open(&file, words[1], false);
    stage_play(&file, seconds);
    stage_stop(&file);

    const double stolen = 100 * (after.stolen - before.stolen) / (after.all - before.all);
    printf("%d blocks of %d at %d Hz, balanced; SCHED_FIFO %s; Java allocated %.0f GB meanwhile; %.1f %% steal\n", blocks, FRAMES, RATE,
           is_first ? "permitted" : "not permitted", allocated, stolen);
    bool good = judge_calls();
    good &= patient || judge_times();
    good &= judge_notes(&live.player, &file.player);
    stage_close(&file);
    stage_close(&live);
    return stolen > 2 && !patient ? REPEAT : good ? EXIT_SUCCESS : MISSED;
}
