# SPDX-License-Identifier: Apache-2.0
"""Music repeats: where the same was struck before, the same is struck again (docs/design.md, "Recurrence").

Kernel regression (Nadaraya 1964, Watson 1964) over what was struck just before, as non-local means (Buades 2005) do
over the surroundings of a pixel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.consistency import shifted

F64 = NDArray[np.float64]

# Frames: from one value of a context to the next, how far a stroke blurs, and to where; from where on a context looks back.
STEP = 2
BLUR = 1.5
REACH = 5
NEAREST = 6
# A stroke so many frames after a stronger one is a double trigger: the fastest rolls have 25 a second.
REBOUND = 3
# Strokes this many frames around a place are those of the place.
BESIDE = 2
# What a context's length is taken to be more than it is, so that a few faint strokes are like nothing.
FAINT = 0.1


def recurring(
    heat: F64, onset: F64, decoder: Mapping[str, Any], setting: str, peaks: list[list[int]], hindsight: int
) -> F64:
    """Onset probabilities [frames, groups] with those of each group's `peaks` as other places have them; the rest stays.

    `heat` is as the network gave it, `onset` what votes made of it. Other places are those before, and those of
    `hindsight` frames after.
    """
    out = onset.copy()
    rules = decoder.get("recurrence")
    if rules is None:
        return out
    struck = np.zeros_like(onset)
    for k, own in enumerate(peaks):
        firm = [t for t in own if heat[t, k] >= rules["lowest"]]
        struck[firm, k] = onset[firm, k]
    places = np.flatnonzero(struck.any(axis=1))
    if not len(places):
        return out
    contexts = surroundings(struck, places, rules["span"])
    likeness = contexts @ contexts.T
    beside = np.lib.stride_tricks.sliding_window_view(
        np.pad(struck, ((BESIDE, BESIDE), (0, 0))), 2 * BESIDE + 1, axis=0
    )
    there = beside.max(axis=2)[places]
    neutral = np.array([rules["neutral"] * group["threshold"][setting] for group in decoder["groups"]])
    for i, t in enumerate(places):
        first, end = max(0, i - rules["memory"]), max(i, np.searchsorted(places, t + hindsight, "right"))
        voters = first + np.flatnonzero(np.abs(places[first:end] - t) >= rules["apart"])
        weights = np.exp(rules["sharpness"] * (likeness[i, voters] - 1))
        expected = (weights @ there[voters] + rules["doubt"] * neutral) / (weights.sum() + rules["doubt"])
        for g in np.flatnonzero(struck[t]):
            factor = odds(expected[g]) / odds(neutral[g])
            if (struck[max(0, t - REBOUND) : t, g] > onset[t, g]).any():
                factor = min(1.0, factor)  # a double trigger recurs with its stroke
            out[t, g] = shifted(onset[t, g], factor)
    return out


def surroundings(struck: F64, places: NDArray[np.int_], span: int) -> F64:
    """What was struck before each place, blurred, as rows of a length of just below 1."""
    bell = np.exp(-0.5 * (np.arange(-REACH, REACH + 1) / BLUR) ** 2)
    blurred = np.stack([np.convolve(own, bell) for own in np.pad(struck, ((span, 0), (0, 0))).T], axis=1)
    back = np.arange(NEAREST, span + 1, STEP)
    rows = blurred[places[:, None] + span + REACH - back].reshape(len(places), -1)
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + FAINT))


def odds(p: Any) -> Any:
    """How much likelier than its opposite."""
    return p / (1 - p)
