# SPDX-License-Identifier: Apache-2.0
"""Heat map to notes, as docs/design.md defines it (section "The decoder"). Java's `decode` is the same text in Java."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.consistency import consistent, shifted
from kitscribe_models.cover import Cover
from kitscribe_models.heights import named
from kitscribe_models.manifest import ROW_WIDTH
from kitscribe_models.recurrence import odds, recurring

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

HISTORY = 256
# Where the true 95th percentile lies among heard levels, which err; and what the loudest to come are above a first hit (dB).
LOUD_RANK = 0.93
STILL_LOUDER = 1.5
# No stroke is clearer than this (logit).
CLEAREST = 7.0


@dataclass(frozen=True)
class Note:
    """A decoded hit: drum name, seconds, velocity 1..127, level (dB), confidence 0..1."""

    drum: str
    time: float
    velocity: int
    level: float
    confidence: float


def percentile(values: Sequence[float], confidences: Sequence[float], rank: float) -> float:
    """The percentile of a rank, 0 to 1, each value counting by its confidence squared."""
    order = np.argsort(values, kind="stable")
    weights = np.square(confidences)[order]
    middles = np.cumsum(weights) - weights / 2
    return float(np.interp(middles[0] + rank * (middles[-1] - middles[0]), middles, np.array(values)[order]))


def loud(levels: Sequence[float], confidences: Sequence[float]) -> float:
    """The level of a drum's loud hits, from that of hits of these levels (dB) and confidences."""
    return percentile(levels, confidences, LOUD_RANK) + STILL_LOUDER / (len(levels) + 1)


def velocity(level: float, loudest: float) -> int:
    """Velocity of a level (dB) where loud hits have `loudest`."""
    return int(min(127, max(1, math.floor(112.0 * 10.0 ** ((level - loudest) / 40.0) + 0.5))))


class Masking:
    """What a much louder drum does to strokes beside it (docs/design.md, "Masking"); `rules`: the manifest's, if any."""

    def __init__(self, rules: Mapping[str, Any] | None) -> None:
        self.rules = rules
        self.time, self.level = -math.inf, 0.0

    def began(self, drum: str, onset: float, level: float, heard: float, earliest: float) -> float:
        """Takes in a stroke, heard at a time (s), and gives the time at which it began, at `earliest` or later."""
        if self.rules is None:
            return heard
        if drum == self.rules["by"] and onset >= self.rules["least"]:
            self.time, self.level = heard, level
        if drum in self.rules["drums"] and self.follows(heard, 0, self.rules["reach_ms"], level):
            return max(earliest, (self.time + heard) / 2)
        return heard

    def chance(self, drum: str, onset: float, level: float, heard: float) -> float:
        """Onset probability of a stroke that may be what had rung on before the louder drum hid it."""
        if self.rules is None or drum not in self.rules["ringing"]:
            return onset
        if self.follows(heard, self.rules["back_from_ms"], self.rules["back_to_ms"], level):
            return float(shifted(onset, self.rules["back_odds"]))
        return onset

    def follows(self, heard: float, from_ms: float, to_ms: float, level: float) -> bool:
        """Whether a stroke was heard so long after a much louder one that hides others."""
        louder = self.rules is not None and self.level - level >= self.rules["louder_db"]
        return bool(louder and from_ms <= 1000 * (heard - self.time) <= to_ms)


class MeasuredLevel:
    """Levels of strokes as they are measured, against what the network tells (docs/design.md, "Loudness"); `rules`: the manifest's, if any."""

    def __init__(self, rules: Mapping[str, Any] | None) -> None:
        self.rules = rules
        self.apart: dict[str, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=HISTORY))

    def of(self, drum: str, group: str, told: float, rows: F64, confidence: float) -> float:
        """Takes in a drum's next stroke, and gives its level (dB); `rows` [frames, ranges] are the loudness from its frame on."""
        if self.rules is None or not rows.size:
            return told
        louder = float(rows[: self.rules["after"] + 1, self.rules["ranges"][group]].max()) - told
        self.apart[drum].append((louder, confidence))
        values, confidences = zip(*self.apart[drum], strict=True)
        usual = percentile(values, confidences, 0.5)
        return float(told + self.rules["weight"] * min(self.rules["most_db"], louder - usual))


class Clarity:
    """Where a group's strokes are clearly heard, a doubtful one is doubted (docs/design.md, "Clarity"); `rules`: the manifest's, if any."""

    def __init__(self, rules: Mapping[str, Any] | None, groups: Sequence[Mapping[str, Any]], setting: str) -> None:
        self.rules = rules or {"groups": ()}
        names = self.rules["groups"]
        self.base = {group["name"]: group["threshold"][setting] for group in groups if group["name"] in names}
        self.heard: dict[str, int] = defaultdict(int)
        self.logit: dict[str, float] = defaultdict(float)

    def raised(self, group: str, limit: float, covered: float) -> float:
        """A group's threshold, made higher where its strokes so far were clear, the more so where other music covers them (0 to 1)."""
        if group not in self.base or self.heard[group] < self.rules["first"]:
            return limit
        below = self.rules["below"] - covered * self.rules.get("covered", 0.0)
        factor = math.exp(self.logit[group] - below) / float(odds(self.base[group]))
        return float(shifted(limit, factor)) if factor > 1 else limit

    def hear(self, group: str, p: float) -> None:
        """Takes in a stroke, if it would be written at a sensitivity of 50 and without this."""
        if p >= self.base.get(group, math.inf):
            self.heard[group] += 1
            logit = min(CLEAREST, math.log(odds(p))) if p < 1 else CLEAREST
            self.logit[group] += (logit - self.logit[group]) / min(self.heard[group], self.rules["memory"])


def threshold(base: float, sensitivity: float, own: float) -> float:
    """A drum's threshold for the overall and its own sensitivity (0 to 100, 50 changes nothing)."""
    logits = 4 * (sensitivity - 50) / 50 + 4 * (own - 50) / 50
    return float(shifted(base, math.exp(-logits)))


def decode(
    heat: F32,
    manifest: Mapping[str, Any],
    setting: str,
    sensitivity: float = 50.0,
    own: Mapping[str, float] | None = None,
    afterwards: bool = False,
) -> list[Note]:
    """Notes of a heat map [frames, channels] (row t belongs to frame t), to which what passed the network by may be joined.

    `afterwards`: strokes are also judged by what comes after them, within the manifest's hindsight.
    """
    decoder = manifest["decoder"]
    hindsight = decoder.get("hindsight", 0) if afterwards else 0
    late = decoder.get("late", {}).get(setting, 0)
    groups = decoder["groups"]
    drums = [drum for group in groups for drum in group["drums"]]
    limits = [
        threshold(group["threshold"][setting], sensitivity, (own or {}).get(drum["name"], 50.0))
        for group in groups
        for drum in group["drums"]
    ]
    needed = [decoder[name]["lowest"] for name in ("consistency", "recurrence") if name in decoder]
    lowest = min(*limits, *needed, decoder.get("masking", {"least": 1})["least"])
    exact = heat.astype(np.float64)
    struck = [peaks(exact[:, g], group["dominance"], lowest) for g, group in enumerate(groups)]
    voted = named(exact, consistent(exact, decoder, struck, hindsight, late), decoder, struck, hindsight)
    onset, time, member, level, _ = np.split(
        recurring(exact, voted, decoder, setting, struck, hindsight),
        np.cumsum([len(groups), len(groups), len(drums), len(drums)]),
        axis=1,
    )
    hop = manifest["hop"] / manifest["rate"]
    offset = decoder["offset_ms"] / 1000
    beginning = decoder.get("beginning", {"frames": 0})
    masking = Masking(decoder.get("masking"))
    clarity = Clarity(decoder.get("clarity"), groups, setting)
    measured = MeasuredLevel(decoder.get("loudness"))
    loudness = exact[:, ROW_WIDTH + 1 :]
    cover = Cover(decoder.get("cover"), loudness, decoder.get("loudness", {"after": 0})["after"])
    starts = np.cumsum([0, *(len(group["drums"]) for group in groups)])
    strokes: list[tuple[int, str, float, float, float]] = []
    by_drum: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for t, g in sorted((frame, k) for k in range(len(groups)) for frame in struck[k]):
        group, own_drums = groups[g], range(starts[g], starts[g + 1])
        best = max(own_drums, key=lambda d: (member[t, d], -d))
        heard = max(0.0, (t + min(0.5, max(-0.5, time[t, g]))) * hop + offset)
        earliest = max(0.0, (t - 0.5) * hop + offset)
        covered, doubt = cover.hears(t, group["name"])
        for d in own_drums:
            if d != best and not (group["multiple"] and member[t, d] >= group["also"]):
                continue
            name, p, strength = drums[d]["name"], float(onset[t, g]), float(level[t, d])
            if t < beginning["frames"] and strength < beginning["least_db"]:
                continue  # noise sets in
            p = masking.chance(name, p, strength, heard)
            seconds = masking.began(name, p, strength, heard, earliest)
            limit = float(shifted(limits[d], math.exp(doubt)))
            written = p >= clarity.raised(group["name"], limit, covered)
            clarity.hear(group["name"], p)
            if written:
                strength = measured.of(name, group["name"], strength, loudness[t:], p)
                strokes.append((t, name, seconds, strength, p))
                by_drum[name].append((t, strength, p))
    notes = []
    for t, name, seconds, strength, p in strokes:
        end = bisect_right(by_drum[name], t + hindsight, key=lambda stroke: stroke[0])
        _, levels, confidences = zip(*by_drum[name][max(0, end - HISTORY) : end], strict=True)
        loudest = loud(levels, confidences)
        notes.append(Note(name, seconds, velocity(strength, loudest), strength, p))
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
