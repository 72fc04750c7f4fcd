# SPDX-License-Identifier: Apache-2.0
"""Varies a stretch of the performance: tempo, which drums are struck, added percussion, flams and rolls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from kitscribe_models.combine import Performance
from kitscribe_models.manifest import DRUMS

TOMS = ("high_tom", "mid_tom", "low_tom")
# Share of segments in which snares and toms have grace notes before them, and of these strokes there. People play fewer:
# as many are heard here as it takes to learn them.
GRACED, GRACE_NOTES = 0.35, 0.25


@dataclass(frozen=True)
class Strike:
    """A hit to render: seconds, drum (a second crash is `crash` with voice 2), velocity 0 to 1."""

    time: float
    drum: str
    velocity: float


def excerpt(performance: Performance, seconds: float, rng: Generator) -> tuple[list[Strike], float]:
    """A random stretch of the performance at a random tempo, and its beat length in seconds."""
    speed = float(np.exp(rng.normal(0, 0.12)))
    start = rng.uniform(0, performance.time[-1] - seconds * speed)
    low, high = np.searchsorted(performance.time, [start, start + seconds * speed])
    span = slice(int(low), int(high))
    beat = float(performance.beat[min(int(low), len(performance.beat) - 1)]) / speed
    loudness = float(rng.uniform(0.75, 1.15))
    strikes = [
        Strike((t - start) / speed, DRUMS[d], float(np.clip(v / 127 * loudness + rng.normal(0, 0.03), 0.03, 1)))
        for t, d, v in zip(performance.time[span], performance.drum[span], performance.velocity[span])
    ]
    return strikes, beat


def substitute(strikes: list[Strike], rng: Generator) -> list[Strike]:
    """Play some drums of the stretch on others, so that rare drums are heard often enough."""
    swap: dict[str, tuple[str, float]] = {}

    def maybe(chance: float, source: str, target: str, share: float = 1.0) -> None:
        if source not in swap and rng.random() < chance:
            swap[source] = (target, share)

    maybe(0.10, "crash", "china", 0.7)
    maybe(0.10, "crash", "splash", 0.7)
    maybe(0.12, "closed_hat", "ride")
    maybe(0.14, "closed_hat", "open_hat", float(rng.uniform(0.3, 1.0)))  # a loose hat, as rock drummers play it
    maybe(0.05, "closed_hat", "pedal_hat", 0.5)
    maybe(0.04, "closed_hat", "ride_bell")
    maybe(0.06, "closed_hat", "crash", 0.8)
    maybe(0.04, "closed_hat", "china", 0.6)
    maybe(0.20, "ride", "ride_bell", 0.4)
    maybe(0.10, "ride", "closed_hat")
    maybe(0.06, "ride", "open_hat", 0.9)
    maybe(0.22, "snare", "side_stick", float(rng.uniform(0.3, 1.0)))
    maybe(0.05, "snare", "clap")
    maybe(0.08, "snare", TOMS[int(rng.integers(3))], 0.5)
    maybe(0.05, "closed_hat", TOMS[int(rng.integers(3))], 0.5)
    maybe(0.03, "kick", "low_tom", 0.4)
    out = []
    for s in strikes:
        target, share = swap.get(s.drum, (s.drum, 1.0))
        out.append(Strike(s.time, target if rng.random() < share else s.drum, s.velocity))
    if rng.random() < 0.06:  # claps layered on the snare
        out += [Strike(s.time + rng.normal(0, 0.004), "clap", s.velocity) for s in out if s.drum == "snare"]
    if rng.random() < 0.12:  # crashes on some kicks and snares
        out += [
            Strike(s.time + rng.normal(0, 0.004), "crash", min(1.0, s.velocity * 1.1))
            for s in out
            if s.drum in ("kick", "snare") and s.velocity > 0.5 and rng.random() < 0.15
        ]
    return out


def percussion(seconds: float, beat: float, rng: Generator) -> list[Strike]:
    """A steady pattern on one percussion instrument, over a kit."""
    drum = ("tambourine", "shaker", "cowbell")[int(rng.integers(3))]
    step = beat * float(rng.choice([0.25, 0.5, 0.5, 1.0]))
    accents = rng.uniform(0.3, 1.0, 4)
    times = np.arange(rng.uniform(0, step), seconds, step)
    return [
        Strike(float(t + rng.normal(0, 0.006)), drum, float(np.clip(accents[i % 4] + rng.normal(0, 0.05), 0.05, 1)))
        for i, t in enumerate(times)
        if rng.random() < 0.9
    ]


def ornaments(strikes: list[Strike], rng: Generator) -> list[Strike]:
    """Flams and drags before some hits, a beater's second touch after some kicks, rolls between some."""
    out = list(strikes)
    if rng.random() < 0.35:
        # Some pedals bounce after every stroke, most of them 50 to 60 ms later.
        often, late = rng.uniform(0.3, 1.0), rng.uniform(0.045, 0.075 if rng.random() < 0.5 else 0.14)
        softer = rng.uniform(0.2, 0.8)
        out += [
            Strike(s.time + late + rng.normal(0, 0.005), "kick", s.velocity * softer * float(rng.uniform(0.7, 1.2)))
            for s in strikes
            if s.drum == "kick" and rng.random() < often
        ]
    chance = GRACE_NOTES if rng.random() < GRACED else 0.0
    for s in strikes:
        if s.drum in ("snare", *TOMS) and rng.random() < chance:
            gap = rng.uniform(0.015, 0.045)
            out += [
                Strike(s.time - gap * k, s.drum, s.velocity * 10 ** (-rng.uniform(3, 8) / 20))
                for k in range(1, 1 + int(rng.integers(1, 3)))
            ]
    if rng.random() < 0.06 and strikes:
        start = strikes[int(rng.integers(len(strikes)))].time
        drum = ("snare", "snare", "kick", "closed_hat", *TOMS)[int(rng.integers(7))]
        period = 1 / rng.uniform(10, 25)
        count = int(rng.integers(4, 24))
        level = np.linspace(rng.uniform(0.15, 0.9), rng.uniform(0.3, 1.0), count)
        end = start + count * period
        out = [s for s in out if s.drum != drum or not start - 0.02 <= s.time <= end]
        out += [
            Strike(
                start + k * period + rng.normal(0, 0.003), drum, float(np.clip(level[k] + rng.normal(0, 0.06), 0.05, 1))
            )
            for k in range(count)
        ]
    return out


def sparse(seconds: float, rng: Generator) -> list[Strike]:
    """Single hits of any drum, far apart or in pairs a few milliseconds apart."""
    out: list[Strike] = []
    time = rng.uniform(0, 0.6)
    while time < seconds:
        chosen = rng.choice(len(DRUMS), size=int(rng.choice([1, 1, 2, 3])), replace=False)
        out += [Strike(time + rng.uniform(0, 0.015), DRUMS[d], float(rng.uniform(0.2, 1.0))) for d in chosen]
        time += rng.exponential(0.25) + 0.06
    return out


def roll_call(seconds: float, rng: Generator) -> list[Strike]:
    """Every drum once or more, in turn."""
    order = np.tile(rng.permutation(len(DRUMS)), 3)
    times = rng.uniform(0, 0.5) + np.arange(len(order)) * rng.uniform(0.2, 0.6)
    return [Strike(float(t), DRUMS[d], float(rng.uniform(0.4, 1.0))) for t, d in zip(times, order) if t < seconds]


def arrange(performance: Performance, seconds: float, rng: Generator) -> list[Strike]:
    """Strikes of one segment, in time order, no drum twice within 12 ms."""
    kind = rng.random()
    if kind < 0.03:
        strikes: list[Strike] = []
    elif kind < 0.10:
        strikes = sparse(seconds, rng)
    elif kind < 0.14:
        strikes = roll_call(seconds, rng)
    else:
        strikes, beat = excerpt(performance, seconds, rng)
        strikes = ornaments(substitute(strikes, rng), rng)
        if rng.random() < 0.10:
            strikes += percussion(seconds, beat, rng)
    strikes.sort(key=lambda s: s.time)
    last: dict[str, float] = {}
    out = []
    for s in strikes:
        if 0 <= s.time < seconds and s.time - last.get(s.drum, -1.0) >= 0.012:
            out.append(s)
            last[s.drum] = s.time
    return out
