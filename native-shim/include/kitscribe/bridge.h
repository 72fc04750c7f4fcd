// SPDX-License-Identifier: Apache-2.0
#ifndef KITSCRIBE_BRIDGE_H
#define KITSCRIBE_BRIDGE_H

/**
 * The bridge between the engine (C) and the transcriber (Java): one shared file, and the only place where its offsets are
 * written. Java holds a copy that a test compares with this header through the C compiler.
 *
 *     file = header | lane 0 | lane 1 | ...      a lane is the traffic of one active plugin instance
 *
 * Every field has one writer, "engine" or "Java"; but the engine writes `java_state` and a lane's `status` as well, for a Java that does
 * not come or has ended. Each writer's hot words have cache lines of their own. The file is sparse; a lane takes only the memory that is
 * used.
 *
 * **Rings.** Single producer, single consumer. Indices count up and never wrap; the slot of index i is `i mod capacity`, capacity a
 * power of two. The producer fills slots, then stores its index with release; the consumer loads it with acquire, reads the slots, then
 * stores its own index with release; the producer loads that with acquire before it fills a slot again.
 *
 * **Positions** are indices of the audio ring: samples since the lane was opened. They never shift: when the audio ring is full the block
 * is lost (and counted), and zeros take its place once there is room.
 *
 * **Epoch.** The position at which the present stream starts; samples before it count as zeros. The engine raises it on reset and for a
 * new Java, always before it publishes audio behind it. Java loads `audio_write`, then `epoch`; where that lies ahead of `audio_read` it
 * goes on from there with a new stream. A note that lies before a reset is stale and the engine drops it.
 *
 * **Generation.** A number for each start of Java on this file. Java opens a lane only where the lane's generation is its own; the
 * audio thread adopts a new one by putting the status back, raising the epoch and sending every parameter again.
 *
 * **Opening and closing a lane.** The engine takes the first lane that is free, so that those after one with request 0 were never
 * used. It prepares the lane, then stores an odd number in `request`; Java stores it in `answer` when
 * it serves the lane. The engine stores the next even number to close; Java stores that in `answer` when it will not touch the lane
 * again. Only then, or while no Java is ready, is the lane used anew: a Java that is READY says so before it looks at requests.
 */

#include <assert.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define KS_BRIDGE_MAGIC 0x4253544bu
#define KS_BRIDGE_VERSION 1u

#define KS_LANES 64u
#define KS_LINE 128
#define KS_TEXT_SIZE 256u
#define KS_PATH_SIZE 1024u

#define KS_COMMANDS 1024u
#define KS_EVENTS 1024u
/** Samples of the largest audio ring: over 4 s at 384 kHz. */
#define KS_AUDIO_MAX (1u << 21)

/** What Java has become as a whole (`java_state`). The engine makes a long STARTING a LATE one: that Java may yet become READY or fail. */
enum { KS_JAVA_STARTING, KS_JAVA_READY, KS_JAVA_FAILED, KS_JAVA_LATE };

/** What a lane's transcriber has become (`status`). */
enum { KS_LANE_STARTING, KS_LANE_READY_CPU, KS_LANE_READY_CUDA, KS_LANE_OVERLOADED, KS_LANE_FAILED };

/** A parameter's plain value, in force from `position` on. */
typedef struct ks_command {
    uint64_t position;
    double value;
    uint32_t parameter;
    uint32_t reserved;
} ks_command;

/** A note: its onset's position, and its length in samples. Key and velocity 0..127, channel 0..15. */
typedef struct ks_event {
    uint64_t position;
    uint32_t length;
    uint8_t key;
    uint8_t channel;
    uint8_t velocity;
    uint8_t reserved;
} ks_event;

/** A lane's entry in the header. */
typedef struct ks_lane_entry {
    // engine
    alignas(KS_LINE) _Atomic uint32_t request;
    uint32_t audio_capacity;   // samples, a power of two
    double rate;               // Hz
    uint32_t setting;          // enum ks_setting
    _Atomic uint32_t offline;  // 1: the host waits for us, do not pace
    uint64_t instance;         // the plugin instance: the same in its next lane, and never another's
    // Java
    alignas(KS_LINE) _Atomic uint32_t answer;
} ks_lane_entry;

typedef struct ks_bridge_header {
    // engine, before Java starts
    uint32_t magic;
    uint32_t version;
    char pack_path[KS_PATH_SIZE];   // folder of the model pack
    char state_path[KS_PATH_SIZE];  // folder for logs and temporary files
    // engine
    alignas(KS_LINE) _Atomic uint32_t generation;
    // Java
    alignas(KS_LINE) _Atomic uint32_t java_state;
    _Atomic uint64_t java_heartbeat;  // counts up while the control loop lives
    char java_text[KS_TEXT_SIZE];     // why it failed; UTF-8, written once, before java_state

    ks_lane_entry lanes[KS_LANES];
} ks_bridge_header;

typedef struct ks_lane {
    // engine
    alignas(KS_LINE) _Atomic uint64_t audio_write;
    _Atomic uint64_t epoch;
    _Atomic uint32_t generation;
    _Atomic uint64_t audio_lost;  // samples that found the ring full
    alignas(KS_LINE) _Atomic uint64_t command_write;
    alignas(KS_LINE) _Atomic uint64_t event_read;
    // Java
    alignas(KS_LINE) _Atomic uint64_t audio_read;  // heard: the notes that it gave are in the event ring
    alignas(KS_LINE) _Atomic uint64_t command_read;
    alignas(KS_LINE) _Atomic uint64_t event_write;
    alignas(KS_LINE) _Atomic uint64_t heartbeat;  // counts up while the lane's thread lives
    _Atomic uint64_t done;                        // every note before this position is in the event ring
    _Atomic uint32_t status;
    char text[KS_TEXT_SIZE];             // why it failed; UTF-8, written once, before status
    _Atomic uint32_t captures;           // saved or not: what became of capture n stands in capture_text[n % 2]
    char capture_text[2][KS_TEXT_SIZE];  // UTF-8, written before the count

    alignas(KS_LINE) ks_command commands[KS_COMMANDS];
    alignas(KS_LINE) ks_event events[KS_EVENTS];
    alignas(4096) float audio[];  // mono, finite, audio_capacity samples
} ks_lane;

#define KS_LANES_OFFSET ((sizeof(ks_bridge_header) + 65535) / 65536 * 65536)
#define KS_LANE_STRIDE ((offsetof(ks_lane, audio) + KS_AUDIO_MAX * sizeof(float) + 65535) / 65536 * 65536)
#define KS_BRIDGE_SIZE (KS_LANES_OFFSET + KS_LANES * KS_LANE_STRIDE)

static_assert(sizeof(ks_command) == 24, "commands are packed");
static_assert(sizeof(ks_event) == 16, "events are packed");
static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LLONG_LOCK_FREE == 2, "words must be lock-free to be shared");

#endif
