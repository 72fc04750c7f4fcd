# SPDX-License-Identifier: Apache-2.0
"""Ghost notes: soft strokes of the snare that vanish, and snares that nobody played."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.failures.row import WINDOW, Row, Track, false_notes, found_flags, total
from kitscribe_models.evaluate.notes import Note

SNARE = ("snare",)


def ghost_notes(tracks: Sequence[Track]) -> Row:
    """Return the recall of snares 15 to 30 dB below the track's loudest one."""
    counts = []
    for track in tracks:
        snares = [note for note in track.truth if note.drum == "snare"]
        loudest = max((note.level_db for note in snares), default=0.0)
        soft = [note for note in snares if note.audible and 15 <= loudest - note.level_db <= 30]
        counts.append((sum(found_flags(track, soft, SNARE)), len(soft)))
    return Row(counts, least=0.8, of=total(counts))


def false_snares(tracks: Sequence[Track]) -> Row:
    """Return false snares per minute, and say how many of them were side sticks."""
    false = [false_notes(track, SNARE) for track in tracks]
    sticks = sum(_is_stick(track, note) for track, notes in zip(tracks, false) for note in notes)
    counts = [(len(notes), track.seconds / 60) for track, notes in zip(tracks, false)]
    return Row(counts, most=2, of=f"{total(counts, 'in')} min; {sticks} are side sticks")


def _is_stick(track: Track, snare: Note) -> bool:
    return any(note.drum == "side_stick" and abs(note.seconds - snare.seconds) <= WINDOW for note in track.truth)
