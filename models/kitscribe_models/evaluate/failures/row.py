# SPDX-License-Identifier: Apache-2.0
"""One row of the table of what users notice first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note, TrueNote

WINDOW = 0.05


@dataclass(frozen=True)
class Track:
    """A transcribed render: what was played, what was written, how long it lasts."""

    truth: Sequence[TrueNote]
    found: Sequence[Note]
    seconds: float


@dataclass(frozen=True)
class Row:
    """A measured failure; no value means that there was no case to measure it on."""

    value: float | None
    least: float = -float("inf")
    most: float = float("inf")
    of: str = ""  # how many cases stand behind it

    @property
    def met(self) -> bool:
        """Tell whether the bar is cleared; a row without a case is not."""
        return self.value is not None and self.least <= self.value <= self.most

    @property
    def bar(self) -> str:
        """Say the bar."""
        if self.least == -float("inf"):
            return f"<= {self.most:g}"
        return f">= {self.least:g}" if self.most == float("inf") else f"{self.least:g} to {self.most:g}"


def share(part: float, whole: float, scale: float = 1.0) -> float | None:
    """Divide, if there is something to divide by."""
    return scale * part / whole if whole else None


def false_notes(track: Track, drums: Sequence[str]) -> list[Note]:
    """List written notes of some drums, taken as one, that no true note lies near, be it audible or not."""
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
