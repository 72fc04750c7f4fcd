# SPDX-License-Identifier: Apache-2.0
"""What is played: stretches of human grooves by drummers that training never saw, and rarer drums added to them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.drums import E_KIT
from kitscribe_models.evaluate.midi_file import read_midi

UNSEEN_DRUMMERS = frozenset({"drummer3", "drummer5", "drummer9"})
SHORTEST, LONGEST = 20.0, 30.0
FEWEST_HITS = 40


@dataclass(frozen=True)
class Hit:
    """A drum struck at a time, with a MIDI velocity; ``variant`` picks among a kit's voices of the drum."""

    seconds: float
    drum: str
    velocity: int
    variant: int = 0


@dataclass(frozen=True)
class Groove:
    """A stretch of a performance."""

    name: str
    bpm: float
    start: float  # in the performance, where a beat lies at 0
    seconds: float
    hits: tuple[Hit, ...]


class Grooves:
    """The performances of the unseen drummers in a folder with the Groove MIDI Dataset's ``index.csv``."""

    def __init__(self, folder: Path) -> None:
        index = folder / "index.csv"
        try:
            with index.open(newline="") as lines:
                rows = [row for row in csv.DictReader(lines) if row["drummer"] in UNSEEN_DRUMMERS]
            self._rows = [row for row in rows if float(row["seconds"]) >= SHORTEST]
        except (OSError, KeyError, ValueError) as error:
            raise InputError(f"{index}: not a list of grooves ({error}); give the folder of the grooves") from error
        if not self._rows:
            raise InputError(f"{index}: no performance of {', '.join(sorted(UNSEEN_DRUMMERS))} of {SHORTEST:.0f} s")
        self._folder = folder

    def pick(self, random: np.random.Generator) -> Groove:
        """Take a random stretch with hits enough and three drums at least."""
        for _ in range(100):
            row = self._rows[int(random.integers(len(self._rows)))]
            length = min(float(row["seconds"]), float(random.uniform(SHORTEST, LONGEST)))
            start = float(random.uniform(0, float(row["seconds"]) - length))
            played = read_midi(self._folder / row["path"], E_KIT)
            hits = tuple(
                Hit(note.seconds - start, note.drum, note.velocity, number % 2)
                for number, note in enumerate(played)
                if start <= note.seconds < start + length and note.drum in E_KIT.values()
            )
            if len(hits) >= FEWEST_HITS and len({hit.drum for hit in hits}) >= 3:
                return Groove(row["path"], float(row["bpm"]), start, length, _steady(hits))
        raise InputError(f"{self._folder}: no stretch of {FEWEST_HITS} hits on three drums found")


def _steady(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Keep a drum's voice: drummers ride one ride; only snares and crashes alternate."""
    return tuple(hit if hit.drum in ("crash", "snare") else replace(hit, variant=0) for hit in hits)


def enrich(groove: Groove, drums: Sequence[str], layer: str, random: np.random.Generator) -> Groove:
    """Let rarer drums of a kit take some hits, and add one percussion instrument over the groove."""
    swaps = {
        "crash": [drum for drum in ("china", "splash", "crash") if drum in drums],
        "ride": [drum for drum in ("ride", "ride", "ride_bell", "china") if drum in drums],
        "snare": [drum for drum in ("snare", "snare", "snare", "side_stick") if drum in drums],
    }
    phrases = {drum: _phrases(len(choices), groove.seconds, random) for drum, choices in swaps.items() if choices}
    hits = [
        replace(hit, drum=swaps[hit.drum][phrases[hit.drum][int(hit.seconds / 2)]]) if hit.drum in phrases else hit
        for hit in groove.hits
    ]
    if layer in drums:
        hits += _layer(groove, layer, random)
    return replace(groove, hits=tuple(sorted(hits, key=lambda hit: hit.seconds)))


def _phrases(choices: int, seconds: float, random: np.random.Generator) -> list[int]:
    """Choose anew every two seconds, as players stay on a drum for a while."""
    return [int(choice) for choice in random.integers(choices, size=int(seconds / 2) + 1)]


STEPS: dict[str, tuple[float, float, int]] = {  # beats between hits, first beat, velocity
    "shaker": (0.5, 0, 75),
    "tambourine": (1, 0.5, 90),
    "cowbell": (1, 0, 95),
    "clap": (2, 1, 105),
}


def _layer(groove: Groove, drum: str, random: np.random.Generator) -> list[Hit]:
    beats, first, velocity = STEPS[drum]
    beat = 60 / groove.bpm
    numbers = np.arange(first, (groove.start + groove.seconds) / beat, beats)
    times = numbers * beat - groove.start + random.normal(0, 0.006, len(numbers))
    strengths = velocity + random.normal(0, 10, len(numbers)) - 15 * (numbers % 1 > 0) * (drum == "shaker")
    return [
        Hit(float(time), drum, int(np.clip(strength, 20, 127)))
        for time, strength in zip(times, strengths, strict=True)
        if 0 <= time < groove.seconds
    ]
