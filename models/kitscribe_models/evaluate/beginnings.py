# SPDX-License-Identifier: Apache-2.0
"""A recording's first strokes, before which nothing tells what its kit and its floor are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kitscribe_models.evaluate.scores import DONT_CARE_SECONDS, Pair

FIRST_SECONDS = 0.3  # from the first stroke on


def beginnings(tracks: Iterable[Pair]) -> list[Pair]:
    """Return tracks cut after their first 0.3 s; strokes that follow are neither asked for nor forbidden."""
    return [_beginning(pair) for pair in tracks]


def _beginning(pair: Pair) -> Pair:
    truth, found = pair
    end = min(note.seconds for note in truth) + FIRST_SECONDS
    heard = [replace(note, audible=note.audible and note.seconds < end) for note in truth]
    return heard, [note for note in found if note.seconds < end + DONT_CARE_SECONDS]
