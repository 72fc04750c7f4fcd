# SPDX-License-Identifier: Apache-2.0
"""Hats under a crash, and toms that kicks and snares conjure up."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.drums import GROUPS
from kitscribe_models.evaluate.failures.row import Row, Track, false_notes, found_flags, share

HATS, TOMS = GROUPS["hat"], GROUPS["tom"]


def hats_under_crash(tracks: Sequence[Track]) -> Row:
    """Return the recall of hats in the second after a crash."""
    found = hats = 0
    for track in tracks:
        crashes = [note.seconds for note in track.truth if note.drum == "crash"]
        under = [
            note
            for note in track.truth
            if note.drum in HATS and note.audible and any(0 <= note.seconds - crash <= 1 for crash in crashes)
        ]
        found += sum(found_flags(track, under, HATS))
        hats += len(under)
    return Row(share(found, hats), least=0.85, of=f"{found} of {hats}")


def tom_ghosts(tracks: Sequence[Track]) -> Row:
    """Return false toms per 100 kicks and snares."""
    false = sum(len(false_notes(track, TOMS)) for track in tracks)
    strokes = sum(note.audible and note.drum in ("kick", "snare") for track in tracks for note in track.truth)
    return Row(share(false, strokes, 100), most=0.3, of=f"{false} in {strokes} strokes")
