# SPDX-License-Identifier: Apache-2.0
"""What must not change the notes: a shift by samples, polarity, 48 kHz, a good MP3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.signal

from kitscribe_models.evaluate.drums import DRUMS
from kitscribe_models.evaluate.effects import Chain, apply
from kitscribe_models.evaluate.failures.row import Row
from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.evaluate.sound import RATE, Samples

WINDOW = 0.01
SHIFTS = {"shift-1": 1, "shift-150": 150, "shift-440": 440}
VARIANTS = (*SHIFTS, "polarity", "48-khz", "mp3")


def vary(samples: Samples, variant: str) -> tuple[Samples, int]:
    """Change a recording; give its rate too."""
    if variant in SHIFTS:
        return np.concatenate([np.zeros(SHIFTS[variant], np.float32), samples]), RATE
    if variant == "polarity":
        return -samples, RATE
    if variant == "mp3":
        return apply(Chain(mp3=192), samples), RATE
    return scipy.signal.resample_poly(samples, 160, 147).astype(np.float32), 48_000


def invariance(found: Sequence[tuple[Sequence[Note], Mapping[str, Sequence[Note]]]]) -> Row:
    """F at 10 ms of the variants' notes against the recording's own."""
    counts = []
    for own, variants in found:
        same = notes = 0
        for variant, theirs in variants.items():
            late = SHIFTS.get(variant, 0) / RATE
            for drum in DRUMS:
                first = [note.seconds for note in own if note.drum == drum]
                second = [note.seconds - late for note in theirs if note.drum == drum]
                same += 2 * len(match(first, second, WINDOW))
                notes += len(first) + len(second)
        counts.append((same, notes))
    return Row(counts, least=0.97, of=f"{len(found)} recordings, {len(VARIANTS)} variants")
