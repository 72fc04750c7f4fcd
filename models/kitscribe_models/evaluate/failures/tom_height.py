# SPDX-License-Identifier: Apache-2.0
"""Which of two toms is the higher one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from kitscribe_models.evaluate.drums import GROUPS
from kitscribe_models.evaluate.failures.row import Row, Track, total
from kitscribe_models.evaluate.matching import nearest

HEIGHT = {"high_tom": 3, "mid_tom": 2, "low_tom": 1}


def tom_height(tracks: Sequence[Track]) -> Row:
    """Return the share of pairs of toms of different height, found both, that come out in the right order."""
    counts = []
    for track in tracks:
        true = [note for note in track.truth if note.drum in GROUPS["tom"]]
        ours = [note for note in track.found if note.drum in GROUPS["tom"]]
        found = nearest([note.seconds for note in true], [note.seconds for note in ours])
        right = pairs = 0
        heights = [(HEIGHT[true[i].drum], HEIGHT[ours[j].drum]) for i, j in found]
        for (true_1, ours_1), (true_2, ours_2) in itertools.combinations(heights, 2):
            if true_1 != true_2:
                pairs += 1
                right += (true_1 - true_2) * (ours_1 - ours_2) > 0
        counts.append((right, pairs))
    return Row(counts, least=0.9, of=total(counts))
