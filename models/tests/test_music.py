# SPDX-License-Identifier: Apache-2.0
"""The music that lies over some of the rendered drums: repeatable, of the asked length and level, in time, and no drums."""

from __future__ import annotations

import numpy as np
import pytest

from kitscribe_models.manifest import RATE
from kitscribe_models.music import band, instrument, moments, note

SECONDS = 4.0
STRUCK = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)


def play(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return band(STRUCK, int(SECONDS * RATE), np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(12))
def test_every_band_fills_its_time_at_an_rms_of_1(seed: int) -> None:
    audio = play(seed)
    assert len(audio) == int(SECONDS * RATE)
    assert np.isfinite(audio).all()
    assert np.sqrt(np.mean(audio**2)) == pytest.approx(1, abs=0.01)


def test_the_same_seed_gives_the_same_music() -> None:
    assert np.array_equal(play(1), play(1))
    assert not np.array_equal(play(1), play(2))


def test_players_mostly_begin_with_the_drums_and_never_before_the_start() -> None:
    rng = np.random.default_rng(0)
    times = np.array([t for _ in range(50) for t in moments(STRUCK, SECONDS, rng)])
    assert times.min() >= 0
    near = np.abs(times[:, None] - np.array(STRUCK)).min(axis=1) < 0.03
    assert near.mean() > 0.5


@pytest.mark.parametrize("hz", [55.0, 440.0])
def test_a_note_has_its_pitch_and_ends(hz: float) -> None:
    rng = np.random.default_rng(3)
    audio = note(hz, 1.0, instrument("bass", rng), rng)
    power = np.abs(np.fft.rfft(audio * np.hanning(len(audio)))) ** 2
    at = np.fft.rfftfreq(len(audio), 1 / RATE)[power.argmax()]
    # a harmonic of the pitch may be its loudest
    assert at / hz == pytest.approx(round(at / hz), abs=0.05)
    assert np.abs(audio[-200:]).max() < 0.1 * np.abs(audio).max()
