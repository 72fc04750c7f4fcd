# SPDX-License-Identifier: Apache-2.0
"""Hits of two drums so close that they smear into one another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from kitscribe_models.evaluate.drums import DRUMS, GROUPS, group_of
from kitscribe_models.evaluate.failures.row import Row, Track, found_flags, total
from kitscribe_models.evaluate.notes import TrueNote
from kitscribe_models.evaluate.scores import RENDER_WINDOW


def close_hits(tracks: Sequence[Track]) -> Row:
    """Both found, of audible hits of two groups 10 to 30 ms apart."""
    return _both(tracks, 0.010, 0.030, 0.95)


def closest_hits(tracks: Sequence[Track]) -> Row:
    """Both found, of audible hits of two groups 5 to 10 ms apart."""
    return _both(tracks, 0.005, 0.010, 0.85)


def _both(tracks: Sequence[Track], nearest: float, furthest: float, bar: float) -> Row:
    counts = []
    for track in tracks:
        both = pairs = 0
        heard = [note for note in track.truth if note.audible]
        found = {id(note) for drum in DRUMS for note in _found(track, drum)}
        for first, second in itertools.pairwise(heard):
            gap = second.seconds - first.seconds
            if nearest <= gap < furthest and group_of(first.drum) != group_of(second.drum):
                pairs += 1
                both += id(first) in found and id(second) in found
        counts.append((both, pairs))
    return Row(counts, least=bar, of=total(counts))


def _found(track: Track, drum: str) -> list[TrueNote]:
    """List the true notes of a drum that were written; any drum of its group will do."""
    true = [note for note in track.truth if note.drum == drum]
    drums = GROUPS[group_of(drum)]
    return [note for note, hit in zip(true, found_flags(track, true, drums, RENDER_WINDOW)) if hit]
