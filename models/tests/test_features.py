# SPDX-License-Identifier: Apache-2.0
"""Frames against docs/design.md, computed here the slow way."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kitscribe_models.features import band_weights, beside, fixed_frames, frame_count, frames, loudest, treble_lift
from kitscribe_models.manifest import FEATURES, HOP, RATE, Spectrum
from kitscribe_models.vary import raised

F32 = NDArray[np.float32]


def slow_bands(audio: F32, centre: int, spectrum: Spectrum) -> list[float]:
    """One spectrum's powers by the text of the design, band by band."""
    size = spectrum.size
    taken = [audio[i] if 0 <= i < len(audio) else 0.0 for i in range(centre - size // 2, centre + size // 2)]
    window = np.array([0.5 - 0.5 * np.cos(2 * np.pi * n / size) for n in range(size)])
    power = np.abs(np.fft.fft(taken * window)[: size // 2 + 1]) ** 2 / (window.sum() / 2) ** 2

    def mel(f: float) -> float:
        return float(2595 * np.log10(1 + f / 700))

    points = [
        700 * (10 ** (m / 2595) - 1)
        for m in np.linspace(mel(spectrum.low_hz), mel(spectrum.high_hz), spectrum.bands + 2)
    ]
    hz = [k * RATE / size for k in range(size // 2 + 1)]
    out = []
    for low, mid, high in zip(points, points[1:], points[2:]):
        weights = np.array([max(0.0, min((f - low) / (mid - low), (high - f) / (high - mid))) for f in hz])
        if weights.sum() == 0:
            weights[np.argmin(np.abs(np.array(hz) - mid))] = 1
        out.append(float((weights / weights.sum() * power).sum()))
    return out


@pytest.fixture(scope="module")
def audio() -> F32:
    rng = np.random.default_rng(3)
    return (0.2 * rng.standard_normal(9000) * np.exp(-np.arange(9000) / 3000)).astype(np.float32)


@pytest.mark.parametrize("frame", [0, 1, 7, 20])
def test_frames_are_those_of_the_design(audio: F32, frame: int) -> None:
    powers = slow_bands(audio, HOP * frame, FEATURES.long)
    for shift in (-147, 0, 147):
        powers += slow_bands(audio, HOP * frame + shift, FEATURES.short)
    loudest = 0.0
    for t in range(frame + 1):
        loudest = max(loudest * 10 ** (-FEATURES.release_db / 10 / 100), *slow_bands(audio, HOP * t, FEATURES.long))
    floor = FEATURES.floor + loudest * 10 ** (-FEATURES.below_loudest_db / 10)
    expected = 0.2 * np.log10((np.array(powers) + floor) / FEATURES.floor)
    assert frames(audio)[frame] == pytest.approx(expected, abs=1e-4)


def test_frame_count_and_width(audio: F32) -> None:
    assert frames(audio).shape == (frame_count(len(audio)), FEATURES.width) == (21, 132)
    assert frames(np.zeros(0, np.float32)).shape == (1, 132)


def test_silence_is_zero_and_a_full_sine_two() -> None:
    assert np.abs(frames(np.zeros(RATE, np.float32))).max() == pytest.approx(0, abs=1e-6)
    # Full scale in the middle of the 1,012 Hz bin: a Hann window spreads it over three.
    sine = np.sin(2 * np.pi * 47 * np.arange(RATE) / 2048).astype(np.float32)
    power = np.zeros(1025)
    power[46:49] = (0.25, 1, 0.25)
    expected = (np.log10((band_weights(FEATURES.long) @ power).max()) - np.log10(FEATURES.floor)) * 0.2
    assert frames(sine)[50, : FEATURES.long.bands].max() == pytest.approx(expected, abs=1e-3)


def test_gain_shifts_all_bands_alike(audio: F32) -> None:
    loud, soft = frames(audio), frames(audio * np.float32(0.5))
    heard = soft[2:10, :84] > 0.8
    assert (loud - soft)[2:10, :84][heard] == pytest.approx(20 * np.log10(2) / 50, abs=1e-3)
    # all others too, but for the fixed floor, not far enough below the one that follows here
    assert np.abs(loud - soft - 20 * np.log10(2) / 50).max() < 0.01


def test_a_senseless_sample_does_not_deafen() -> None:
    audio = np.zeros(RATE, np.float32)
    audio[1000] = 1e12
    audio[RATE // 2] = 0.5
    assert frames(audio)[50, : FEATURES.long.bands].max() > 50 * 0.02


def test_training_hears_the_floor_of_use(audio: F32) -> None:
    fixed = torch.from_numpy(fixed_frames(audio))[None]
    # the clip's loudest band comes first, and little of it is forgotten in 200 ms
    assert raised(fixed, FEATURES.below_loudest_db)[0].numpy() == pytest.approx(frames(audio), abs=0.01)


@pytest.mark.parametrize(("below", "lift"), [(11, 0), (20, 0), (36, 10), (46, 10), (54, 0), (81, 0)])
def test_a_dull_recordings_treble_is_lifted_slowly(below: float, lift: float) -> None:
    t = np.arange(6 * RATE) / RATE
    tones = np.sin(2 * np.pi * 200 * t) + 10 ** (-below / 20) * np.sin(2 * np.pi * 10_000 * t)
    fixed = fixed_frames((0.5 * tones).astype(np.float32))
    seen = treble_lift(fixed, loudest(fixed, 0))
    # a tone of 10 kHz is a ninth of its band
    assert seen[590] == pytest.approx(lift, abs=1.0)
    assert seen[20] == pytest.approx(min(lift, FEATURES.treble.rise_db * 0.21), abs=0.1)


@pytest.mark.parametrize(("louder", "note"), [(0, 45), (8, 45), (14, 57)])
def test_a_frames_pitch_is_its_lowest_loud_partial(louder: float, note: float) -> None:
    t = np.arange(RATE // 2) / RATE
    tones = 10 ** (-louder / 20) * np.sin(2 * np.pi * 110 * t) + np.sin(2 * np.pi * 220 * t)
    assert beside((0.1 * tones).astype(np.float32))[25, 0] == pytest.approx(note, abs=0.2)


def test_the_pitch_of_silence_is_the_lowest() -> None:
    lowest = 69 + 12 * np.log2(3 * RATE / FEATURES.long.size / 440)
    assert beside(np.zeros(RATE, np.float32))[:, 0] == pytest.approx(lowest)


def test_a_frame_tells_how_loud_it_is_in_each_range() -> None:
    # a sine in the middle of a bin has a quarter of its power in either neighbour
    low, high = (np.sin(2 * np.pi * k * np.arange(RATE) / FEATURES.long.size) for k in (20, 400))
    loudness = beside((0.1 * low + 0.01 * high).astype(np.float32))[50, 1:]
    assert loudness[1:] == pytest.approx([-20 + 10 * np.log10(1.5), -40 + 10 * np.log10(1.5)], abs=0.01)
    assert loudness[0] < -80
    assert beside(np.zeros(RATE, np.float32))[50, 1:] == pytest.approx(-120)


def test_weights_of_bands_are_computed_once() -> None:
    assert band_weights(FEATURES.long) is band_weights(FEATURES.long)


def test_bands_weigh_one() -> None:
    for spectrum in (FEATURES.long, FEATURES.short):
        assert band_weights(spectrum).sum(axis=1) == pytest.approx(1)
