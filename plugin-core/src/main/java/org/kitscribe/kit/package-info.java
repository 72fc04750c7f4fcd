// SPDX-License-Identifier: Apache-2.0
/** What every other package speaks of: drums, notes, latency settings, the fields of a pack's manifest, and files. */
package org.kitscribe.kit;
