# SPDX-License-Identifier: Apache-2.0
"""Strokes that sound alike come out as one drum, those unlike as two, as docs/design.md defines it ("Consistency").

Kernel regression (Nadaraya 1964, Watson 1964) over the network's embeddings of the strokes heard so far.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

TINY = 1e-6


def consistent(heat: F64, decoder: Mapping[str, Any], peaks: list[list[int]]) -> F64:
    """The heat map with onset and members of each group's `peaks` as the strokes heard before have them; the rest stays."""
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
    padded = np.pad(heat[:, onset], ((reach, reach), (0, 0)))
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).max(axis=2)
    for f, family in enumerate(rules["families"]):
        own = [names.index(name) for name in family]
        drums = np.concatenate([np.arange(starts[g], starts[g] + sizes[g]) for g in own])
        group_of = np.concatenate([np.full(sizes[g], g) for g in own])
        doubt = rules["doubt"] / len(drums)
        channels = slice(width + f * rules["channels"], width + (f + 1) * rules["channels"])
        memory: deque[tuple[F64, F64, float]] = deque(maxlen=rules["memory"])
        for t, g in sorted((t, k) for k in own for t in peaks[k] if heat[t, k] >= rules["lowest"]):
            z, p = heat[t, channels], float(heat[t, g])
            told = heat[t, member][drums]
            sums = np.array([told[group_of == k].sum() for k in group_of])
            share = around[t, group_of] * told / (sums + TINY) + TINY
            share /= share.sum()
            alike, others = np.zeros(len(drums)), np.full(len(drums), doubt)
            if memory:
                zs, shares, ps = (np.array(part) for part in zip(*memory, strict=True))
                kernel = np.exp(-np.square(zs - z).sum(axis=1))
                alike = (ps * kernel) @ shares
                others += (ps * (1 - kernel)) @ shares
            others /= others.sum()
            mine = group_of == g
            new = share * (alike + doubt) ** rules["weight"]
            out[t, g] = shifted(p, new[mine].sum() / new.sum() / share[mine].sum())
            # Which drum of its group it is: what its like are called more often than the rest.
            before = share[mine] / share[mine].sum()
            after = before * (alike[mine] / others[mine] + rules["doubt"]) ** rules["weight"]
            out[t, member][drums[mine]] = shifted(told[mine], after / after.sum() / before)
            memory.append((z, share, p))
    return out


def shifted(probability: Any, ratio: Any) -> Any:
    """Probabilities whose odds are multiplied by a ratio."""
    p = np.clip(probability, TINY, 1 - TINY)
    return 1 / (1 + (1 - p) / p / ratio)
