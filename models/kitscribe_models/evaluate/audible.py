# SPDX-License-Identifier: Apache-2.0
"""Whether a listener could tell that a note was played.

A note is audible if muting its drum's stem changes the final log-mel spectrum by 3 dB or more in at least 4 of 84
bands over 3 of the 5 frames after its onset.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kitscribe_models.evaluate.sound import RATE, Samples

BANDS = 84
HOP = 441
SIZE = 2048
FLOOR = 1e-8
CHANGE_DB, CHANGED_BANDS, CHANGED_FRAMES, FRAMES = 3.0, 4, 3, 5

LogMel = npt.NDArray[np.float64]  # frames, BANDS; dB


def log_mel(samples: Samples) -> LogMel:
    """Return the spectrum in dB of frames centred on every 10 ms."""
    padded = np.pad(samples, (SIZE // 2, SIZE // 2 + HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP]
    window = np.hanning(SIZE)
    spectrum = np.fft.rfft(frames * window, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2) / (window.sum() / 2) ** 2
    decibels: LogMel = 10 * np.log10(power @ _bands() + FLOOR)
    return decibels


def audible(full: LogMel, muted: LogMel, onsets: Iterable[float]) -> list[bool]:
    """Tell for each onset (seconds) of a drum whether it is heard; ``muted`` lacks that drum."""
    changed = (np.abs(full - muted) >= CHANGE_DB).sum(axis=1) >= CHANGED_BANDS
    starts = [int(onset * RATE / HOP) + 1 for onset in onsets]
    return [int(changed[start : start + FRAMES].sum()) >= CHANGED_FRAMES for start in starts]


def _bands() -> npt.NDArray[np.float64]:
    """Overlapping triangles on the mel scale, 30 Hz to 16 kHz; each sums to 1 and holds a bin at least."""
    edges = 700 * (10 ** (np.linspace(np.log10(1 + 30 / 700), np.log10(1 + 16_000 / 700), BANDS + 2)) - 1)
    bins = np.fft.rfftfreq(SIZE, 1 / RATE)
    weights = np.stack(
        [np.interp(bins, edges[band : band + 3], [0, 1, 0], left=0, right=0) for band in range(BANDS)], axis=1
    )
    for band in np.flatnonzero(weights.sum(axis=0) == 0):
        weights[np.abs(bins - edges[band + 1]).argmin(), band] = 1
    shares: npt.NDArray[np.float64] = weights / weights.sum(axis=0)
    return shares
