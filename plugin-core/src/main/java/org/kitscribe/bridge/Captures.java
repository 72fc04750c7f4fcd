// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.bridge;

import static org.kitscribe.bridge.BridgeLayout.LANES;

import java.util.LinkedHashMap;
import java.util.Map;

/** The captures of the instances whose lanes were opened or closed last: nobody tells when an instance ends. [one thread] */
final class Captures {
    private final Map<Long, Capture> last = new LinkedHashMap<>(LANES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Capture> eldest) {
            return size() > LANES;
        }
    };

    /** Returns an instance's capture; its last lane may be still at work on it. */
    Capture of(long instance) {
        return last.computeIfAbsent(instance, number -> new Capture());
    }

    /** Keeps what a lane that has ended leaves: many others may have come while it was open. */
    void keep(long instance, Capture capture) {
        last.put(instance, capture);
    }
}
