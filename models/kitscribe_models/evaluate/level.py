# SPDX-License-Identifier: Apache-2.0
"""Level and velocity as docs/design.md defines them, written a second time on purpose."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.sound import RATE, Samples

SILENCE_DB = -120.0


def level_db(hit: Samples) -> float:
    """Return the loudest 5 ms RMS within the first 50 ms of an isolated hit, in dB (full-scale square: 0)."""
    width = round(0.005 * RATE)
    power = hit[: round(0.05 * RATE)].astype(np.float64) ** 2
    if len(power) < width:
        power = np.pad(power, (0, width - len(power)))
    total = np.concatenate(([0.0], np.cumsum(power)))
    loudest = float((total[width:] - total[:-width]).max()) / width
    return max(SILENCE_DB, 10 * float(np.log10(loudest + 1e-30)))


def velocities(levels_db: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Turn the levels of one drum's hits in one recording into velocities 1 to 127."""
    levels = np.asarray(levels_db, dtype=np.float64)
    if not levels.size:
        return np.zeros(0, np.int64)
    loud = float(np.percentile(levels, 95))
    return np.clip(np.rint(112 * 10 ** ((levels - loud) / 40)), 1, 127).astype(np.int64)
