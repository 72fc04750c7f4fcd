// SPDX-License-Identifier: Apache-2.0
/** Standard MIDI files: notes out as a clip, and clips in to be compared. */
package org.kitscribe.midi;
