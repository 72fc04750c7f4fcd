// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.COMMAND_VALUE;
import static org.kitscribe.bridge.BridgeLayout.EVENTS;
import static org.kitscribe.bridge.BridgeLayout.EVENT_POSITION;
import static org.kitscribe.bridge.BridgeLayout.EVENT_VELOCITY;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_AUDIO_WRITE;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMANDS;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_COMMAND_WRITE;
import static org.kitscribe.bridge.BridgeLayout.LANE_EPOCH;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENTS;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_READ;
import static org.kitscribe.bridge.BridgeLayout.LANE_EVENT_WRITE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What each end of the rings may see of the other, under jcstress: {@link RingOrderTest} runs it. The engine's part is
 * played by its rules in {@code bridge.h}, with the same acquire and release.
 */
public class RingOrder {
    /** Samples are there before the index that tells of them, also where the ring begins anew. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not yet written")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "told of before they were there")
    @State
    public static class AudioBeforeIndex {
        private final Words lane = Lanes.at(3);
        private final AudioRing ring = new AudioRing(lane, 2);
        private final float[] block = new float[2];

        /** Clears the slots. */
        public AudioBeforeIndex() {
            Lanes.put(lane, 0, 0);
            Lanes.put(lane, 1, 0);
        }

        /** Writes positions 3 and 4. */
        @Actor
        public void engine() {
            Lanes.put(lane, 1, 1);
            Lanes.put(lane, 0, 2);
            lane.setLong(LANE_AUDIO_WRITE, 5);
        }

        /** Reads what is there. */
        @Actor
        public void listener(III_Result result) {
            result.r1 = ring.available();
            ring.read(block, result.r1);
            result.r2 = (int) block[0];
            result.r3 = (int) block[1];
        }
    }

    /** A slot is given back when it has been read. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the sample that was told of")
    @Outcome(expect = FORBIDDEN, desc = "written over before it was read")
    @State
    public static class AudioGivenBack {
        private final Words lane = Lanes.at(0);
        private final AudioRing ring = new AudioRing(lane, 1);
        private final float[] block = new float[1];

        /** Fills the ring. */
        public AudioGivenBack() {
            Lanes.put(lane, 0, 1);
            lane.setLong(LANE_AUDIO_WRITE, 1);
        }

        /** Writes where there is room. */
        @Actor
        public void engine(II_Result result) {
            result.r2 = (int) lane.getLong(LANE_AUDIO_READ);
            if (result.r2 == 1) {
                Lanes.put(lane, 0, 2);
            }
        }

        /** Reads the sample. */
        @Actor
        public void listener(II_Result result) {
            ring.read(block, ring.available());
            ring.heard();
            result.r1 = (int) block[0];
        }
    }

    /** Audio of a new stream is never taken for the old one's: the epoch is there before it. */
    @JCStressTest
    @Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "the old stream's end")
    @Outcome(id = "0, 6, 0", expect = ACCEPTABLE, desc = "the new stream, nothing of it yet")
    @Outcome(id = "1, 6, 2", expect = ACCEPTABLE, desc = "the new stream's first sample")
    @Outcome(expect = FORBIDDEN, desc = "samples of both, or of neither")
    @State
    public static class EpochBeforeAudio {
        private final Words lane = Lanes.at(0);
        private final AudioRing ring = new AudioRing(lane, 8);
        private final float[] block = new float[8];

        /** Two samples wait. */
        public EpochBeforeAudio() {
            for (int i = 0; i < 8; i++) {
                Lanes.put(lane, i, 1);
            }
            lane.setLong(LANE_AUDIO_WRITE, 2);
        }

        /** Begins a stream at 6 and writes its first sample. */
        @Actor
        public void engine() {
            lane.setLong(LANE_EPOCH, 6);
            lane.setLong(LANE_AUDIO_WRITE, 6);
            Lanes.put(lane, 6, 2);
            lane.setLong(LANE_AUDIO_WRITE, 7);
        }

        /** Reads what is there. */
        @Actor
        public void listener(III_Result result) {
            result.r1 = ring.available();
            ring.read(block, result.r1);
            result.r2 = (int) ring.epoch();
            result.r3 = (int) block[0];
        }
    }

    /** A note is there before the index that tells of it. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 0", "1, 5, 100"},
            expect = ACCEPTABLE,
            desc = "none, or the whole note")
    @Outcome(expect = FORBIDDEN, desc = "told of before it was there")
    @State
    public static class EventBeforeIndex {
        private final Words lane = Lanes.at(EVENTS);
        private final EventRing ring = new EventRing(lane);

        /** Clears the slot. */
        public EventBeforeIndex() {
            lane.bytes().putLong(LANE_EVENTS + EVENT_POSITION, 0).put(LANE_EVENTS + EVENT_VELOCITY, (byte) 0);
        }

        /** Takes the note. */
        @Actor
        public void engine(III_Result result) {
            result.r1 = (int) lane.getLong(LANE_EVENT_WRITE) - EVENTS;
            if (result.r1 == 1) {
                result.r2 = (int) lane.bytes().getLong(LANE_EVENTS + EVENT_POSITION);
                result.r3 = lane.bytes().get(LANE_EVENTS + EVENT_VELOCITY);
            }
        }

        /** Sends a note. */
        @Actor
        public void listener() {
            ring.push(5, 1, 36, 9, 100);
        }
    }

    /** A note is not written over before the engine has given its slot back. */
    @JCStressTest
    @Outcome(
            id = {"7, 0", "7, 1"},
            expect = ACCEPTABLE,
            desc = "the note that was told of")
    @Outcome(expect = FORBIDDEN, desc = "written over before it was read")
    @State
    public static class EventGivenBack {
        private final Words lane = Lanes.at(0);
        private final EventRing ring;

        /** Fills the ring. */
        public EventGivenBack() {
            lane.bytes().putLong(LANE_EVENTS + EVENT_POSITION, 7);
            lane.setLong(LANE_EVENT_WRITE, EVENTS);
            ring = new EventRing(lane);
        }

        /** Takes the oldest note. */
        @Actor
        public void engine(II_Result result) {
            result.r1 = (int) lane.bytes().getLong(LANE_EVENTS + EVENT_POSITION);
            lane.setLong(LANE_EVENT_READ, 1);
        }

        /** Sends a note where there is room. */
        @Actor
        public void listener(II_Result result) {
            result.r2 = ring.push(9, 1, 36, 9, 100) ? 1 : 0;
        }
    }

    /** A change of a parameter is there before the index that tells of it, and its slot is given back after it was read. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "3, 0", "3, 1"},
            expect = ACCEPTABLE,
            desc = "none, or the change that was told of")
    @Outcome(expect = FORBIDDEN, desc = "told of before it was there, or written over before it was read")
    @State
    public static class CommandInTurn {
        private final Words lane = Lanes.at(0);
        private final CommandRing ring = new CommandRing(lane);
        private int seen;

        /** Clears the slot. */
        public CommandInTurn() {
            lane.bytes().putDouble(LANE_COMMANDS + COMMAND_VALUE, 0);
        }

        /** Writes a change, and over it where there is room again. */
        @Actor
        public void engine(II_Result result) {
            lane.bytes().putDouble(LANE_COMMANDS + COMMAND_VALUE, 3);
            lane.setLong(LANE_COMMAND_WRITE, 1);
            for (int i = 0; i < 100 && result.r2 == 0; i++) {
                result.r2 = (int) lane.getLong(LANE_COMMAND_READ);
            }
            if (result.r2 == 1) {
                lane.bytes().putDouble(LANE_COMMANDS + COMMAND_VALUE, 4);
            }
        }

        /** Takes the changes. */
        @Actor
        public void listener(II_Result result) {
            ring.drain((position, parameter, value) -> seen = (int) value);
            result.r1 = seen;
        }
    }
}
