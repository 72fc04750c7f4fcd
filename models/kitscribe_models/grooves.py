# SPDX-License-Identifier: Apache-2.0
"""Reads drum grooves (MIDI files listed in an index.csv) as note lists of our drums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import mido

from kitscribe_models.errors import InputError, first_line
from kitscribe_models.table import number, read_rows

# The Roland TD-11 notes of the Groove MIDI Dataset (and plain General MIDI).
E_KIT = {
    35: "kick", 36: "kick",
    38: "snare", 40: "snare", 37: "side_stick",
    48: "high_tom", 50: "high_tom", 45: "mid_tom", 47: "mid_tom", 41: "low_tom", 43: "low_tom", 58: "low_tom",
    42: "closed_hat", 22: "closed_hat", 44: "pedal_hat", 46: "open_hat", 26: "open_hat",
    51: "ride", 59: "ride", 53: "ride_bell",
    49: "crash", 55: "crash", 57: "crash", 52: "crash",
    39: "clap", 54: "tambourine", 56: "cowbell", 69: "shaker", 70: "shaker", 82: "shaker",
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A played note: seconds from the groove's start, drum, MIDI velocity 1..127."""

    time: float
    drum: str
    velocity: int


@dataclass(frozen=True)
class Groove:
    """One MIDI file of the index."""

    path: Path
    bpm: float


def read_index(folder: Path, drummers: Iterable[str] | None = None) -> list[Groove]:
    """Grooves of `folder`/index.csv (columns path, drummer, bpm), of `drummers` only where given."""
    wanted = None if drummers is None else set(drummers)
    rows = read_rows(folder, "path", "drummer", "bpm")
    return [
        Groove(folder / row["path"], number(folder, row, "bpm", least=1))
        for row in rows
        if wanted is None or row["drummer"] in wanted
    ]


def read_hits(path: Path) -> list[Hit]:
    """Notes of a MIDI file in time order; notes that are no drum of ours are left out."""
    time = 0.0
    hits = []
    try:
        for message in mido.MidiFile(path):
            time += message.time
            if message.type == "note_on" and message.velocity > 0 and message.note in E_KIT:
                hits.append(Hit(time, E_KIT[message.note], message.velocity))
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError(f"{path}: not readable as MIDI: {first_line(error)}") from error
    return hits
