# SPDX-License-Identifier: Apache-2.0
"""Short performances that provoke one failure each."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from kitscribe_models.evaluate.kits import Kit
from kitscribe_models.evaluate.performances import Hit
from kitscribe_models.evaluate.stems import alone

Probe = Callable[[Kit, np.random.Generator], list[Hit]]
LOUD = 110
START = 0.3


def softer(kit: Kit, drum: str, decibels: float) -> int:
    """Find the velocity at which a drum is that much softer than a loud stroke."""
    voice = kit.voices[drum][0]
    wanted = alone(voice, LOUD)[1] - decibels
    return min(range(1, LOUD + 1), key=lambda velocity: abs(alone(voice, velocity)[1] - wanted))


def flams(kit: Kit, random: np.random.Generator) -> list[Hit]:
    """Single strokes of the snare by turns with strokes after a grace note, 15 to 45 ms before and 6 to 15 dB softer."""
    hits = []
    for number in range(10):
        main = START + number
        grace = softer(kit, "snare", float(random.uniform(6, 15)))
        hits += [Hit(main - float(random.uniform(0.016, 0.044)), "snare", grace), Hit(main, "snare", LOUD)]
        hits.append(Hit(main + 0.5, "snare", int(random.integers(80, 120))))
    return hits


def rolls(_: Kit, random: np.random.Generator) -> list[Hit]:
    """Rolls of the snare and blasts of the kick, one second each."""
    hits = []
    for number, (drum, rate) in enumerate(
        [("snare", 12), ("snare", 16), ("snare", 20), ("snare", 25), ("kick", 12), ("kick", 16)]
    ):
        start = START + 1.6 * number
        times = start + np.arange(rate) / rate
        hits += [Hit(float(time), drum, int(random.integers(85, 105))) for time in times]
    return hits


def openness(_: Kit, random: np.random.Generator) -> list[Hit]:
    """Open hats that ring and ones that are choked at once, closed hats, identical hits in a row."""
    hits = []
    for number in range(16):
        start = START + 0.6 * number
        rings = float(random.choice([0.05, 0.065, 0.2, 0.3, 0.4]))
        hits += [Hit(start, "open_hat", 105), Hit(start + rings, "closed_hat", 80)]
    start = START + 0.6 * 16
    for drum, spacing in (("closed_hat", 0.2), ("open_hat", 0.4)):
        for _number in range(8):
            hits.append(Hit(start, drum, 95))
            start += spacing
    return hits


def toms(kit: Kit, random: np.random.Generator) -> list[Hit]:
    """Toms of different heights in random order over a kick."""
    heights = [drum for drum in ("high_tom", "mid_tom", "low_tom") if drum in kit.voices]
    order = [heights[int(random.integers(len(heights)))] for _ in range(16)]
    hits = [Hit(START + 0.35 * number, drum, int(random.integers(85, 120))) for number, drum in enumerate(order)]
    return hits + [Hit(START + 0.7 * number, "kick", 90) for number in range(8)]


def close(_: Kit, random: np.random.Generator) -> list[Hit]:
    """Pairs of drums 5 to 30 ms apart."""
    pairs = [("kick", "snare"), ("kick", "closed_hat"), ("snare", "closed_hat"), ("kick", "crash"), ("snare", "crash")]
    hits = []
    for number, (pair, gap) in enumerate(itertools.product(pairs, (0.006, 0.0085, 0.012, 0.018, 0.024, 0.029))):
        first, second = pair if random.random() < 0.5 else pair[::-1]
        start = START + 0.45 * number
        hits += [Hit(start, first, 105), Hit(start + gap, second, 105)]
    return hits


def ghosts(kit: Kit, random: np.random.Generator) -> list[Hit]:
    """A backbeat with ghost notes 15 to 30 dB below it."""
    hits = []
    for beat in range(16):
        start = START + 0.5 * beat
        hits += [Hit(start, "snare" if beat % 2 else "kick", LOUD), Hit(start, "closed_hat", 80)]
        hits.append(Hit(start + 0.125, "snare", softer(kit, "snare", float(random.uniform(15, 30)))))
        hits.append(Hit(start + 0.375, "snare", softer(kit, "snare", float(random.uniform(15, 30)))))
    return hits


PROBES: dict[str, Probe] = {
    "flams": flams,
    "rolls": rolls,
    "openness": openness,
    "toms": toms,
    "close": close,
    "ghosts": ghosts,
}
