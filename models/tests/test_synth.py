# SPDX-License-Identifier: Apache-2.0
"""Synthesised kits: whole, repeatable, and each drum what its name says."""

from __future__ import annotations

import numpy as np
import pytest

from kitscribe_models.kit import Kits, attack, level_db
from kitscribe_models.manifest import DRUMS, RATE
from kitscribe_models.oneshots import Piece
from kitscribe_models.synth import pieces

COUNT = 6


@pytest.fixture(scope="module")
def kits() -> list[Piece]:
    return pieces(COUNT, 3)


def audio(piece: Piece) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return piece.shots[0].audio / 32768.0


def energy_time(piece: Piece) -> float:
    """Seconds until 90 % of the energy has passed."""
    power = np.cumsum(audio(piece) ** 2)
    return float(np.searchsorted(power, 0.9 * power[-1]) / RATE)


def centre(piece: Piece) -> float:
    """Spectral centroid (Hz) of the sound."""
    power = np.abs(np.fft.rfft(audio(piece))) ** 2
    return float((power * np.fft.rfftfreq(len(audio(piece)), 1 / RATE)).sum() / power.sum())


def test_each_kit_has_every_drum(kits: list[Piece]) -> None:
    assert [p.drum for p in kits] == list(DRUMS) * COUNT
    assert len({p.family for p in kits}) == COUNT


def test_the_same_seed_gives_the_same_kits_whatever_their_number(kits: list[Piece]) -> None:
    again = pieces(1, 3)
    assert all(np.array_equal(a.shots[0].audio, b.shots[0].audio) for a, b in zip(again, kits))
    assert not np.array_equal(pieces(1, 4)[0].shots[0].audio, kits[0].shots[0].audio)


def test_drums_begin_at_once_and_are_neither_silent_nor_clipped(kits: list[Piece]) -> None:
    for piece in kits:
        sound = audio(piece).astype(np.float32)
        assert attack(sound) < 0.03 * RATE, piece.drum
        assert level_db(sound) > -45, piece.drum
        assert np.abs(sound).max() < 0.99, piece.drum


def test_drums_differ_as_their_names_say(kits: list[Piece]) -> None:
    for i in range(COUNT):
        kit = {p.drum: p for p in kits[i * len(DRUMS) : (i + 1) * len(DRUMS)]}
        assert energy_time(kit["closed_hat"]) < energy_time(kit["open_hat"])
        assert energy_time(kit["splash"]) < energy_time(kit["crash"])
        assert centre(kit["low_tom"]) < centre(kit["closed_hat"])
        assert centre(kit["kick"]) < centre(kit["snare"])


def test_a_kit_can_be_built_of_them(kits: list[Piece]) -> None:
    voices = Kits(kits).build({"kick", "snare", "ride"}, np.random.default_rng(0))
    assert set(voices) == {"kick", "snare", "ride"}
