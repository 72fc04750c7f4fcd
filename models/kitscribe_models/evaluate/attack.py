# SPDX-License-Identifier: Apache-2.0
"""When a hit is heard: where its samples first reach a tenth of their peak."""

from __future__ import annotations

import numpy as np

from kitscribe_models.evaluate.sound import RATE, Samples

PEAK_WITHIN_SECONDS = 0.1
HUMAN_SECONDS = 0.001  # human references lie 1 ms after the attack


def attack_samples(hit: Samples) -> int:
    """Count the samples from the strike to the 10 %-of-peak attack of an isolated hit; 0 for silence."""
    loud = np.abs(hit[: int(PEAK_WITHIN_SECONDS * RATE)])
    return int(np.argmax(loud >= 0.1 * loud.max())) if loud.size and loud.max() > 0 else 0
