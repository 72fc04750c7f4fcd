# SPDX-License-Identifier: Apache-2.0
"""Asks the nearest samples of other families which drum a sample is."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

NEAREST = 11
# A large family must not outvote the others.
PER_FAMILY = 2
# A drum that fewer other families have cannot be judged by its neighbours.
FEWEST_FAMILIES = 3


@dataclass(frozen=True)
class Opinion:
    """What the nearest samples say: share of the votes for each drum (most first), and who they are, nearest first."""

    votes: dict[str, float]
    nearest: tuple[int, ...]

    @property
    def drum(self) -> str:
        """The drum with most votes."""
        return next(iter(self.votes))


def opinions(vectors: NDArray[np.float32], drums: NDArray[np.str_], families: NDArray[np.str_]) -> list[Opinion | None]:
    """An opinion for each sample, None where too few families could speak for its drum.

    The distance is learned (linear discriminants), each time without the family that is asked about and some others: a
    wrong label cannot bend the measure that judges it. Votes of rare drums count more.
    """
    scaled = StandardScaler().fit_transform(vectors)
    spread = {drum: len(set(families[drums == drum])) for drum in set(drums)}
    out: list[Opinion | None] = [None] * len(drums)
    folds = min(5, len(set(families)))
    if folds < 2:
        return out
    for others, asked in GroupKFold(folds).split(scaled, drums, families):
        if len(set(drums[others])) < 2:
            continue
        measure = discriminants(scaled[others], drums[others])
        known, unknown = measure.transform(scaled[others]), measure.transform(scaled[asked])
        distance = (unknown**2).sum(1)[:, None] + (known**2).sum(1)[None] - 2 * unknown @ known.T
        for sample, order in zip(asked, np.argsort(distance, axis=1)):
            if spread[drums[sample]] > FEWEST_FAMILIES:
                out[sample] = opinion(others[order], drums, families, spread)
    return out


def discriminants(vectors: NDArray[np.float32], drums: NDArray[np.str_]) -> LinearDiscriminantAnalysis:
    try:
        return LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto").fit(vectors, drums)
    except np.linalg.LinAlgError:  # the estimated shrinkage can be none where a drum has one or two samples
        return LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.5).fit(vectors, drums)


def opinion(
    order: NDArray[Any], drums: NDArray[np.str_], families: NDArray[np.str_], spread: dict[str, int]
) -> Opinion:
    """Votes of the first NEAREST samples of `order`, at most PER_FAMILY of one family."""
    seen: Counter[str] = Counter()
    votes: dict[str, float] = defaultdict(float)
    nearest = []
    for index in order:
        if seen[families[index]] == PER_FAMILY:
            continue
        seen[families[index]] += 1
        votes[str(drums[index])] += spread[drums[index]] ** -0.5
        nearest.append(int(index))
        if len(nearest) == NEAREST:
            break
    whole = sum(votes.values())
    return Opinion({drum: share / whole for drum, share in sorted(votes.items(), key=lambda v: -v[1])}, tuple(nearest))
