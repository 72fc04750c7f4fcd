# SPDX-License-Identifier: Apache-2.0
"""Toms are told by how high they are among those of a recording, as docs/design.md defines it ("Heights").

Sorted heights are cut into runs by dynamic programming (Fisher 1958, On grouping for maximum homogeneity).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.manifest import HEAT_WIDTH, ROW_WIDTH
from kitscribe_models.recurrence import member_channels, odds

F64 = NDArray[np.float64]

# A member probability is taken for no nearer to 0 or 1 than this.
DOUBT = 1e-3


def named(heat: F64, voted: F64, decoder: Mapping[str, Any], peaks: list[list[int]], hindsight: int) -> F64:
    """`voted` with the drum of each stroke's height the likeliest member of its group; the rest stays.

    `heat` is as the network gave it, followed by the frames' pitch, `voted` what votes made of it. Where there is no
    pitch, all stays.
    """
    out = voted.copy()
    rules = decoder.get("heights")
    if rules is None or heat.shape[1] == ROW_WIDTH:
        return out
    groups = decoder["groups"]
    g = [group["name"] for group in groups].index(rules["group"])
    members = member_channels(groups)[g]
    channels, families = decoder["consistency"]["channels"], decoder["consistency"]["families"]
    start = HEAT_WIDTH + channels * next(f for f, own in enumerate(families) if rules["group"] in own)
    strokes = [t for t in peaks[g] if heat[t, g] >= decoder["consistency"]["lowest"]]
    told = np.clip(heat[strokes, members], DOUBT, 1 - DOUBT)
    pitch = heat[np.minimum(np.array(strokes, int) + rules["after"], len(heat) - 1), ROW_WIDTH]
    heights = pitch + rules["told"] * np.log(odds(told[:, 0]) / odds(told[:, -1]))
    logs = np.log(told / told.sum(axis=1, keepdims=True))
    z = heat[strokes, start : start + channels]
    telling = [i for i, t in enumerate(strokes) if voted[t, g] >= rules["least"]]
    for i, t in enumerate(strokes):
        before = telling[: bisect_right(telling, t + hindsight, key=lambda j: strokes[j])]
        window = np.array([*[j for j in before if j != i][-rules["memory"] :], i])
        kernel = np.exp(-rules["sharpness"] * np.square(z[window, None] - z[None, window]).sum(axis=2))
        drum = runs(kernel @ heights[window] / kernel.sum(axis=1), logs[window], rules["spread"])[-1]
        own = out[t, members]
        best = own.argmax()
        own[[drum, best]] = own[[best, drum]]
    return out


def runs(heights: F64, logs: F64, spread: float) -> NDArray[np.int_]:
    """The drum of each stroke: sorted from high to low, heights are cut into one run for each drum, the likeliest way.

    A drum's heights are normal about their mean, `spread` apart; `logs` [strokes, drums] is the log of what part of a stroke each drum is.
    """
    count, drums = logs.shape
    order = np.argsort(-heights, kind="stable")
    x = heights[order] - heights.mean()
    sums, squares = (np.concatenate([[0.0], np.cumsum(values)]) for values in (x, x * x))
    shares = np.concatenate([np.zeros((1, drums)), np.cumsum(logs[order], axis=0)])
    begin, end = np.triu_indices(count + 1)
    apart = np.full((count + 1, count + 1), np.inf)
    length = np.maximum(end - begin, 1)
    apart[begin, end] = (squares[end] - squares[begin] - (sums[end] - sums[begin]) ** 2 / length) / (2 * spread**2)
    costs = apart[0] - shares[:, 0]
    begins = np.zeros((drums, count + 1), int)
    for d in range(1, drums):
        ways = costs[:, None] + apart - (shares[None, :, d] - shares[:, None, d])
        begins[d] = ways.argmin(axis=0)
        costs = ways.min(axis=0)
    cuts = [count]
    for d in range(drums - 1, 0, -1):
        cuts.append(begins[d, cuts[-1]])
    out = np.empty(count, int)
    out[order] = np.searchsorted(cuts[:0:-1], np.arange(count), "right")
    return out
