# SPDX-License-Identifier: Apache-2.0
"""Open or closed: what a hat was taken for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.drums import GROUPS
from kitscribe_models.evaluate.failures.row import Row, Track, percent, total
from kitscribe_models.evaluate.matching import nearest
from kitscribe_models.evaluate.notes import TrueNote
from kitscribe_models.evaluate.scores import ratio

OPEN_SECONDS, CLOSED_SECONDS = 0.15, 0.08


def openness(tracks: Sequence[Track]) -> Row:
    """Balanced accuracy over the hats found; an open one that is choked within 80 to 150 ms may be either."""
    counts = []
    for track in tracks:
        right = {True: 0, False: 0}
        all_of = {True: 0, False: 0}
        for note, is_open, taken_for_open in _taken(track):
            if is_open is not None and note.audible:
                all_of[is_open] += 1
                right[is_open] += is_open == taken_for_open
        counts.append((right[True], all_of[True], right[False], all_of[False]))
    closed = [row[2:] for row in counts]
    return Row(counts, _balanced, least=0.9, of=f"{total(counts)} open, {total(closed)} closed")


def _balanced(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return (ratio(sums[..., :2]) + ratio(sums[..., 2:])) / 2


def flips(tracks: Sequence[Track]) -> Row:
    """Return the percentage of identical neighbours of which one was taken for open and the other for closed."""
    counts = []
    for track in tracks:
        flipped = neighbours = 0
        taken = _taken(track)
        for (first, open_1, taken_1), (second, open_2, taken_2) in itertools.pairwise(taken):
            same = first.drum == second.drum and first.velocity == second.velocity and open_1 == open_2
            if same and open_1 is not None:
                neighbours += 1
                flipped += taken_1 != taken_2
        counts.append((flipped, neighbours))
    return Row(counts, percent, most=3, of=total(counts))


def _taken(track: Track) -> list[tuple[TrueNote, bool | None, bool]]:
    """List the hats found: the true one, whether it is open (None: either), whether it was taken for open."""
    true = [note for note in track.truth if note.drum in GROUPS["hat"]]
    ours = [note for note in track.found if note.drum in GROUPS["hat"]]
    pairs = nearest([note.seconds for note in true], [note.seconds for note in ours])
    return [(true[i], _is_open(true, i), ours[j].drum == "open_hat") for i, j in pairs]


def _is_open(hats: Sequence[TrueNote], index: int) -> bool | None:
    if hats[index].drum != "open_hat":
        return False
    choked = next((note.seconds for note in hats[index + 1 :] if note.drum != "open_hat"), float("inf"))
    rings = choked - hats[index].seconds
    if rings >= OPEN_SECONDS:
        return True
    return False if rings < CLOSED_SECONDS else None
