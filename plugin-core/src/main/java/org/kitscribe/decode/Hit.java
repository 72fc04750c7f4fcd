// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.decode;

/**
 * One decoded stroke. [any]
 *
 * @param drum index into {@link DecoderSpec#drums()}
 * @param frame the peak's frame, counted from the stream's start
 * @param hops the time in hops since the stream's start, 0 or more
 * @param velocity 1 to 127
 * @param confidence the peak's onset probability, revised where it has likes, 0 to 1
 */
public record Hit(int drum, long frame, double hops, int velocity, double confidence) {}
