# SPDX-License-Identifier: Apache-2.0
"""Ghost notes: soft strokes of the snare that vanish, and snares that nobody played."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.failures.row import Row, Track, false_notes, found_flags, share

SNARE = ("snare",)


def ghost_notes(tracks: Sequence[Track]) -> Row:
    """Return the recall of snares 15 to 30 dB below the track's loudest one."""
    found = ghosts = 0
    for track in tracks:
        snares = [note for note in track.truth if note.drum == "snare"]
        loudest = max((note.level_db for note in snares), default=0.0)
        soft = [note for note in snares if note.audible and 15 <= loudest - note.level_db <= 30]
        found += sum(found_flags(track, soft, SNARE))
        ghosts += len(soft)
    return Row(share(found, ghosts), least=0.8, of=f"{found} of {ghosts}")


def false_snares(tracks: Sequence[Track]) -> Row:
    """Return false snares per minute."""
    false = sum(len(false_notes(track, SNARE)) for track in tracks)
    minutes = sum(track.seconds for track in tracks) / 60
    return Row(share(false, minutes), most=2, of=f"{false} in {minutes:.1f} min")
