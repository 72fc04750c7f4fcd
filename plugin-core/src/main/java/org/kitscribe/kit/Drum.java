// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

/**
 * One thing that can be struck. [any]
 *
 * @param name the name in the pack, for example {@code closed_hat}
 * @param note the General MIDI note number, 0 to 127
 * @param group the name of the group it belongs to, for example {@code hat}
 */
public record Drum(String name, int note, String group) {}
