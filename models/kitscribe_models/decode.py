# SPDX-License-Identifier: Apache-2.0
"""Heat map to notes, as docs/design.md defines it (section "The decoder"). Java's `decode` is the same text in Java."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.consistency import consistent

F32 = NDArray[np.float32]

HISTORY = 256
# Where the true 95th percentile lies among heard levels, which err; and what the loudest to come are above a first hit (dB).
LOUD_RANK = 0.92
STILL_LOUDER = 2.0


@dataclass(frozen=True)
class Note:
    """A decoded hit: drum name, seconds, velocity 1..127, level (dB), confidence 0..1."""

    drum: str
    time: float
    velocity: int
    level: float
    confidence: float


class LevelScale:
    """Velocity from level against the drum's own loud hits."""

    def __init__(self, drums: int) -> None:
        self.hits: list[list[tuple[float, float]]] = [[] for _ in range(drums)]

    def velocity(self, drum: int, level: float, confidence: float) -> int:
        """Takes the hit in and gives its velocity."""
        hits = self.hits[drum]
        hits.append((level, confidence**2))
        del hits[:-HISTORY]
        levels, weights = np.array(sorted(hits)).T
        middles = np.cumsum(weights) - weights / 2
        loud = np.interp(middles[0] + LOUD_RANK * (middles[-1] - middles[0]), middles, levels)
        value = 112.0 * 10.0 ** ((level - loud - STILL_LOUDER / (len(hits) + 1)) / 40.0)
        return int(min(127, max(1, math.floor(value + 0.5))))


def threshold(base: float, sensitivity: float, own: float) -> float:
    """A drum's threshold for the overall and its own sensitivity (0 to 100, 50 changes nothing)."""
    logit = math.log(base / (1 - base)) - 4 * (sensitivity - 50) / 50 - 4 * (own - 50) / 50
    return 1 / (1 + math.exp(-logit))


def decode(
    heat: F32,
    manifest: Mapping[str, Any],
    setting: str,
    sensitivity: float = 50.0,
    own: Mapping[str, float] | None = None,
) -> list[Note]:
    """Notes of a heat map [frames, channels] (row t belongs to frame t)."""
    decoder = manifest["decoder"]
    groups = decoder["groups"]
    drums = [drum for group in groups for drum in group["drums"]]
    limits = [
        threshold(group["threshold"][setting], sensitivity, (own or {}).get(drum["name"], 50.0))
        for group in groups
        for drum in group["drums"]
    ]
    lowest = min(*limits, decoder.get("consistency", {"lowest": 1})["lowest"])
    exact = heat.astype(np.float64)
    struck = [peaks(exact[:, g], group["dominance"], lowest) for g, group in enumerate(groups)]
    onset, time, member, level, _ = np.split(
        consistent(exact, decoder, struck),
        np.cumsum([len(groups), len(groups), len(drums), len(drums)]),
        axis=1,
    )
    hop = manifest["hop"] / manifest["rate"]
    scale = LevelScale(len(drums))
    found: list[tuple[int, int, int]] = []
    first = 0
    for g, group in enumerate(groups):
        own_drums = range(first, first + len(group["drums"]))
        first += len(group["drums"])
        for t in struck[g]:
            best = max(own_drums, key=lambda d: (member[t, d], -d))
            for d in own_drums:
                chosen = d == best or (group["multiple"] and member[t, d] >= group["also"])
                if chosen and onset[t, g] >= limits[d]:
                    found.append((t, d, g))
    notes = []
    for t, d, g in sorted(found):
        seconds = (t + min(0.5, max(-0.5, time[t, g]))) * hop + decoder["offset_ms"] / 1000
        notes.append(
            Note(
                drums[d]["name"],
                max(0.0, seconds),
                scale.velocity(d, float(level[t, d]), float(onset[t, g])),
                float(level[t, d]),
                float(onset[t, g]),
            )
        )
    return notes


def peaks(p: NDArray[np.float64], dominance: int, lowest: float) -> list[int]:
    """Frames whose value is the largest within `dominance` frames, the earliest of equals, and at least `lowest`."""
    padded = np.pad(p, dominance)
    out = []
    for t in np.flatnonzero(p >= lowest):
        around = padded[t : t + 2 * dominance + 1]
        if around[:dominance].max(initial=-1.0) < p[t] and p[t] >= around[dominance:].max():
            out.append(int(t))
    return out
