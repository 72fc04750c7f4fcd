# SPDX-License-Identifier: Apache-2.0
"""Precision, recall and F against audible render truth, with intervals over tracks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.drums import DRUMS, GROUPS, OTHER, group_of
from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note, TrueNote

WINDOWS = (0.05, 0.025, 0.01)
RENDER_WINDOW = 0.025  # where a single one is judged: a render's truth is exact, a reference's is not
DONT_CARE_SECONDS = 0.05
RESAMPLES = 2000
PLAYED = "ride, crash, china, splash"

Counts = npt.NDArray[np.int64]  # labels, (found, true, written)
Number = TypeVar("Number", bound=np.number[Any])
Pair = tuple[Sequence[TrueNote], Sequence[Note]]  # a track: what was played, what was written


class Figure(TypedDict):
    """One row of the report; the interval is the 95 % one of F, None where there is nothing to find."""

    true: int
    written: int
    precision: float
    recall: float
    f: float
    interval: list[float] | None


def count(
    truth: Sequence[TrueNote], found: Sequence[Note], window: float, labels: Sequence[str], label: Callable[[str], str]
) -> Counts:
    """Count per label; a false note within 50 ms of an inaudible true one of its label is forgiven."""
    counts = np.zeros((len(labels), 3), np.int64)
    for row, name in enumerate(labels):
        heard = [note.seconds for note in truth if note.audible and label(note.drum) == name]
        unheard = [note.seconds for note in truth if not note.audible and label(note.drum) == name]
        ours = [note.seconds for note in found if label(note.drum) == name]
        pairs = match(heard, ours, window)
        false = [ours[index] for index in set(range(len(ours))) - {right for _, right in pairs}]
        forgiven = sum(any(abs(one - other) <= DONT_CARE_SECONDS for other in unheard) for one in false)
        counts[row] = len(pairs), len(heard), len(ours) - forgiven
    return counts


def by_drum(tracks: Sequence[Pair], window: float, judged: Collection[str] = DRUMS) -> dict[str, Figure]:
    """Return a figure per drum, of all pooled, of four cymbals as one, and the mean of the judged drums' F (macro)."""
    labels = (*DRUMS, OTHER)
    counts = np.stack([count(truth, found, window, labels, lambda drum: drum) for truth, found in tracks])
    four = np.stack([count(truth, found, window, (PLAYED,), _played) for truth, found in tracks])
    means = counts[:, [row for row, name in enumerate(labels) if name in judged]]
    return _figures(four, (PLAYED,)) | _figures(counts, labels) | ({"macro": _macro(means)} if judged else {})


def _played(drum: str) -> str:
    """Take four cymbals as one."""
    return PLAYED if drum in PLAYED.split(", ") else drum


def by_group(tracks: Sequence[Pair], window: float) -> dict[str, Figure]:
    """Return a figure per group, and of all pooled."""
    return _figures(group_counts(tracks, window), (*GROUPS, OTHER))


def group_counts(tracks: Sequence[Pair], window: float) -> Counts:
    """Count found, true and written notes per track and group; notes outside the groups come last."""
    labels = (*GROUPS, OTHER)
    return np.stack([count(truth, found, window, labels, group_of) for truth, found in tracks])


def f_measure(counts: npt.NDArray[Number]) -> npt.NDArray[np.float64]:
    """Return F for the last axis (found, true, written); 0 where there is nothing."""
    f: npt.NDArray[np.float64] = 2 * counts[..., 0] / np.maximum(1, counts[..., 1] + counts[..., 2])
    return f


def resampled(counts: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Sum random choices of tracks (axis 0), as many as there are, ``RESAMPLES`` times."""
    picks = np.random.default_rng(0).integers(len(counts), size=(RESAMPLES, len(counts)))
    return np.stack([counts[pick].sum(axis=0) for pick in picks])


def interval(values: npt.NDArray[np.float64]) -> list[float]:
    """Return the 95 % interval of resampled values; a resample without a case (NaN) says nothing."""
    return [round(float(bound), 4) for bound in np.nanpercentile(values, (2.5, 97.5))]


def ratio(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Divide the last axis (part, whole); NaN where there is nothing to divide by."""
    return sums[..., 0] / np.where(sums[..., 1] == 0, np.nan, sums[..., 1])


def _figures(counts: Counts, labels: Sequence[str]) -> dict[str, Figure]:
    drawn = resampled(counts)
    total = counts.sum(axis=0)
    rows = {name: _figure(total[row], drawn[:, row]) for row, name in enumerate(labels) if total[row].any()}
    return rows | {"all": _figure(total.sum(axis=0), drawn.sum(axis=1))}


def _figure(total: Counts, drawn: Counts) -> Figure:
    found, true, written = (int(number) for number in total)
    return {
        "true": true,
        "written": written,
        "precision": found / written if written else 0.0,
        "recall": found / true if true else 0.0,
        "f": float(f_measure(total)),
        "interval": interval(f_measure(drawn)) if true else None,
    }


def _macro(counts: Counts) -> Figure:
    """Return the mean over the drums that are there to be found; a drum missing from a resample is left out of it."""
    drawn = resampled(counts)
    present = drawn[..., 1] > 0
    draws = (f_measure(drawn) * present).sum(axis=1) / present.sum(axis=1)
    total = counts.sum(axis=0)
    there = total[:, 1] > 0
    found, true, written = total[there].astype(float).T
    return {
        "true": int(total[:, 1].sum()),
        "written": int(total[:, 2].sum()),
        "precision": float(np.mean(found / np.maximum(1, written))),
        "recall": float(np.mean(found / true)),
        "f": float(f_measure(total[there]).mean()),
        "interval": interval(draws),
    }
