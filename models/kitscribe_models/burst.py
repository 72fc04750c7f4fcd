# SPDX-License-Identifier: Apache-2.0
"""Bursts of filtered noise, of which synthesised drums and the touch of sticks and beaters are made."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from kitscribe_models.effects import log_uniform, rms
from kitscribe_models.manifest import RATE

F64 = NDArray[np.float64]


def clock(seconds: float) -> F64:
    """Times (s) of a sound's samples."""
    return np.arange(int(seconds * RATE)) / RATE


def noise(n: int, low: float, high: float, rng: Generator, order: int = 1) -> F64:
    """White noise through a band-pass, RMS 1."""
    sos = signal.butter(order, [max(low, 20.0), min(high, 20_000.0)], "band", fs=RATE, output="sos")
    out = np.asarray(signal.sosfilt(sos, rng.standard_normal(n)), dtype=np.float64)
    return out / (rms(out) + 1e-12)


def click(t: F64, rng: Generator) -> F64:
    """The stick's or beater's touch."""
    low = log_uniform(rng, 300, 4000)
    return noise(len(t), low, low * rng.uniform(2, 6), rng) * np.exp(-t / log_uniform(rng, 0.0008, 0.006))
