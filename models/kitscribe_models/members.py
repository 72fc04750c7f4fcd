# SPDX-License-Identifier: Apache-2.0
"""Which drums of a group sound: corrects the member channels for how often training heard each drum.

Training hears rare drums rarely, so their members come out too small (Saerens et al. 2002: correct the outputs of a
classifier by the ratio of priors). One bias per drum's logit makes the drums of a group equally well found, and few of
the strokes misnamed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from kitscribe_models.manifest import DRUM_INDEX, GROUPS, HOP, RATE, Group

BIASES = np.arange(-1.5, 1.51, 0.25)
# Not lower: the renders strike two drums of a group at once more often than a player does.
ALSO = np.round(np.arange(0.6, 0.96, 0.05), 2)
# A drum heard less often than this at the found onsets is judged by what it takes from the others alone.
FEWEST = 8


@dataclass(frozen=True)
class Struck:
    """Found onsets of one group: member logits [n, drums] and which drums truly sounded."""

    logits: NDArray[np.float64]
    truth: NDArray[np.bool_]

    def f(self, bias: NDArray[np.float64], also: float, multiple: bool) -> tuple[NDArray[np.float64], float]:
        """F per drum, and of all strokes together."""
        shifted = self.logits + bias
        told = expit(shifted) >= also if multiple else np.zeros(shifted.shape, bool)
        told[np.arange(len(told)), shifted.argmax(axis=1)] = True
        hits = (told & self.truth).sum(axis=0)
        both = told.sum(axis=0) + self.truth.sum(axis=0)
        return 2 * hits / np.maximum(1, both), float(2 * hits.sum() / both.sum())


def struck(heat: NDArray[np.float32], note: NDArray[np.void], frame: NDArray[np.int64], g: int) -> Struck:
    """The peaks `frame` of group `g` beside which audible notes of the group lie."""
    ids = [DRUM_INDEX[d] for d in GROUPS[g].drums]
    member = np.clip(heat[frame][:, [2 * len(GROUPS) + d for d in ids]].astype(np.float64), 1e-6, 1 - 1e-6)
    truth = np.zeros(member.shape, bool)
    for k, d in enumerate(ids):
        own = note["time"][(note["drum"] == d) & note["audible"]].astype(np.float64)
        truth[:, k] = (np.abs(frame[:, None] * HOP / RATE - own) < 2 * HOP / RATE).any(axis=1)
    some = truth.any(axis=1)
    return Struck(logit(member)[some], truth[some])


def joined(parts: list[Struck]) -> Struck:
    return Struck(np.concatenate([p.logits for p in parts]), np.concatenate([p.truth for p in parts]))


def fit(found: Struck, group: Group) -> tuple[dict[str, float], float]:
    """Bias per drum and `also` of the group, each in turn the best by the drums' mean F and their common one, three times round."""
    count = found.truth.sum(axis=0)
    heard = count >= FEWEST
    bias = np.zeros(len(group.drums))
    also = group.also
    if not heard.any():
        return dict.fromkeys(group.drums, 0.0), also

    def score(b: NDArray[np.float64], a: float) -> float:
        of_drums, common = found.f(b, a, group.multiple)
        # a little against large corrections that gain nothing
        return float((of_drums[heard].mean() + common) / 2 - 0.01 * np.abs(b).sum())

    for _ in range(3):
        for k in range(len(bias)):
            tried = [bias + (value - bias[k]) * (np.arange(len(bias)) == k) for value in BIASES]
            bias = tried[int(np.argmax([score(b, also) for b in tried]))]
        if group.multiple:
            also = float(ALSO[int(np.argmax([score(bias, a) for a in ALSO]))])
    return {d: round(float(b), 2) for d, b in zip(group.drums, bias, strict=True)}, also
