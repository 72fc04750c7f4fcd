# SPDX-License-Identifier: Apache-2.0
"""Double triggers: one stroke written twice."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.drums import DRUMS
from kitscribe_models.evaluate.failures.row import Row, Track, false_notes, percent, total


def double_triggers(tracks: Sequence[Track]) -> Row:
    """Count extra notes of a drum 20 to 120 ms after a true one of it, per 100 hits."""
    counts = []
    for track in tracks:
        extra = 0
        for drum in DRUMS:
            true = [note.seconds for note in track.truth if note.drum == drum]
            false = false_notes(track, (drum,))
            extra += sum(any(0.02 <= note.seconds - second <= 0.12 for second in true) for note in false)
        counts.append((extra, sum(note.audible for note in track.truth)))
    return Row(counts, percent, most=0.5, of=total(counts))
