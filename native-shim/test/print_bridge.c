// SPDX-License-Identifier: Apache-2.0

/** Prints the bridge's numbers, as the C compiler sees them, for the test that compares Java's copy. */

#include "latency.h"
#include "params.h"

#include <kitscribe/bridge.h>
#include <stdio.h>

#define NUMBER(name, value) printf("%s=%zu\n", name, (size_t)(value))
#define HEADER(name, field) NUMBER("HEADER_" name, offsetof(ks_bridge_header, field))
#define ENTRY(name, field) NUMBER("ENTRY_" name, offsetof(ks_lane_entry, field))
#define LANE(name, field) NUMBER("LANE_" name, offsetof(ks_lane, field))

int main(void) {
    NUMBER("MAGIC", KS_BRIDGE_MAGIC);
    NUMBER("VERSION", KS_BRIDGE_VERSION);
    NUMBER("LANES", KS_LANES);
    NUMBER("TEXT_SIZE", KS_TEXT_SIZE);
    NUMBER("PATH_SIZE", KS_PATH_SIZE);
    NUMBER("COMMANDS", KS_COMMANDS);
    NUMBER("EVENTS", KS_EVENTS);
    NUMBER("COMMAND_SIZE", sizeof(ks_command));
    NUMBER("COMMAND_POSITION", offsetof(ks_command, position));
    NUMBER("COMMAND_VALUE", offsetof(ks_command, value));
    NUMBER("COMMAND_PARAMETER", offsetof(ks_command, parameter));
    NUMBER("EVENT_SIZE", sizeof(ks_event));
    NUMBER("EVENT_POSITION", offsetof(ks_event, position));
    NUMBER("EVENT_LENGTH", offsetof(ks_event, length));
    NUMBER("EVENT_KEY", offsetof(ks_event, key));
    NUMBER("EVENT_CHANNEL", offsetof(ks_event, channel));
    NUMBER("EVENT_VELOCITY", offsetof(ks_event, velocity));
    NUMBER("JAVA_READY", KS_JAVA_READY);
    NUMBER("JAVA_FAILED", KS_JAVA_FAILED);
    NUMBER("LANE_READY_CPU", KS_LANE_READY_CPU);
    NUMBER("LANE_READY_CUDA", KS_LANE_READY_CUDA);
    NUMBER("LANE_OVERLOADED", KS_LANE_OVERLOADED);
    NUMBER("LANE_FAILED", KS_LANE_FAILED);
    HEADER("MAGIC", magic);
    HEADER("VERSION", version);
    HEADER("PACK_PATH", pack_path);
    HEADER("STATE_PATH", state_path);
    HEADER("GENERATION", generation);
    HEADER("JAVA_STATE", java_state);
    HEADER("JAVA_HEARTBEAT", java_heartbeat);
    HEADER("JAVA_TEXT", java_text);
    HEADER("ENTRIES", lanes);
    NUMBER("HEADER_SIZE", sizeof(ks_bridge_header));
    NUMBER("ENTRY_SIZE", sizeof(ks_lane_entry));
    ENTRY("REQUEST", request);
    ENTRY("AUDIO_CAPACITY", audio_capacity);
    ENTRY("RATE", rate);
    ENTRY("SETTING", setting);
    ENTRY("OFFLINE", offline);
    ENTRY("INSTANCE", instance);
    ENTRY("ANSWER", answer);
    NUMBER("LANES_OFFSET", KS_LANES_OFFSET);
    NUMBER("LANE_STRIDE", KS_LANE_STRIDE);
    LANE("AUDIO_WRITE", audio_write);
    LANE("EPOCH", epoch);
    LANE("GENERATION", generation);
    LANE("AUDIO_LOST", audio_lost);
    LANE("COMMAND_WRITE", command_write);
    LANE("EVENT_READ", event_read);
    LANE("AUDIO_READ", audio_read);
    LANE("COMMAND_READ", command_read);
    LANE("EVENT_WRITE", event_write);
    LANE("HEARTBEAT", heartbeat);
    LANE("DONE", done);
    LANE("STATUS", status);
    LANE("TEXT", text);
    LANE("CAPTURES", captures);
    LANE("CAPTURE_TEXT", capture_text);
    LANE("COMMANDS", commands);
    LANE("EVENTS", events);
    LANE("AUDIO", audio);
    for (int i = 0; i < KS_PARAMS; i++) {
        printf("parameter %s=%u\n", KS_PARAM_TABLE[i].key, KS_PARAM_TABLE[i].id);
    }
    for (uint32_t map = 0; map < KS_MAPS; map++) {
        for (uint32_t drum = 0; drum < KS_DRUMS; drum++) {
            printf("map %u %s %u=%u\n", map, KS_MAP_NAMES[map], drum, KS_MAP_KEYS[map][drum]);
        }
    }
    const double rates[] = {8000, 32000, 44100, 48000, 88200, 96000, 192000};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        for (uint32_t setting = 0; setting < KS_SETTINGS; setting++) {
            printf("latency %g %u=%u\n", rates[i], setting, ks_latency(setting, rates[i], 512));
        }
    }
    return 0;
}
