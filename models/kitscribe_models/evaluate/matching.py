# SPDX-License-Identifier: Apache-2.0
"""Which heard notes are which played ones."""

from __future__ import annotations

from collections.abc import Sequence

import mir_eval.util
import numpy as np

SLACK = 1e-6  # so that a gap equal to the window counts


def match(true: Sequence[float], found: Sequence[float], window: float) -> list[tuple[int, int]]:
    """Pair as many times (seconds) as possible, none further apart than the window; give index pairs."""
    if not true or not found:
        return []
    pairs = mir_eval.util.match_events(np.asarray(true), np.asarray(found), window + SLACK)
    return [(int(left), int(right)) for left, right in pairs]


def nearest(true: Sequence[float], found: Sequence[float], window: float = 0.05) -> list[tuple[int, int]]:
    """Pair times that are each other's nearest neighbour within the window; give index pairs."""
    if not true or not found:
        return []
    gaps = np.abs(np.asarray(found)[None, :] - np.asarray(true)[:, None])
    right, left = gaps.argmin(axis=1), gaps.argmin(axis=0)
    return [(i, int(j)) for i, j in enumerate(right) if left[j] == i and gaps[i, j] <= window]
