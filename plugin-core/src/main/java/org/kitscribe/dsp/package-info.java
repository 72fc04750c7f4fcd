// SPDX-License-Identifier: Apache-2.0
/** From samples to feature frames: windows, spectra and bands. */
package org.kitscribe.dsp;
