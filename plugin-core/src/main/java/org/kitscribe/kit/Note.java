// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

/**
 * One heard stroke. [any]
 *
 * @param drum what was struck
 * @param position when, in samples of the source since its start, 0 or more
 * @param rate the source's samples per second
 * @param velocity 1 to 127
 * @param confidence the probability of the onset, 0 to 1
 */
public record Note(Drum drum, long position, int rate, int velocity, double confidence) {
    /** Returns the position in seconds. */
    public double seconds() {
        return (double) position / rate;
    }
}
