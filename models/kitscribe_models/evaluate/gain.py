# SPDX-License-Identifier: Apache-2.0
"""Whether a recording's gain changes its notes: each recording at -30 dB against itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import soundfile

from kitscribe_models.audio import read_audio
from kitscribe_models.evaluate.drums import DRUMS, OTHER
from kitscribe_models.evaluate.matching import match, nearest
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing

QUIET_DB = -30.0
WINDOW = 0.01


class Gain(TypedDict):
    """Agreement of notes at -30 dB with those at 0 dB."""

    recordings: int
    f: float
    lowest_f: float
    median_velocity_change: float


def measure_gain(work: Path, transcriber: Transcriber, recordings: Sequence[Path]) -> Gain:
    """Transcribe recordings as they are and 30 dB down."""
    quiet = [_quieter(recording, work / "quiet") for recording in recordings]
    loud_notes = transcriber.notes("loud", recordings)
    quiet_notes = transcriber.notes("quiet", quiet)
    found = both = 0
    each: list[float] = []
    changes: list[int] = []
    for loud, soft in zip(loud_notes, quiet_notes, strict=True):
        same = sum(len(match(*_times(loud, soft, drum), WINDOW)) for drum in (*DRUMS, OTHER))
        found, both = found + 2 * same, both + len(loud) + len(soft)
        each.append(2 * same / (len(loud) + len(soft)) if loud or soft else 1.0)
        changes += _velocity_changes(loud, soft)
    return {
        "recordings": len(each),
        "f": found / both if both else 1.0,
        "lowest_f": min(each),
        "median_velocity_change": float(np.median(np.abs(changes))) if changes else 0.0,
    }


def _quieter(recording: Path, folder: Path) -> Path:
    """Write a copy at -30 dB, in floating point so that nothing is rounded away."""
    target = folder / f"{recording.parent.name}-{recording.stem}.wav"
    if not target.exists():
        data, rate = read_audio(recording)
        with replacing(target) as partial:
            soundfile.write(partial, data * np.float32(10 ** (QUIET_DB / 20)), rate, subtype="FLOAT")
    return target


def _times(left: Sequence[Note], right: Sequence[Note], drum: str) -> tuple[list[float], list[float]]:
    return [note.seconds for note in left if note.drum == drum], [note.seconds for note in right if note.drum == drum]


def _velocity_changes(loud: Sequence[Note], soft: Sequence[Note]) -> list[int]:
    changes = []
    for drum in DRUMS:
        first, second = ([note for note in notes if note.drum == drum] for notes in (loud, soft))
        for left, right in nearest(*_times(first, second, drum), WINDOW):
            changes.append(second[right].velocity - first[left].velocity)
    return changes
