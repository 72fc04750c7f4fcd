# SPDX-License-Identifier: Apache-2.0
"""What a recording may suffer before notes are lost: other levels, clipping, a poor MP3, dull sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kitscribe_models.evaluate.effects import Chain, apply
from kitscribe_models.evaluate.failures.row import Row, Track
from kitscribe_models.evaluate.scores import by_group
from kitscribe_models.evaluate.sound import RATE, Samples

LEVELS = {"level-36": -36.0, "level-18": -18.0, "level+6": 6.0}
HARMS = ("clipped", "mp3-96", "low-pass")
WINDOW = 0.025


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
    before, after = (by_group([(track.truth, track.found) for track in side], WINDOW)["all"] for side in (own, harmed))
    value = 100 * (before["f"] - after["f"]) if own else None
    return Row(value, most=most, of=f"{before['f']:.3f} to {after['f']:.3f}")
