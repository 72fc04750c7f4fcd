# SPDX-License-Identifier: Apache-2.0
"""Ours minus a peer on the same recordings: a paired bootstrap over tracks."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np

from kitscribe_models.evaluate.scores import Counts, f_measure, interval, resampled


class Lead(TypedDict):
    """By how much ours is ahead."""

    ours: float
    peer: float
    lead: float
    interval: list[float]


def lead(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Lead]:
    """Compare two results of the scorer on the same tracks, for each window."""
    return {window: lead_of(scored(ours, window), scored(peer, window)) for window in ours["windows"]}


def scored(result: dict[str, Any], window: str, name: str | None = None) -> Counts:
    """Take found, true and written notes of each track from a result of the scorer: of one class, or of all."""
    tracks = [track for _, track in sorted(result["windows"][window]["tracks"].items())]
    rows = [track["classes"][name] if name else track for track in tracks]
    return np.array([[row[key] for key in ("tp", "n_ref", "n_est")] for row in rows])


def lead_of(ours: Counts, peer: Counts) -> Lead:
    """Compare F of the same tracks: each side's counts are tracks by (found, true, written)."""
    both = np.stack([ours, peer], axis=1)
    total = f_measure(both.sum(axis=0))
    drawn = f_measure(resampled(both))
    return {
        "ours": float(total[0]),
        "peer": float(total[1]),
        "lead": float(total[0] - total[1]),
        "interval": interval(drawn[:, 0] - drawn[:, 1]),
    }
