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

/** Writes the folder that the library holding this code truly lies in, links resolved; false where it does not fit. [any] */
bool ks_os_own_folder(char *folder, size_t size);

/** Loads a library for good and returns its symbol; NULL when there is none, ks_os_load_error() says why. [any] */
void *ks_os_symbol(const char *library, const char *symbol);

/** Why the last load on this thread failed. [any] */
const char *ks_os_load_error(void);

/** How many libraries whose path ends like this are in the process. [any] */
int ks_os_count_loaded(const char *path_end);

/** The process may map no more than it may lock: its memory is locked as it comes, and that is limited. [any] */
bool ks_os_memory_is_scarce(void);

/** Starts a detached thread with a stack of 2 MiB, all signals blocked and the default floating-point mode. [any] */
bool ks_os_start_thread(void *(*run)(void *), void *argument);

/** The number of this process. [any] */
int ks_os_process(void);

/** Size of a file in bytes, or -1. [any] */
int64_t ks_os_file_size(const char *path);

/** Creates a folder and its parents; false where that fails. [any] */
bool ks_os_make_folders(const char *path);

/** A child process. */
typedef struct ks_child {
    int process;  // a pidfd
    int pipe;     // a child that listens ends when this closes
} ks_child;

/**
 * Starts a program with `file` as its descriptor 3, a pipe as its input, nothing else of ours, default signals, and an environment without
 * what would bend a Java of its own. False when the system gives no process; a program that does not start is a child that ends. [any]
 *
 * @param bound  the system kills it, whatever it does, when the calling thread ends, as threads do with their process
 */
bool ks_os_start_child(ks_child *child, const char *const *arguments, int file, bool bound);

/** Waits for a child's end, at most so long; true when it has ended, and its descriptors are closed. [any] */
bool ks_os_wait_child(ks_child *child, uint32_t milliseconds);

/** Kills a child. [any] */
void ks_os_kill_child(const ks_child *child);

#endif
