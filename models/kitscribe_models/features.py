# SPDX-License-Identifier: Apache-2.0
"""Log-mel frames of a stream, as docs/design.md defines them (section "Frames")."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.manifest import FEATURES, HOP, RATE, Spectrum

F32 = NDArray[np.float32]

# Added to powers that pass the network by, so that silence has a level.
SILENCE = 1e-12


def mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """HTK mel scale."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0))


def hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `mel`."""
    return np.asarray(700.0 * (10.0 ** (mels / 2595.0) - 1.0))


def band_edges(spectrum: Spectrum) -> NDArray[np.float64]:
    """The bands' edges and centres in Hz: band b rises from [b] to [b + 1] and falls to [b + 2]."""
    return hertz(np.linspace(mel(spectrum.low_hz), mel(spectrum.high_hz), spectrum.bands + 2))


def centres(spectrum: Spectrum) -> NDArray[np.float64]:
    """Each band's centre in Hz."""
    return band_edges(spectrum)[1:-1]


def frame_centres() -> NDArray[np.float64]:
    """The centres, in Hz, of all bands of a frame vector."""
    return np.concatenate([centres(FEATURES.long)] + [centres(FEATURES.short)] * FEATURES.short.per_hop)


@lru_cache(maxsize=4)
def band_weights(spectrum: Spectrum) -> NDArray[np.float64]:
    """Weights [bands, size / 2 + 1] of triangular mel bands, each row summing to 1."""
    hz = band_edges(spectrum)
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
    powers = power(audio, spectrum, first, hop, count).astype(np.float32)
    bands = powers @ band_weights(spectrum).T.astype(np.float32)
    return ((np.log10(bands + np.float32(FEATURES.floor)) - np.log10(FEATURES.floor)) * 0.2).astype(np.float32)


def power(audio: NDArray[Any], spectrum: Spectrum, first: int, hop: int, count: int) -> NDArray[Any]:
    """Powers [count, bins] of frames centred on samples first, first + hop, ... (zeros outside `audio`), a full-scale sine having 1."""
    half = spectrum.size // 2
    before = max(0, half - first)
    after = max(0, first + (count - 1) * hop + half - len(audio))
    padded = np.pad(audio, (before, after))
    start = first - half + before
    frames = np.lib.stride_tricks.sliding_window_view(padded[start:], spectrum.size)[::hop][:count]
    w = window(spectrum.size).astype(audio.dtype)
    return np.asarray(np.abs(np.fft.rfft(frames * w, axis=1)) ** 2 / (w.sum() / 2) ** 2)


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


def loudest(fixed: F32, first: int) -> NDArray[np.float64]:
    """Power of a stream's loudest long band so far, of those from `first` on, less what is forgotten: [frames], 1 being the fixed floor.

    Nothing counts as louder than full scale, lest one senseless sample deafen it for minutes.
    """
    power = 10 ** (5 * fixed[:, first : FEATURES.long.bands].max(axis=1).astype(np.float64)) - 1
    decibels = 10 * np.log10(np.clip(power, 1e-30, 1 / FEATURES.floor))
    forgotten = FEATURES.release_db * HOP / RATE * np.arange(len(fixed))
    return np.asarray(10 ** ((np.maximum.accumulate(decibels + forgotten) - forgotten) / 10))


def treble_lift(fixed: F32, loud: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much, in dB, the treble of each frame is lifted, lest a dull recording's hats and cymbals lie under the floor.

    `loud` is the power of its stream's loudest band. The lift falls at once and rises slowly: nothing tells a dull recording from one whose cymbals are to come.
    """
    treble = FEATURES.treble
    above = int(np.searchsorted(centres(FEATURES.long), treble.above_hz))
    gap = 10 * np.log10((loud + 1) / (loudest(fixed, above) + 1))
    present = np.clip((treble.absent_db - gap) / (treble.absent_db - treble.most_db), 0, 1)
    rise = treble.rise_db * HOP / RATE * np.arange(1, len(fixed) + 1)
    return np.asarray(np.minimum(np.minimum.accumulate(np.maximum(0, gap - treble.dull_db) * present - rise), 0) + rise)


def followed(fixed: F32) -> F32:
    """Frames of a stream with the treble lifted and the floor that follows it: what lies deep under the drums misleads."""
    treble, loud = FEATURES.treble, loudest(fixed, 0)
    hz = frame_centres()
    share = np.clip(np.log(hz / treble.low_hz) / np.log(treble.high_hz / treble.low_hz), 0, 1)
    power = (10 ** (5 * fixed.astype(np.float64)) - 1) * 10 ** (treble_lift(fixed, loud)[:, None] * share / 10)
    floor = 1 + loud * 10 ** (-FEATURES.below_loudest_db / 10)
    return np.asarray(0.2 * np.log10(np.maximum(power, 0) + floor[:, None]), np.float32)


def frames(audio: F32) -> F32:
    """Frame vectors [frames, width] of mono audio at the model's rate, as the network hears them."""
    return followed(fixed_frames(audio))


def beside(audio: F32) -> F32:
    """What passes the network by [frames, 1 + ranges] of mono audio at the model's rate: each frame's pitch, and its loudness in dB by range."""
    powers = power(audio.astype(np.float64), FEATURES.long, 0, HOP, frame_count(len(audio)))
    hz = np.arange(powers.shape[1]) * RATE / FEATURES.long.size
    sums = [powers[:, (part.low_hz <= hz) & (hz < part.high_hz)].sum(axis=1) for part in FEATURES.loudness]
    return np.column_stack([pitch(powers), *(10 * np.log10(np.array(sums) + SILENCE))]).astype(np.float32)


def pitch(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each spectrum's pitch as a MIDI note with fractions (69: 440 Hz): that of its lowest loud partial.

    The strongest would not do, for a low tom's second is often louder than its first. Between bins by a parabola through three levels
    (Smith and Serra 1987).
    """
    rules, hz = FEATURES.pitch, RATE / FEATURES.long.size
    levels = 10 * np.log10(powers + SILENCE)
    first, last = int(np.ceil(rules.low_hz / hz)), int(rules.high_hz // hz)
    before, own, after = levels[:, first - 1 : last], levels[:, first : last + 1], levels[:, first + 1 : last + 2]
    loud = own >= own.max(axis=1, keepdims=True) - rules.below_db
    tops = loud & (before <= own) & (own > after)
    best = np.where(tops.any(axis=1), tops.argmax(axis=1), own.argmax(axis=1))
    left, peak, right = (values[np.arange(len(best)), best] for values in (before, own, after))
    bend = left - 2 * peak + right
    shift = np.clip((left - right) / 2 / np.where(bend < 0, bend, -np.inf), -0.5, 0.5)
    return np.asarray(69 + 12 * np.log2((first + best + shift) * hz / 440))
