# SPDX-License-Identifier: Apache-2.0
"""A loop played eight times has to give the same notes each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from kitscribe_models.audio import read_audio
from kitscribe_models.evaluate.drums import DRUMS
from kitscribe_models.evaluate.failures.row import Row
from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.evaluate.sound import Samples

TIMES = 8
SHORTEST, LONGEST = 1.5, 8.0
MOST_LOOPS = 12
WINDOW = 0.01


def loops(folder: Path) -> list[Path]:
    """Choose loops that are neither single hits nor whole songs."""
    fitting = [path for path in sorted(folder.rglob("*.flac")) if SHORTEST <= soundfile.info(path).duration <= LONGEST]
    return fitting[:: max(1, len(fitting) // MOST_LOOPS)][:MOST_LOOPS]


def repeated(loop: Path) -> tuple[Samples, int]:
    """Play a loop eight times; give its rate too."""
    data, rate = read_audio(loop, always_2d=True)
    samples: Samples = np.tile(data.mean(axis=1), TIMES)
    return samples, rate


def repeats(found: Sequence[tuple[Sequence[Note], float]]) -> Row:
    """F at 10 ms of the third to seventh time against the second; ``found`` holds notes and the loop's seconds."""
    counts = []
    for written, seconds in found:
        same = notes = 0
        passes = [_pass(written, seconds, number) for number in range(1, TIMES - 1)]
        for other in passes[1:]:
            for drum in DRUMS:
                first, second = ([n.seconds for n in one if n.drum == drum] for one in (passes[0], other))
                same += 2 * len(match(first, second, WINDOW))
                notes += len(first) + len(second)
        counts.append((same, notes))
    return Row(counts, least=0.98, of=f"{len(found)} loops")


def _pass(written: Sequence[Note], seconds: float, number: int) -> list[Note]:
    """Cut one pass out, times from its start; a note may come a little before the bar."""
    start = number * seconds - 0.02
    return [
        Note(note.seconds - number * seconds, note.drum, note.velocity)
        for note in written
        if start <= note.seconds < start + seconds
    ]
