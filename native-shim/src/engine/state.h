// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_STATE_H
#define KITSCRIBE_STATE_H

#include "instance.h"

/**
 * The saved state is text, one `key=value` a line, after a first line with the format's version. Values are plain, switches and choices
 * go by their label. Keys that this version does not know are kept and saved again.
 */

/** Moves up to `size` bytes; returns how many, 0 at the end of what can be read, less than 0 on failure. */
typedef int64_t ks_state_read(void *context, void *bytes, uint64_t size);
typedef int64_t ks_state_write(void *context, const void *bytes, uint64_t size);

/** Saves; false when the host's stream fails. [main-thread] */
bool ks_state_save(const ks_instance *instance, ks_state_write *write, void *context);

/**
 * Loads; a parameter that is absent or not to be read gets its default. False, and nothing changed, when the stream fails, is no state
 * of ours or is longer than 64 KiB, or when memory is out. [main-thread]
 */
bool ks_state_load(ks_instance *instance, ks_state_read *read, void *context);

#endif
