# SPDX-License-Identifier: Apache-2.0
"""Music repeats: where the same was struck before, the same is struck again (docs/design.md, "Recurrence").

Kernel regression (Nadaraya 1964, Watson 1964) over what was struck just before, as non-local means (Buades 2005) do
over the surroundings of a pixel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from kitscribe_models.consistency import TINY, shifted
from kitscribe_models.manifest import HEAT_WIDTH, ROW_WIDTH

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
    heat: F64, voted: F64, decoder: Mapping[str, Any], setting: str, peaks: list[list[int]], hindsight: int
) -> F64:
    """`voted` with onset and members of each group's `peaks` as other places have them; the rest stays.

    `heat` is as the network gave it, `voted` what votes made of it. Other places are those before, and those of
    `hindsight` frames after.
    """
    out = voted.copy()
    rules = decoder.get("recurrence")
    if rules is None:
        return out
    groups = decoder["groups"]
    members = member_channels(groups)
    struck = np.zeros((len(heat), len(groups)))
    for k, own in enumerate(peaks):
        firm = [t for t in own if heat[t, k] >= rules["lowest"]]
        struck[firm, k] = voted[firm, k]
    places = np.flatnonzero(struck.any(axis=1))
    if not len(places):
        return out
    contexts = surroundings(struck, places, rules["span"])
    likeness = contexts @ contexts.T
    sounds = heat[places, HEAT_WIDTH:ROW_WIDTH]
    beside = np.lib.stride_tricks.sliding_window_view(
        np.pad(struck, ((BESIDE, BESIDE), (0, 0))), 2 * BESIDE + 1, axis=0
    )[places]
    there = beside.max(axis=2)
    # The frame of each group's strongest stroke there.
    strongest = np.clip(places[:, None] + beside.argmax(axis=2) - BESIDE, 0, len(heat) - 1)
    neutral = np.array([rules["neutral"] * group["threshold"][setting] for group in groups])
    by_height = decoder.get("heights", {}).get("group")
    for i, t in enumerate(places):
        first, end = max(0, i - rules["memory"]), max(i, np.searchsorted(places, t + hindsight, "right"))
        voters = first + np.flatnonzero(np.abs(places[first:end] - t) >= rules["apart"])
        weights = np.exp(rules["sharpness"] * (likeness[i, voters] - 1))
        expected = (weights @ there[voters] + rules["doubt"] * neutral) / (weights.sum() + rules["doubt"])
        distance = np.square(sounds[voters] - sounds[i]).sum(axis=1)
        again = rules.get("again", 0) * weights * np.exp(-rules.get("alike", 0) * distance)
        for g in np.flatnonzero(struck[t]):
            own = voted[t, g]
            p = together(own, np.maximum(there[voters, g], rules["lowest"]), again)
            if groups[g]["name"] != by_height:
                others = voted[strongest[voters, g], members[g]]
                out[t, members[g]] = together(voted[t, members[g]], others, again * there[voters, g])
            factor = odds(expected[g]) / odds(neutral[g])
            if (struck[max(0, t - REBOUND) : t, g] > own).any():
                p, factor = min(p, own), min(1.0, factor)  # a double trigger recurs with its stroke
            out[t, g] = shifted(p, factor)
    return out


def member_channels(groups: Sequence[Mapping[str, Any]]) -> list[slice]:
    """Where each group's members stand in a heat row."""
    starts = 2 * len(groups) + np.cumsum([0, *(len(group["drums"]) for group in groups)])
    return [slice(int(first), int(end)) for first, end in pairwise(starts)]


def together(own: Any, others: F64, weights: F64) -> Any:
    """The probability that one and `others` [others, ...] have as the weighted mean of their logits, its own weight being 1."""
    own, others = (logit(np.clip(p, TINY, 1 - TINY)) for p in (own, others))
    return expit((own + weights @ others) / (1 + weights.sum()))


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
