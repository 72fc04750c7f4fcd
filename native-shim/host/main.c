// SPDX-License-Identifier: Apache-2.0

/** Plays a WAV file through the plugin as a DAW would, and writes the notes that come out. */

#include "measure.h"
#include "output_file.h"
#include "player.h"
#include "source.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OK, USAGE = 2, BAD_INPUT = 3, NOT_WRITTEN = 4, PLUGIN_FAILED = 8 };
enum { MOST_INSTANCES = 64, MOST_PLUGINS = 8, MOST_SETTINGS = 64, RANDOM_BLOCKS = 0, LEAST_RATE = 8000, MOST_RATE = 384000 };
enum { LONGEST_PAUSE = 3600 };

typedef struct options {
    const char *input;
    const char *output;
    const char *plugins[MOST_PLUGINS];
    const char *settings[MOST_SETTINGS];  // NAME=VALUE
    const char *load_state;
    const char *save_state;
    uint32_t block;
    uint32_t rate;  // 0: the file's own
    uint32_t instances;
    uint32_t plugin_count;
    uint32_t setting_count;
    uint32_t pause;  // seconds
    bool realtime;
    bool capture;
} options;

/** A loaded plugin file. */
typedef struct plugin_file {
    const plugin_format *format;
    const void *factory;
} plugin_file;

static const char HELP[] = "usage: kitscribe host FILE.wav -o NOTES.mid [option...]\n"
                           "  --block N|random     frames in a block, 1 to 4096 (512)\n"
                           "  --rate R             resamples the file to R Hz, 8000 to 384000, and runs the plugin at that rate\n"
                           "  --realtime           as fast as the clock; otherwise it announces offline rendering\n"
                           "  --instances N        so many instances hear the file at once, 1 to 64 (1 of each plugin)\n"
                           "  --pause SECONDS      waits so long before it plays, once the plugin is ready\n"
                           "  --measure            tells what the plugin cost this process: time, CPU and memory\n"
                           "  --latency SETTING    quick, balanced or accurate (balanced)\n"
                           "  --set NAME=VALUE     sets a parameter, as the user reads both; may be repeated\n"
                           "  --capture            presses Save capture at the end; the status tells where the file lies\n"
                           "  --load-state FILE    begins with a saved state\n"
                           "  --save-state FILE    saves the state at the end\n"
                           "  --isolated           runs Java in a process of its own\n"
                           "  --plugin PATH        a CLAP, LV2 or VST3 plugin, instead of the CLAP file beside this program; where it\n"
                           "                       is repeated, instances take turns, and the first one's notes are written\n"
                           "Exit codes: 0 done, 2 usage, 3 the input cannot be read, 4 an output cannot be written, 8 the plugin failed.\n";

static int fail(int code, const char *what, const char *why) {
    fprintf(stderr, "kitscribe host: %s: %s\n", what, why);
    return code;
}

static bool read_number(const char *text, uint32_t most, uint32_t *number) {
    char *end;
    const long value = strtol(text, &end, 10);
    *number = (uint32_t)value;
    return *text && !*end && value >= 1 && value <= (long)most;
}

static bool add_setting(options *o, const char *setting) {
    if (o->setting_count == MOST_SETTINGS || !strchr(setting, '=')) {
        return false;
    }
    o->settings[o->setting_count++] = setting;
    return true;
}

/** A latency setting is a parameter like the others. */
static bool add_latency(options *o, const char *value) {
    static char setting[64];
    return snprintf(setting, sizeof setting, "Latency=%s", value) < (int)sizeof setting && add_setting(o, setting);
}

static bool read_options(int count, char **words, options *o, measure *m) {
    static const struct option names[] = {
        {"block", required_argument, NULL, 'b'},      {"realtime", no_argument, NULL, 'r'},  {"instances", required_argument, NULL, 'n'},
        {"latency", required_argument, NULL, 'l'},    {"set", required_argument, NULL, 'S'}, {"capture", no_argument, NULL, 'c'},
        {"pause", required_argument, NULL, 'P'},      {"measure", no_argument, NULL, 'm'},   {"load-state", required_argument, NULL, 'i'},
        {"save-state", required_argument, NULL, 's'}, {"isolated", no_argument, NULL, 'I'},  {"plugin", required_argument, NULL, 'p'},
        {"rate", required_argument, NULL, 'R'},       {"help", no_argument, NULL, 'h'},      {0}};
    int c;
    while ((c = getopt_long(count, words, "o:", names, NULL)) != -1) {
        switch (c) {
            case 'o': o->output = optarg; break;
            case 'r': o->realtime = true; break;
            case 'c': o->capture = true; break;
            case 'm': measure_begin(m); break;
            case 'P':
                if (!read_number(optarg, LONGEST_PAUSE, &o->pause)) {
                    return false;
                }
                break;
            case 'l':
                if (!add_latency(o, optarg)) {
                    return false;
                }
                break;
            case 'S':
                if (!add_setting(o, optarg)) {
                    return false;
                }
                break;
            case 'i': o->load_state = optarg; break;
            case 's': o->save_state = optarg; break;
            case 'p':
                if (o->plugin_count == MOST_PLUGINS) {
                    return false;
                }
                o->plugins[o->plugin_count++] = optarg;
                break;
            case 'I': setenv("KITSCRIBE_ISOLATED", "1", 1); break;
            case 'R':
                if (!read_number(optarg, MOST_RATE, &o->rate) || o->rate < LEAST_RATE) {
                    return false;
                }
                break;
            case 'n':
                if (!read_number(optarg, MOST_INSTANCES, &o->instances)) {
                    return false;
                }
                break;
            case 'b':
                if (strcmp(optarg, "random") == 0) {
                    o->block = RANDOM_BLOCKS;
                } else if (!read_number(optarg, PLAYER_LARGEST_BLOCK, &o->block)) {
                    return false;
                }
                break;
            case 'h': fputs(HELP, stdout); exit(OK);
            default: return false;
        }
    }
    o->input = optind + 1 == count ? words[optind] : NULL;
    return o->input && o->output;
}

static bool read_state(const char *path, player_state *state) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    enum { MOST = 1 << 20 };
    state->bytes = malloc(MOST);
    state->size = state->bytes ? fread(state->bytes, 1, MOST, file) : 0;
    fclose(file);
    return state->bytes;
}

static void sleep_until(const struct timespec *start, double seconds) {
    struct timespec t = *start;
    const long nanoseconds = t.tv_nsec + (long)((seconds - (double)(long)seconds) * 1e9);
    t.tv_sec += (time_t)seconds + nanoseconds / 1000000000;
    t.tv_nsec = nanoseconds % 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

/** A user presses play when the plugin says that it is ready; at most a minute, for machines that are busy. */
static void wait_for_ready(const player *p) {
    char status[300];
    const struct timespec step = {.tv_nsec = 1000000};
    for (int i = 0; i < 60000; i++) {
        p->format->get(p, "Status", status, sizeof status);
        if (strcmp(status, "starting") != 0) {
            return;
        }
        nanosleep(&step, NULL);
    }
}

static uint32_t next_block(const options *o, uint32_t *seed) {
    if (o->block != RANDOM_BLOCKS) {
        return o->block;
    }
    *seed = *seed * 1664525u + 1013904223u;
    return 1 + (*seed >> 8) % PLAYER_LARGEST_BLOCK;
}

/** Streams the file and the silence that the last notes need. */
static bool stream(player *players, const options *o, source *input, measure *m) {
    static float heard[PLAYER_CHANNELS][PLAYER_LARGEST_BLOCK];
    static float played[PLAYER_CHANNELS][PLAYER_LARGEST_BLOCK];
    float *const in[] = {heard[0], heard[1]};
    float *const out[] = {played[0], played[1]};
    uint64_t silence = players[0].tail + players[0].max_frames;
    uint32_t seed = 1;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (silence > 0) {
        const uint32_t frames = next_block(o, &seed);
        const uint32_t got = source_read(input, in, frames);
        for (uint32_t c = 0; c < input->file.channels; c++) {
            memset(in[c] + got, 0, (frames - got) * sizeof(float));
        }
        silence -= frames - got < silence ? frames - got : silence;
        for (uint32_t i = 0; i < o->instances; i++) {
            memcpy(played, heard, sizeof played);
            measure_enter(m);
            const bool done = player_process(&players[i], out, frames);
            measure_leave(m);
            if (!done) {
                return false;
            }
        }
        if (o->realtime) {
            sleep_until(&start, (double)players[0].position / input->rate);
        }
    }
    return true;
}

static void report(const player *p, uint32_t number) {
    char status[600];
    char late[32];
    char dropped[32];
    p->format->get(p, "Status", status, sizeof status);
    p->format->get(p, "Late notes", late, sizeof late);
    p->format->get(p, "Dropped notes", dropped, sizeof dropped);
    fprintf(stderr, "instance %u: %u notes, %s late, %s dropped, latency %u samples, %s\n", number, p->ons, late, dropped, p->latency,
            status);
}

static const char *plugin_of(const options *o, uint32_t instance) {
    return o->plugins[instance % o->plugin_count];
}

/** Sets what the options say; NULL, or the setting that the plugin refuses. */
static const char *set_all(player *p, const options *o) {
    for (uint32_t i = 0; i < o->setting_count; i++) {
        char name[64];
        const char *equals = strchr(o->settings[i], '=');
        snprintf(name, sizeof name, "%.*s", (int)(equals - o->settings[i]), o->settings[i]);
        if (!p->format->set(p, name, equals + 1)) {
            return o->settings[i];
        }
    }
    return NULL;
}

/** Has the notes saved, and gives that 5 s at most: the status then says what became of it. */
static void save_capture(player *p) {
    enum { FRAMES = 64 };
    static float silence[PLAYER_CHANNELS][FRAMES];
    float *const channels[] = {silence[0], silence[1]};
    const struct timespec step = {.tv_nsec = 10000000};
    char before[600];
    char status[600];
    p->format->get(p, "Status", before, sizeof before);
    p->format->set(p, "Save capture", "on");
    for (int i = 0; i < 500; i++) {
        player_process(p, channels, FRAMES);
        p->format->get(p, "Status", status, sizeof status);
        if (strcmp(status, before) != 0) {
            return;
        }
        nanosleep(&step, NULL);
    }
}

/** Creates and activates the instances; OK, or the program's exit code. */
static int start(const options *o, const plugin_file *files, const source *input, player *players, measure *m) {
    player_state state = {0};
    if (o->load_state && !read_state(o->load_state, &state)) {
        return fail(BAD_INPUT, o->load_state, "it cannot be read");
    }
    for (uint32_t i = 0; i < o->instances; i++) {
        const plugin_file *file = &files[i % o->plugin_count];
        player *p = &players[i];
        *p = (player){.format = file->format,
                      .channels = input->file.channels,
                      .rate = input->rate,
                      .max_frames = o->block == RANDOM_BLOCKS ? PLAYER_LARGEST_BLOCK : o->block};
        const char *error = p->format->create(p, file->factory);
        if (error) {
            return fail(PLUGIN_FAILED, plugin_of(o, i), error);
        }
        if (o->load_state && !p->format->restore(p, &state)) {
            return fail(BAD_INPUT, o->load_state, "it is not a state of this plugin");
        }
        const char *refused = set_all(p, o);
        if (refused) {
            return fail(USAGE, refused, "the plugin has no such parameter, or not this value");
        }
        if (i == 0) {
            measure_take(m, MEASURE_ACTIVATED);
        }
        if (!p->format->start(p, !o->realtime)) {
            return fail(PLUGIN_FAILED, plugin_of(o, i), "it does not run at this rate and block size");
        }
    }
    free(state.bytes);
    return OK;
}

static int play(const options *o, source *input, player *players, measure *m) {
    for (uint32_t i = 0; i < o->instances; i++) {
        wait_for_ready(&players[i]);
    }
    measure_take(m, MEASURE_READY);
    sleep(o->pause);
    measure_take(m, MEASURE_PLAYING);
    const bool played = stream(players, o, input, m);
    measure_take(m, MEASURE_DONE);
    if (played && o->capture) {
        save_capture(&players[0]);
    }
    char status[300];
    players[0].format->get(&players[0], "Status", status, sizeof status);
    for (uint32_t i = 0; i < o->instances; i++) {
        report(&players[i], i + 1);
        players[i].format->stop(&players[i]);
    }
    if (m->wanted) {
        measure_print(m, (double)players[0].position / input->rate);
    }
    if (!played || strncmp(status, "failed", strlen("failed")) == 0 || strstr(status, "notes are missing")) {
        return fail(PLUGIN_FAILED, o->plugins[0], status);
    }
    if (!midi_file_write(o->output, players[0].notes, players[0].note_count)) {
        return fail(NOT_WRITTEN, o->output, "it cannot be written");
    }
    player_state state = {0};
    if (o->save_state && !(players[0].format->save(&players[0], &state) && output_file_write(o->save_state, state.bytes, state.size))) {
        return fail(NOT_WRITTEN, o->save_state, "it cannot be written");
    }
    free(state.bytes);
    return OK;
}

/** The CLAP file beside this program. */
static const char *own_plugin(void) {
    static char path[4096];
    char *program = realpath("/proc/self/exe", NULL);
    char *slash = program ? strrchr(program, '/') : NULL;
    snprintf(path, sizeof path, "%.*s/kitscribe.clap", slash ? (int)(slash - program) : 0, program ? program : "");
    free(program);
    return path;
}

int main(int count, char **words) {
    options o = {.block = 512};
    measure m = {0};
    if (!read_options(count, words, &o, &m)) {
        fputs(HELP, stderr);
        return USAGE;
    }
    if (o.plugin_count == 0) {
        o.plugins[o.plugin_count++] = own_plugin();
    }
    if (o.instances == 0) {
        o.instances = o.plugin_count;
    }
    static source input;
    const char *error = source_open(&input, o.input, o.rate);
    if (error) {
        return fail(BAD_INPUT, o.input, error);
    }
    measure_take(&m, MEASURE_UNLOADED);
    plugin_file files[MOST_PLUGINS];
    for (uint32_t i = 0; i < o.plugin_count; i++) {
        error = player_load(o.plugins[i], &files[i].format, &files[i].factory);
        if (error) {
            return fail(PLUGIN_FAILED, o.plugins[i], error);
        }
    }
    static player players[MOST_INSTANCES];
    int code = start(&o, files, &input, players, &m);
    if (code == OK) {
        code = play(&o, &input, players, &m);
    }
    source_close(&input);
    for (uint32_t i = 0; code == OK && i < o.instances; i++) {
        player_destroy(&players[i]);
    }
    return code;
}
