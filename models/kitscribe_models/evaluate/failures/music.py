# SPDX-License-Identifier: Apache-2.0
"""Music without drums, in which nothing should be found."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.failures.row import Row, Track, total
from kitscribe_models.evaluate.music import PARTS, play
from kitscribe_models.evaluate.sound import RATE, Samples

SECONDS = 12.0


def music(part: str) -> tuple[Samples, int]:
    """Play random notes of one instrument; give the rate too."""
    return play(part, SECONDS, sorted(PARTS).index(part)), RATE


def music_without_drums(tracks: Sequence[Track]) -> Row:
    """Return notes written per minute."""
    counts = [(len(track.found), track.seconds / 60) for track in tracks]
    return Row(counts, most=2, of=f"{total(counts, 'in')} min")
