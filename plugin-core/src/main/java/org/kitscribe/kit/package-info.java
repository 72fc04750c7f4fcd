// SPDX-License-Identifier: Apache-2.0
/** What every other package speaks of: drums, notes, latency settings and the fields of a pack's manifest. */
package org.kitscribe.kit;
