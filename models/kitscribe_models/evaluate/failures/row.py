# SPDX-License-Identifier: Apache-2.0
"""One row of the table of what users notice first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note, TrueNote
from kitscribe_models.evaluate.scores import interval, ratio, resampled

WINDOW = 0.05


@dataclass(frozen=True)
class Track:
    """A transcribed render: what was played, what was written, how long it lasts."""

    truth: Sequence[TrueNote]
    found: Sequence[Note]
    seconds: float


@dataclass(frozen=True)
class Row:
    """A measured failure: what each track counts, and how the sums over tracks become the figure."""

    counts: Sequence[Sequence[float]]
    figure: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]] = ratio
    least: float | None = None
    most: float | None = None
    of: str = ""  # what stands behind it

    @property
    def value(self) -> float | None:
        """Return the figure; None if there was no case to measure it on."""
        figure = float(self.figure(np.sum(self.counts, axis=0, dtype=float))) if len(self.counts) else float("nan")
        return None if np.isnan(figure) else figure

    @property
    def interval(self) -> list[float] | None:
        """Return the 95 % interval over tracks."""
        return None if self.value is None else interval(self.figure(resampled(np.asarray(self.counts, dtype=float))))


def percent(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the part in a hundred of the whole."""
    return 100 * ratio(sums)


def total(counts: Sequence[Sequence[float]], between: str = "of") -> str:
    """Say part and whole over all tracks."""
    part, whole = (round(sum(row[side] for row in counts), 1) for side in (0, 1))
    return f"{part:g} {between} {whole:g}"


def false_notes(track: Track, drums: Sequence[str]) -> list[Note]:
    """List written notes of some drums, taken as one, that are left when each true one, audible or not, has its own."""
    true = [note.seconds for note in track.truth if note.drum in drums]
    ours = [note for note in track.found if note.drum in drums]
    matched = {right for _, right in match(true, [note.seconds for note in ours], WINDOW)}
    return [note for number, note in enumerate(ours) if number not in matched]


def found_flags(track: Track, true: Sequence[TrueNote], drums: Sequence[str], window: float = WINDOW) -> list[bool]:
    """Tell for each of some true notes whether a note of these drums was written, no written note counting twice."""
    everything = sorted((note for note in track.truth if note.drum in drums), key=lambda note: note.seconds)
    ours = [note.seconds for note in track.found if note.drum in drums]
    matched = {left for left, _ in match([note.seconds for note in everything], ours, window)}
    hit = {id(everything[left]) for left in matched}
    return [id(note) in hit for note in true]
