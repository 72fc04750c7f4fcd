# SPDX-License-Identifier: Apache-2.0
"""What a recording may suffer before notes are lost: other levels, clipping, a poor MP3, dull sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.effects import Chain, apply
from kitscribe_models.evaluate.failures.row import Row, Track
from kitscribe_models.evaluate.scores import RENDER_WINDOW, f_measure, group_counts
from kitscribe_models.evaluate.sound import RATE, Samples

LEVELS = {f"level{level:+d}": level for level in (-36, -30, -24, -18, -12, -6, 0, 6)}
HARMS = ("clipped", "mp3-96", "low-pass")


def suffer(samples: Samples, variant: str) -> tuple[Samples, int]:
    """Change a recording; levels are those of its peak. Give its rate too."""
    full = samples / np.float32(np.abs(samples).max())
    if variant in LEVELS:
        return full * np.float32(10 ** (LEVELS[variant] / 20)), RATE
    if variant == "clipped":
        return np.clip(2 * full, -1, 1).astype(np.float32), RATE
    return apply(Chain(mp3=96) if variant == "mp3-96" else Chain("lowpass -2 6000"), samples * np.float32(0.5)), RATE


def loss(own: Sequence[Track], harmed: Sequence[Track], most: float) -> Row:
    """Return how many points of the groups' F are lost."""
    sides = [
        group_counts([(track.truth, track.found) for track in side], RENDER_WINDOW).sum(axis=1)
        for side in (own, harmed)
    ]
    before, after = (f_measure(side.sum(axis=0)) for side in sides)
    return Row(np.concatenate(sides, axis=1).tolist(), _points_lost, most=most, of=f"{before:.3f} to {after:.3f}")


def _points_lost(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 100 * (f_measure(sums[..., :3]) - f_measure(sums[..., 3:]))
