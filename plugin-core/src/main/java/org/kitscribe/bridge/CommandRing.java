// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.COMMANDS;
import static org.kitscribe.bridge.BridgeLayout.COMMAND_PARAMETER;
import static org.kitscribe.bridge.BridgeLayout.COMMAND_POSITION;
import static org.kitscribe.bridge.BridgeLayout.COMMAND_SIZE;
import static org.kitscribe.bridge.BridgeLayout.COMMAND_VALUE;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMANDS;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_WRITE;

/** Java's end of the parameter changes. [one thread] */
final class CommandRing {
    /** Receives a parameter's plain value, in force from {@code position} on. */
    interface CommandSink {
        /** Takes one change. */
        void command(long position, int parameter, double value);
    }

    private final Words lane;
    private long read;

    CommandRing(Words lane) {
        this.lane = lane;
        read = lane.getLong(LANE_COMMAND_READ);
    }

    /** Takes all changes that are there. */
    void drain(CommandSink sink) {
        long written = lane.getLong(LANE_COMMAND_WRITE);
        while (read < written) {
            int at = LANE_COMMANDS + (int) (read & COMMANDS - 1) * COMMAND_SIZE;
            sink.command(
                    lane.bytes().getLong(at + COMMAND_POSITION),
                    lane.bytes().getInt(at + COMMAND_PARAMETER),
                    lane.bytes().getDouble(at + COMMAND_VALUE));
            read++;
        }
        lane.setLong(LANE_COMMAND_READ, read);
    }
}
