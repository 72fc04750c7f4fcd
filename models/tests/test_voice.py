# SPDX-License-Identifier: Apache-2.0
"""Synthesised voices: repeatable, of the asked length and level, pitched and coloured as their parts say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models.backing import LEVEL, Recordings, clip, read_folder
from kitscribe_models.effects import rms
from kitscribe_models.errors import InputError
from kitscribe_models.manifest import RATE
from kitscribe_models.voice import BURSTS, HELD, SIBILANT, VOWELS_HZ, coloured, hiss, pulses, syllables, voice


@pytest.mark.parametrize("seed", range(12))
def test_a_voice_fills_its_time_at_an_rms_of_1(seed: int) -> None:
    audio = voice(3 * RATE, np.random.default_rng(seed))
    assert len(audio) == 3 * RATE
    assert np.isfinite(audio).all()
    assert np.sqrt(np.mean(audio**2)) == pytest.approx(1, abs=0.01) or not audio.any()
    assert np.array_equal(audio, voice(3 * RATE, np.random.default_rng(seed)))


def test_recordings_may_have_any_rate_and_channels(tmp_path: Path) -> None:
    assert read_folder(None) == []
    with pytest.raises(InputError, match="holds no"):
        read_folder(tmp_path)
    soundfile.write(tmp_path / "hum.wav", np.sin(np.arange(2 * 48_000) / 30)[:, None] * [0.5, 0.3], 48_000)
    (found,) = read_folder(tmp_path)
    assert len(found) == 2 * RATE
    assert rms(found[1000:-1000]) == pytest.approx(0.4 / np.sqrt(2), rel=0.01)


def test_a_backing_is_heard() -> None:
    hum = np.sin(np.arange(8 * RATE) / 9).astype(np.float32)
    for seed in range(8):
        recordings = Recordings([hum], [hum]) if seed % 2 else Recordings([], [])
        audio = clip(5 * RATE, recordings, np.random.default_rng(seed))
        assert len(audio) == 5 * RATE
        assert rms(audio) == pytest.approx(LEVEL, rel=0.01)


def test_syllables_follow_one_another() -> None:
    for seed in range(20):
        spoken = np.array(syllables(5.0, 4.0, np.random.default_rng(seed)))
        assert (spoken[:, 1] > spoken[:, 0]).all()
        assert (spoken[1:, 0] >= spoken[:-1, 1]).all()
        assert spoken[-1, 0] > 3


@pytest.mark.parametrize("hz", [80.0, 350.0])
def test_pulses_have_their_pitch_and_do_not_alias(hz: float) -> None:
    sound = pulses(np.full(RATE, hz), np.random.default_rng(0))
    power = np.abs(np.fft.rfft(sound * np.hanning(RATE))) ** 2
    assert power.argmax() == pytest.approx(hz, abs=1)
    beside = (np.arange(len(power)) % hz > 5) & (np.arange(len(power)) % hz < hz - 5)
    assert power[beside].sum() < 1e-3 * power.sum()


def test_a_vowel_is_loud_at_its_formants() -> None:
    first = VOWELS_HZ[4]
    noise = np.random.default_rng(0).standard_normal(RATE)
    out = coloured(noise, np.array([0.0]), np.array([[*first, 3500.0]]))
    power = np.abs(np.fft.rfft(out)) ** 2
    for hz in first:
        assert power[int(hz) - 40 : int(hz) + 40].mean() > 4 * power[6000:6200].mean()


def test_held_consonants_swell_and_bursts_begin_at_once() -> None:
    rng = np.random.default_rng(0)
    for kinds, least, most in ((HELD, 0.005, 0.3), (BURSTS, 0.0, 0.012)):
        for kind in kinds:
            loud = np.abs(hiss(kind, rng))
            assert least < np.argmax(loud > loud.max() / 2) / RATE < most


def test_a_sibilant_lies_high() -> None:
    rng = np.random.default_rng(1)
    for _ in range(10):
        power = np.abs(np.fft.rfft(hiss(SIBILANT, rng), RATE)) ** 2
        assert power[3000:].sum() > 0.8 * power.sum()
