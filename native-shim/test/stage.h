// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_STAGE_H
#define KITSCRIBE_TEST_STAGE_H

#include "player.h"

/** Gives the mono sample of this number. */
typedef float stage_sound(uint32_t rate, uint64_t frame);

/** Has the plugin process a block in place, as player_process does. */
typedef bool stage_process(player *p, float *const *channels, uint32_t frames);

/** A host that plays made-up drums through the plugin, and watches that they come out delayed and untouched. */
typedef struct stage {
    player player;
    stage_sound *sound;
    uint32_t block;
    bool realtime;  // by the clock, not as fast as it goes
    stage_process *process;
} stage;

/** Loads the plugin and creates an inactive instance for 48 kHz, to be played offline in blocks of 512. The stage stays where it is. */
void stage_open(stage *s, const char *plugin);

/** Activates. */
void stage_start(stage *s);

/** Waits up to two minutes for the status to become this, or to begin like this. */
void stage_wait(const stage *s, const char *status);

/** Plays on, slowly unless by the clock, until Java is ready again. */
void stage_play_until_ready(stage *s);

/** Waits until Java is ready. */
void stage_wait_ready(const stage *s);

/** Plays on for so long; the audio comes out as it must. */
void stage_play(stage *s, double seconds);

/** Plays on until more notes have come; aborts when none do within so many seconds of audio. Returns those seconds. */
double stage_expect_notes(stage *s, double within);

/** Starts and expects notes. */
void stage_start_well(stage *s);

/** Deactivates. */
void stage_stop(stage *s);

/** Ends the instance. */
void stage_close(stage *s);

/** A clock in seconds. */
double stage_clock(void);

/** Sleeps. */
void stage_sleep(double seconds);

/** Sleeps until the clock shows this time. */
void stage_sleep_until(double time);

#endif
