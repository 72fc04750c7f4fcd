# SPDX-License-Identifier: Apache-2.0
"""Synthesised guitars: repeatable, of the asked length and level, pitched and damped as they are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kitscribe_models.backing import music
from kitscribe_models.effects import rms
from kitscribe_models.guitar import LEAD, STYLES, Stroke, amplified, bars, guitar, player, scratch, string, take
from kitscribe_models.manifest import RATE


@pytest.mark.parametrize("seed", range(12))
def test_a_guitar_fills_its_time_at_an_rms_of_1(seed: int) -> None:
    audio = guitar(3 * RATE, np.random.default_rng(seed))
    assert len(audio) == 3 * RATE
    assert np.isfinite(audio).all()
    assert rms(audio) == pytest.approx(1, abs=0.01)
    assert np.array_equal(audio, guitar(3 * RATE, np.random.default_rng(seed)))


def test_every_style_is_played_within_its_ranges() -> None:
    players = [player(np.random.default_rng(seed)) for seed in range(60)]
    assert {STYLES.index(who.style) for who in players} == set(range(len(STYLES)))
    for who in players:
        assert who.style.lowest[0] <= who.hz <= who.style.lowest[1]
        assert who.chord in who.style.chords
    assert sum(style.share for style in STYLES) == pytest.approx(1)


@pytest.mark.parametrize("hz", [41.2, 110.0, 440.0])
def test_a_string_has_its_pitch_and_falls_by_60_db_as_it_rings(hz: float) -> None:
    rng = np.random.default_rng(1)
    audio = string(hz, 1.5, Stroke(0, 0, 1.0, 1.0, False), replace(player(rng), bright=0.9), rng)
    power = np.abs(np.fft.rfft(audio * np.hanning(len(audio)))) ** 2
    at = np.fft.rfftfreq(len(audio), 1 / RATE)[power.argmax()]
    assert at / hz == pytest.approx(round(at / hz), abs=0.03)
    early, late = (rms(audio[int(t * RATE) :][: RATE // 10]) for t in (0.1, 1.1))
    assert 20 * np.log10(early / late) > 55  # highs fall sooner
    assert np.abs(audio[-20:]).max() < 0.01


def test_the_palm_dulls_a_string() -> None:
    who = replace(player(np.random.default_rng(4)), bright=0.9)
    centroids = []
    for dull in (1.0, 60.0):
        audio = string(80.0, 0.3, Stroke(0, 0, 0.5, dull, False), who, np.random.default_rng(4))[RATE // 10 :]
        power = np.abs(np.fft.rfft(audio)) ** 2
        centroids.append((power @ np.fft.rfftfreq(len(audio), 1 / RATE)) / power.sum())
    assert centroids[1] < centroids[0] / 2


def test_a_stroke_begins_at_its_place_and_ends_with_the_next() -> None:
    rng = np.random.default_rng(2)
    who = replace(
        player(rng), style=LEAD, chord=(0,), per_second=2.0, loose=0.0, strum=0.0, scratch_db=-80.0, detuned=0.0
    )
    audio = take(who, [Stroke(1, 0, 8.0, 1.0, True), Stroke(2, 12, 0.05, 1.0, True)], 2 * RATE, rng)
    loud = np.flatnonzero(np.abs(audio) > 0.001) / RATE
    assert loud[0] == pytest.approx(0.5, abs=0.002)
    assert loud[-1] < 1.1
    assert rms(audio[int(0.9 * RATE) : int(0.99 * RATE)]) > 0.01


def test_bars_begin_before_the_clip_and_last_to_its_end() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        who = replace(player(rng), rest=0.1)
        places = [one.place for one in bars(who, 5.0, rng)]
        assert places == sorted(places)
        assert places[0] < 0
        assert places[-1] > 5.0 * who.per_second - 16


def test_an_amplifier_distorts_and_a_cabinet_is_dull() -> None:
    rng = np.random.default_rng(3)
    sine = np.sin(2 * np.pi * 500 / RATE * np.arange(RATE)).astype(np.float32)
    power = np.abs(np.fft.rfft(amplified(sine, 40.0, rng))) ** 2
    assert power[2500] > 1e-4 * power[500]
    assert power[15000:].sum() < 1e-3 * power.sum()
    assert np.abs(scratch(-20.0, rng)).max() == pytest.approx(0.1)


def test_music_is_guitars_or_a_band() -> None:
    for seed in range(6):
        audio = music(RATE, np.random.default_rng(seed))
        assert len(audio) == RATE
        assert 0.2 < rms(audio) < 10
