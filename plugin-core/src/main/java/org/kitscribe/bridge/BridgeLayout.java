// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

/**
 * The numbers of {@code native-shim/include/kitscribe/bridge.h}, which explains them. A test asks the C compiler whether
 * they are the same. Offsets and sizes are in bytes. [any]
 */
final class BridgeLayout {
    static final int MAGIC = 0x4253544b;
    static final int VERSION = 1;
    static final int LANES = 64;
    static final int TEXT_SIZE = 256;
    static final int PATH_SIZE = 1024;
    static final int COMMANDS = 1024;
    static final int EVENTS = 1024;
    static final int COMMAND_SIZE = 24;
    static final int COMMAND_POSITION = 0;
    static final int COMMAND_VALUE = 8;
    static final int COMMAND_PARAMETER = 16;
    static final int EVENT_SIZE = 16;
    static final int EVENT_POSITION = 0;
    static final int EVENT_LENGTH = 8;
    static final int EVENT_KEY = 12;
    static final int EVENT_CHANNEL = 13;
    static final int EVENT_VELOCITY = 14;
    static final int JAVA_READY = 1;
    static final int JAVA_FAILED = 2;
    static final int LANE_READY_CPU = 1;
    static final int LANE_READY_CUDA = 2;
    static final int LANE_OVERLOADED = 3;
    static final int LANE_FAILED = 4;

    // offsets in the header
    static final int HEADER_MAGIC = 0;
    static final int HEADER_VERSION = 4;
    static final int HEADER_PACK_PATH = 8;
    static final int HEADER_STATE_PATH = 1032;
    static final int HEADER_GENERATION = 2176;
    static final int HEADER_JAVA_STATE = 2304;
    static final int HEADER_JAVA_HEARTBEAT = 2312;
    static final int HEADER_JAVA_TEXT = 2320;
    static final int HEADER_ENTRIES = 2688;
    static final int HEADER_SIZE = 19072;
    static final int ENTRY_SIZE = 256;

    // offsets in a lane's entry of the header
    static final int ENTRY_REQUEST = 0;
    static final int ENTRY_AUDIO_CAPACITY = 4;
    static final int ENTRY_RATE = 8;
    static final int ENTRY_SETTING = 16;
    static final int ENTRY_OFFLINE = 20;
    static final int ENTRY_INSTANCE = 24;
    static final int ENTRY_ANSWER = 128;

    // the lanes
    static final int LANES_OFFSET = 65536;
    static final int LANE_STRIDE = 8454144;

    // offsets in a lane
    static final int LANE_AUDIO_WRITE = 0;
    static final int LANE_EPOCH = 8;
    static final int LANE_GENERATION = 16;
    static final int LANE_AUDIO_LOST = 24;
    static final int LANE_COMMAND_WRITE = 128;
    static final int LANE_EVENT_READ = 256;
    static final int LANE_AUDIO_READ = 384;
    static final int LANE_COMMAND_READ = 512;
    static final int LANE_EVENT_WRITE = 640;
    static final int LANE_HEARTBEAT = 768;
    static final int LANE_DONE = 776;
    static final int LANE_STATUS = 784;
    static final int LANE_TEXT = 788;
    static final int LANE_CAPTURES = 1044;
    static final int LANE_CAPTURE_TEXT = 1048;
    static final int LANE_COMMANDS = 1664;
    static final int LANE_EVENTS = 26240;
    static final int LANE_AUDIO = 45056;

    private BridgeLayout() {}
}
