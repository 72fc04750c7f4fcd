# SPDX-License-Identifier: Apache-2.0
"""How well times and velocities of found notes agree with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from kitscribe_models.evaluate.drums import DRUMS, GROUPS
from kitscribe_models.evaluate.matching import nearest
from kitscribe_models.evaluate.notes import Note, TrueNote

FEWEST_HITS = 8


class Timing(TypedDict):
    """Found minus true time, in ms."""

    n: int
    median_ms: float
    spread_ms: float  # median absolute deviation


class Velocity(TypedDict):
    """Estimated against true velocity, on drums with 8 hits or more in a track."""

    n: int
    mean_absolute_error: float
    slope: float  # of estimated on true level, within a track's drum
    lowest: int
    highest: int


def timing(tracks: Sequence[tuple[Sequence[TrueNote], Sequence[Note]]]) -> dict[str, Timing]:
    """Return the timing of each group and of all, over pairs of mutual nearest notes of a drum within 50 ms."""
    gaps: dict[str, list[float]] = {group: [] for group in GROUPS}
    for group, drums in GROUPS.items():
        for truth, found in tracks:
            for drum in drums:
                gaps[group] += [1000 * (ours.seconds - true.seconds) for true, ours in _pairs(truth, found, drum)]
    gaps["all"] = [gap for values in gaps.values() for gap in values]
    return {name: _timing(values) for name, values in gaps.items() if values}


def velocity(tracks: Sequence[tuple[Sequence[TrueNote], Sequence[Note]]]) -> Velocity | None:
    """Return velocity's error and slope, or None if no drum has enough hits."""
    errors: list[float] = []
    true_db: list[float] = []
    ours_db: list[float] = []
    for truth, found in tracks:
        for drum in DRUMS:
            pairs = _pairs(truth, found, drum)
            if sum(note.drum == drum and note.audible for note in truth) < FEWEST_HITS or not pairs:
                continue
            true = np.array([pair[0].velocity for pair in pairs], float)
            ours = np.array([pair[1].velocity for pair in pairs], float)
            errors += [float(error) for error in np.abs(ours - true)]
            for into, values in ((true_db, true), (ours_db, ours)):
                decibels = 40 * np.log10(values)
                into += [float(value) for value in decibels - decibels.mean()]
    if not errors:
        return None
    power = float(np.dot(true_db, true_db))
    written = [note.velocity for _, found in tracks for note in found]
    return {
        "n": len(errors),
        "mean_absolute_error": float(np.mean(errors)),
        "slope": float(np.dot(true_db, ours_db)) / power if power > 0 else 0.0,
        "lowest": min(written),
        "highest": max(written),
    }


def _pairs(truth: Sequence[TrueNote], found: Sequence[Note], drum: str) -> list[tuple[TrueNote, Note]]:
    true = [note for note in truth if note.drum == drum and note.audible]
    ours = [note for note in found if note.drum == drum]
    pairs = nearest([note.seconds for note in true], [note.seconds for note in ours])
    return [(true[left], ours[right]) for left, right in pairs]


def _timing(values: Sequence[float]) -> Timing:
    median = float(np.median(values))
    return {"n": len(values), "median_ms": median, "spread_ms": float(np.median(np.abs(np.array(values) - median)))}
