// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_TEST_RANDOM_H
#define KITSCRIBE_TEST_RANDOM_H

#include <stdint.h>

/** A seeded generator (splitmix64): the same numbers on every run. */
uint64_t next_random(uint64_t *state);

/** A number from 0 to bound - 1. */
uint32_t random_below(uint64_t *state, uint32_t bound);

#endif
