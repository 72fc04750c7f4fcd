# SPDX-License-Identifier: Apache-2.0
"""Hats under a crash, and toms that kicks and snares conjure up."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.drums import GROUPS
from kitscribe_models.evaluate.failures.row import Row, Track, false_notes, found_flags, percent, total

HATS, TOMS = GROUPS["hat"], GROUPS["tom"]


def hats_under_crash(tracks: Sequence[Track]) -> Row:
    """Return the recall of hats in the second after a crash."""
    counts = []
    for track in tracks:
        crashes = [note.seconds for note in track.truth if note.drum == "crash"]
        under = [
            note
            for note in track.truth
            if note.drum in HATS and note.audible and any(0 <= note.seconds - crash <= 1 for crash in crashes)
        ]
        counts.append((sum(found_flags(track, under, HATS)), len(under)))
    return Row(counts, least=0.85, of=total(counts))


def tom_ghosts(tracks: Sequence[Track]) -> Row:
    """Return false toms per 100 kicks and snares."""
    counts = [
        (len(false_notes(track, TOMS)), sum(note.audible and note.drum in ("kick", "snare") for note in track.truth))
        for track in tracks
    ]
    return Row(counts, percent, most=0.3, of=total(counts))
