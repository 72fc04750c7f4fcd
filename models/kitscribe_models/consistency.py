# SPDX-License-Identifier: Apache-2.0
"""Strokes that sound alike come out as one drum, those unlike as two, as docs/design.md defines it ("Consistency").

Kernel regression (Nadaraya 1964, Watson 1964) over the network's embeddings of strokes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

TINY = 1e-6


def consistent(heat: F64, decoder: Mapping[str, Any], peaks: list[list[int]], hindsight: int, late: int) -> F64:
    """The heat map with onset and members of each group's `peaks` as others have them; the rest stays.

    Others are the strokes before, and those of `hindsight` frames after. What a frame tells comes `late` frames after it.
    """
    out = heat.copy()
    rules = decoder.get("consistency")
    if rules is None:
        return out
    groups = decoder["groups"]
    names = [group["name"] for group in groups]
    sizes = [len(group["drums"]) for group in groups]
    starts = np.cumsum([0, *sizes])
    onset, member = slice(0, len(groups)), slice(2 * len(groups), 2 * len(groups) + sum(sizes))
    width = 2 * (len(groups) + sum(sizes))
    reach = max(group["dominance"] for group in groups)
    padded = np.pad(heat[:, onset], ((reach, reach - late), (0, 0)))
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1 - late, axis=0).max(axis=2)
    for f, family in enumerate(rules["families"]):
        own = [names.index(name) for name in family]
        drums = np.concatenate([np.arange(starts[g], starts[g] + sizes[g]) for g in own])
        group_of = np.concatenate([np.full(sizes[g], g) for g in own])
        doubt = rules["doubt"] / len(drums)
        struck = sorted((t, k) for k in own for t in peaks[k] if heat[t, k] >= rules["lowest"])
        frames, group = np.array(struck, dtype=int).reshape(-1, 2).T
        zs = heat[frames, width + f * rules["channels"] : width + (f + 1) * rules["channels"]]
        ps, told = heat[frames, group], heat[frames, member][:, drums]
        sums = np.stack([told[:, group_of == k].sum(axis=1) for k in group_of], axis=1)
        priors = np.array([groups[k].get("prior", 1.0) for k in group_of])
        shares = priors * around[frames][:, group_of] * told / (sums + TINY) + TINY
        shares /= shares.sum(axis=1, keepdims=True)
        for i, (t, g) in enumerate(struck):
            first, end = max(0, i - rules["memory"]), max(i, np.searchsorted(frames, t + hindsight, "right"))
            voters = first + np.flatnonzero(frames[first:end] != t)
            votes = ps[voters, None] * shares[voters]
            kernel = np.exp(-np.square(zs[voters] - zs[i]).sum(axis=1))
            alike, others = kernel @ votes, doubt + (1 - kernel) @ votes
            others /= others.sum()
            mine = group_of == g
            new = shares[i] * (alike + doubt) ** rules["weight"]
            out[t, g] = shifted(ps[i], new[mine].sum() / new.sum() / shares[i][mine].sum())
            # Which drum of its group it is: what its like are called more often than the rest.
            before = shares[i][mine] / shares[i][mine].sum()
            after = before * (alike[mine] / others[mine] + rules["doubt"]) ** rules["weight"]
            out[t, member][drums[mine]] = shifted(told[i][mine], after / after.sum() / before)
    return out


def shifted(probability: Any, ratio: Any) -> Any:
    """Probabilities whose odds are multiplied by a ratio."""
    p = np.clip(probability, TINY, 1 - TINY)
    return 1 / (1 + (1 - p) / p / ratio)
