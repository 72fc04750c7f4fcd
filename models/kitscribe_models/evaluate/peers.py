# SPDX-License-Identifier: Apache-2.0
"""Ours minus a peer on the same recordings: a paired bootstrap over tracks."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np

from kitscribe_models.evaluate.scores import f_measure, interval, resampled


class Lead(TypedDict):
    """By how much ours is ahead."""

    ours: float
    peer: float
    lead: float
    interval: list[float]


def lead(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Lead]:
    """Compare two results of the scorer on the same tracks, for each window."""
    return {window: _lead(ours["windows"][window], peer["windows"][window]) for window in ours["windows"]}


def _lead(ours: dict[str, Any], peer: dict[str, Any]) -> Lead:
    names = sorted(ours["tracks"])
    counts = np.array(
        [[[side["tracks"][name][key] for key in ("tp", "n_ref", "n_est")] for side in (ours, peer)] for name in names]
    )
    total = f_measure(counts.sum(axis=0))
    drawn = f_measure(resampled(counts))
    return {
        "ours": float(total[0]),
        "peer": float(total[1]),
        "lead": float(total[0] - total[1]),
        "interval": interval(drawn[:, 0] - drawn[:, 1]),
    }
