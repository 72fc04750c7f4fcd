// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_OS_H
#define KITSCRIBE_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Creates an unnamed sparse file of zeros that a child process may be given; -1 on failure. [any] */
int ks_os_shared_file(uint64_t size);

/** Closes a file. [any] */
void ks_os_close(int file);

/** Maps a part of a file, shared; NULL on failure. [any] */
void *ks_os_map(int file, uint64_t offset, size_t length);

/** Ends a mapping. [any] */
void ks_os_unmap(void *address, size_t length);

/** Gives a part of a file back to the system: it reads as zeros again. [any] */
bool ks_os_erase(int file, uint64_t offset, size_t length);

/** Writes a zero to each page of fresh memory, so that nothing faults later. [any] */
void ks_os_touch(void *address, size_t length);

/** Sleeps. Never called by the audio thread but when the host renders offline. [any] */
void ks_os_sleep(uint32_t microseconds);

/** A clock that never goes back, in microseconds. [any] */
uint64_t ks_os_now(void);

#endif
