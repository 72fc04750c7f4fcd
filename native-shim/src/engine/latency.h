// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_LATENCY_H
#define KITSCRIBE_LATENCY_H

#include <stdint.h>

/** The latency settings, in the order of the host's parameter and of Java's LatencySetting. */
enum ks_setting { KS_QUICK, KS_BALANCED, KS_ACCURATE, KS_SETTINGS };

/**
 * The whole delay, in samples of the host: what must have been heard before a note is sure (the network's look-ahead, the frames that
 * show a peak to be one, half a frame by which a note may lie before its own, half a window, the resampler's half kernel), the wait for
 * the next model call, 40 ms for computing and garbage collection, and one block. An early MIDI offset takes of the 40 ms. Pure. [any]
 *
 * @param setting     enum ks_setting
 * @param rate        Hz
 * @param max_frames  the host's largest block
 */
uint32_t ks_latency(uint32_t setting, double rate, uint32_t max_frames);

/** Samples (of the host) after a position that the resampler must have seen. [any] */
uint32_t ks_resampler_delay(double rate);

#endif
