// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_DRUMS_H
#define KITSCRIBE_TEST_DRUMS_H

#include <stdint.h>

/** Made-up drums, the same at each call: kick, hat, snare, hat; a stroke every DRUMS_GAP seconds, the first after DRUMS_START. */
#define DRUMS_START 0.5
#define DRUMS_GAP 0.137

/** Their kick so many seconds after its stroke, 0 or more: a falling tone, -1 to 1, that never ends quite. */
float drums_kick(double since);

/** The sample of this number, -1 to 1. */
float drums_at(uint32_t rate, uint64_t frame);

#endif
