# SPDX-License-Identifier: Apache-2.0
"""Log-mel frames of a stream, as docs/design.md defines them (section "Frames")."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.manifest import FEATURES, HOP, RATE, Spectrum

F32 = NDArray[np.float32]


def mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """HTK mel scale."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0))


def hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `mel`."""
    return np.asarray(700.0 * (10.0 ** (mels / 2595.0) - 1.0))


@lru_cache(maxsize=4)
def band_weights(spectrum: Spectrum) -> NDArray[np.float64]:
    """Weights [bands, size / 2 + 1] of triangular mel bands, each row summing to 1."""
    points = np.linspace(mel(spectrum.low_hz), mel(spectrum.high_hz), spectrum.bands + 2)
    hz = hertz(points)
    bins = np.arange(spectrum.size // 2 + 1) * RATE / spectrum.size
    low, centre, high = hz[:-2, None], hz[1:-1, None], hz[2:, None]
    weights = np.maximum(0.0, np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)))
    for row, c in zip(weights, centre[:, 0]):
        if not row.any():
            row[np.argmin(np.abs(bins - c))] = 1.0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def window(size: int) -> NDArray[np.float64]:
    """Periodic Hann window."""
    return np.asarray(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size))


def band_features(audio: F32, spectrum: Spectrum, first: int, hop: int, count: int) -> F32:
    """Features [count, bands], above the fixed floor, of frames centred on samples first, first + hop, ... (zeros outside `audio`)."""
    half = spectrum.size // 2
    before = max(0, half - first)
    after = max(0, first + (count - 1) * hop + half - len(audio))
    padded = np.pad(audio, (before, after))
    start = first - half + before
    frames = np.lib.stride_tricks.sliding_window_view(padded[start:], spectrum.size)[::hop][:count]
    w = window(spectrum.size).astype(np.float32)
    power = np.abs(np.fft.rfft(frames * w, axis=1)) ** 2 / (w.sum() / 2) ** 2
    bands = power.astype(np.float32) @ band_weights(spectrum).T.astype(np.float32)
    return ((np.log10(bands + np.float32(FEATURES.floor)) - np.log10(FEATURES.floor)) * 0.2).astype(np.float32)


def frame_count(samples: int) -> int:
    """Frames of a file of `samples` samples at the model's rate."""
    return samples // HOP + 1


def fixed_frames(audio: F32) -> F32:
    """Frame vectors [frames, long bands + short bands x per_hop] of mono audio at the model's rate, above the fixed floor."""
    count = frame_count(len(audio))
    long, short = FEATURES.long, FEATURES.short
    step = HOP // short.per_hop
    fine = band_features(audio, short, -step * (short.per_hop // 2), step, count * short.per_hop)
    return np.concatenate(
        [band_features(audio, long, 0, HOP, count), fine.reshape(count, short.per_hop * short.bands)], axis=1
    )


def followed(fixed: F32) -> F32:
    """Frames of a stream with the floor that follows it: what lies deep under the drums misleads.

    Nothing counts as louder than full scale, lest one senseless sample deafen it for minutes.
    """
    forgotten = 0.02 * FEATURES.release_db * HOP / RATE * np.arange(len(fixed))
    loud = np.minimum(fixed[:, : FEATURES.long.bands].max(axis=1), -0.2 * np.log10(FEATURES.floor))
    loudest = np.maximum.accumulate(loud + forgotten) - forgotten
    floor = 10 ** (5 * loudest - FEATURES.below_loudest_db / 10)
    return (0.2 * np.log10(10 ** (5 * fixed.astype(np.float64)) + floor[:, None])).astype(np.float32)


def frames(audio: F32) -> F32:
    """Frame vectors [frames, width] of mono audio at the model's rate, as the network hears them."""
    return followed(fixed_frames(audio))
