# SPDX-License-Identifier: Apache-2.0
"""What a one-shot sounds like, as a vector: alike sounds lie close, whatever their gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from kitscribe_models.features import band_features
from kitscribe_models.manifest import FEATURES, HOP, RATE

F32 = NDArray[np.float32]

# Where the attack ends and the body lies, in frames of 10 ms.
PARTS = ((0, 2), (2, 5), (5, 12), (12, 30), (30, 60))
CEPSTRA = 20
FLOOR_DB = -70.0  # below the sample's loudest band: what lies deeper is noise of the recording
FALLS_DB = (-6, -12, -20, -30, -40)


def spectrogram(audio: F32, frames: int = PARTS[-1][1]) -> F32:
    """Log-mel [frames, bands] in dB below the loudest cell, FLOOR_DB at the deepest."""
    decibels = 50 * band_features(audio, FEATURES.long, 0, HOP, frames)
    return np.maximum(decibels - decibels.max(), np.float32(FLOOR_DB))


def envelope(audio: F32) -> F32:
    """Loudness in dB below its maximum, every 5 ms."""
    step = RATE // 200
    padded = np.pad(audio, (0, -len(audio) % step)).reshape(-1, step)
    power = 10 * np.log10((padded**2).mean(axis=1) + 1e-12)
    return np.asarray(power - power.max(), np.float32)


def embed(audio: F32) -> F32:
    """Cepstra of the parts (each with its level), the rise of the attack and the times of decay (log seconds)."""
    cells = spectrogram(audio)
    parts = np.stack([cells[a:b].mean(axis=0) for a, b in PARTS])
    cepstra = dct(parts, norm="ortho")[:, :CEPSTRA] / np.sqrt(parts.shape[1])
    # Fine detail of the attack: the short windows see what the long one smears.
    fine = 50 * band_features(audio, FEATURES.short, 0, HOP // 3, 9)
    fine = np.maximum(fine - fine.max(), np.float32(FLOOR_DB)).reshape(3, 3, -1).mean(axis=1)
    loudness = envelope(audio)
    peak = int(loudness.argmax())
    lasting = [peak + int(np.argmin(np.append(loudness[peak:], -np.inf) > fall)) for fall in FALLS_DB]
    times = np.log2(1 + np.array([peak, *lasting])) * 6
    return np.concatenate([cepstra.ravel(), fine.ravel() / 4, times]).astype(np.float32)
