# SPDX-License-Identifier: Apache-2.0
"""How well times and velocities of found notes agree with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from kitscribe_models.evaluate.drums import DRUMS, GROUPS
from kitscribe_models.evaluate.matching import nearest
from kitscribe_models.evaluate.notes import Note, TrueNote
from kitscribe_models.evaluate.scores import interval, ratio, resampled

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
    error_interval: list[float]
    slope: float  # of estimated on true level, within a track's drum
    slope_interval: list[float]
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
    errors = np.zeros((len(tracks), 2))  # sum, number
    slopes = np.zeros((len(tracks), 2))  # dot products of levels: true with estimated, true with true
    for row, (truth, found) in enumerate(tracks):
        for drum in DRUMS:
            pairs = _pairs(truth, found, drum)
            if sum(note.drum == drum and note.audible for note in truth) < FEWEST_HITS or not pairs:
                continue
            true = np.array([pair[0].velocity for pair in pairs], float)
            ours = np.array([pair[1].velocity for pair in pairs], float)
            errors[row] += np.abs(ours - true).sum(), len(pairs)
            true_db, ours_db = (40 * np.log10(values) for values in (true, ours))
            true_db, ours_db = true_db - true_db.mean(), ours_db - ours_db.mean()
            slopes[row] += true_db @ ours_db, true_db @ true_db
    if not errors.any():
        return None
    written = [note.velocity for _, found in tracks for note in found]
    return {
        "n": int(errors[:, 1].sum()),
        "mean_absolute_error": float(ratio(errors.sum(axis=0))),
        "error_interval": interval(ratio(resampled(errors))),
        "slope": float(ratio(slopes.sum(axis=0))),
        "slope_interval": interval(ratio(resampled(slopes))),
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
