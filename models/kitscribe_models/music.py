# SPDX-License-Identifier: Apache-2.0
"""Synthesised music to lie over the drums: bass, chords and leads that play along, and voices, so that full mixes are heard, too.

Tones are read from tables of one period (wavetable synthesis, Bristow-Johnson 1996), bright and dark, which fade apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kitscribe_models import effects
from kitscribe_models.effects import add, db, log_uniform, rms
from kitscribe_models.manifest import RATE
from kitscribe_models.voice import voice

F32 = NDArray[np.float32]

PERIOD = 2048
HIGHEST_HZ = 15_000
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10), (0, 2, 4, 7, 9))


@dataclass(frozen=True)
class Instrument:
    """How one player sounds. Times in seconds, levels in dB."""

    slope: float  # harmonic k has amplitude k ** -slope
    even: float  # share of even harmonics that is left
    attack: float
    decay: float
    fading: float  # of what is bright
    release: float
    voices: int
    detune: float
    vibrato: float
    pluck_db: float | None
    fm: tuple[float, float]  # ratio and depth, depth 0 for none
    drive: float  # 0 for clean
    muted: bool


def instrument(kind: str, rng: Generator) -> Instrument:
    """A random player of a kind: bass, chords or lead."""
    distorted = kind in ("chords", "lead") and rng.random() < 0.4
    struck = kind == "bass" or rng.random() < 0.6
    return Instrument(
        slope=rng.uniform(0.7, 2.8),
        even=float(rng.choice([1.0, 1.0, 0.1])),
        attack=log_uniform(rng, 0.001, 0.012) if struck else log_uniform(rng, 0.01, 0.3),
        decay=log_uniform(rng, 0.15, 2.5) if struck and not distorted else 20.0,
        fading=log_uniform(rng, 0.03, 0.8),
        release=log_uniform(rng, 0.02, 0.3),
        voices=int(rng.integers(1, 4)),
        detune=log_uniform(rng, 0.0005, 0.008),
        vibrato=rng.uniform(0, 0.012) if rng.random() < 0.3 else 0.0,
        pluck_db=rng.uniform(-45, -12) if struck else None,
        fm=(float(rng.choice([1.0, 2.0, 3.0, 1.41, 3.53])), rng.uniform(0.3, 4) if rng.random() < 0.2 else 0.0),
        drive=log_uniform(rng, 3, 60) if distorted else 0.0,
        muted=distorted and rng.random() < 0.5,
    )


def period(hz: float, slope: float, player: Instrument, rng: Generator) -> F32:
    """One period of a tone, peak about 1."""
    k = np.arange(1, min(PERIOD // 2, max(2, int(HIGHEST_HZ / hz))))
    size = k**-slope * np.where(k % 2, 1.0, player.even)
    spectrum = np.zeros(PERIOD // 2 + 1, complex)
    spectrum[k] = size * np.exp(2j * np.pi * rng.random(len(k)))
    wave = np.fft.irfft(spectrum)
    return (wave / np.abs(wave).max()).astype(np.float32)


def note(hz: float, seconds: float, player: Instrument, rng: Generator) -> F32:
    """One note and its release."""
    t = np.arange(int((seconds + 3 * player.release) * RATE), dtype=np.float32) / RATE
    bright, dark = (period(hz, player.slope + more, player, rng) for more in (0.0, 1.5))
    fading = np.exp(-t / player.fading)
    out = np.zeros(len(t), np.float32)
    bend = player.vibrato * hz / (2 * np.pi * 5.5) * (1 - np.cos(2 * np.pi * 5.5 * t)) if player.vibrato else 0.0
    ratio, depth = player.fm
    for _ in range(player.voices):
        own = hz * float(np.exp(rng.normal(0, player.detune)))
        phase = own * t + bend + rng.random()
        if depth:
            phase = phase + depth / (2 * np.pi) * fading * np.sin(2 * np.pi * ratio * own * t)
        place = (phase * PERIOD).astype(np.int64) & (PERIOD - 1)
        out += dark[place] + (bright[place] - dark[place]) * fading
    out *= np.minimum(1, t / player.attack) * np.exp(-t / player.decay)
    if player.pluck_db is not None:
        count = min(len(t), RATE // 20)
        click = rng.standard_normal(count) * np.exp(-t[:count] / log_uniform(rng, 0.001, 0.008))
        out[:count] += (click * db(player.pluck_db) * player.voices).astype(np.float32)
    return out * np.exp(-np.maximum(0, t - seconds) / player.release)


def moments(struck: Sequence[float], seconds: float, rng: Generator) -> list[float]:
    """When a player begins a note: mostly with some of the drums, at times alone."""
    often = rng.uniform(0.2, 1.0)
    times = [t + rng.normal(0, 0.01) for t in struck if rng.random() < often]
    times += list(rng.uniform(0, seconds, rng.poisson(seconds * rng.uniform(0.2, 1.5))))
    shortest = log_uniform(rng, 0.09, 0.9)
    out: list[float] = []
    for t in sorted(times):
        if t >= 0 and (not out or t - out[-1] >= shortest):
            out.append(t)
    return out


def part(kind: str, struck: Sequence[float], n: int, key: int, rng: Generator) -> F32:
    """What one player plays over n samples; RMS 1."""
    player = instrument(kind, rng)
    low, high = {"bass": (28, 50), "chords": (45, 70), "lead": (55, 86)}[kind]
    scale = SCALES[int(rng.integers(len(SCALES)))]
    keys = [k for k in range(low, high) if (k - key) % 12 in scale]
    out = np.zeros(n, np.float32)
    times = moments(struck, n / RATE, rng)
    legato = rng.uniform(0.3, 1.1)
    kept: dict[tuple[int, int], F32] = {}
    for start, end in zip(times, [*times[1:], n / RATE]):
        length = min(0.1 if player.muted and rng.random() < 0.7 else (end - start) * legato, 3.0)
        lowest = int(rng.choice(keys))
        chord = {"chords": (0, 7, 12) if player.drive else (0, int(rng.choice([3, 4, 5])), 7, 12)}.get(kind, (0,))
        strum = rng.uniform(0, 0.012)
        for i, above in enumerate(chord):
            pitch = (lowest + above, round(length * 10))
            if pitch not in kept:
                kept[pitch] = note(440 * 2 ** ((lowest + above - 69) / 12), length, player, rng)
            add(out, kept[pitch] * np.float32(rng.uniform(0.5, 1)), int((start + i * strum) * RATE))
    if player.drive:
        out = np.tanh(out * np.float32(player.drive / (np.abs(out).max() + 1e-9)))
        out = effects.low_pass(out, rng.uniform(3000, 7000))
    out = effects.filtered(out, effects.random_eq(rng, 4.0))
    return out / (rms(out) + np.float32(1e-6))


def band(struck: Sequence[float], n: int, rng: Generator) -> F32:
    """One to four players over n samples, playing along with what is struck at these seconds; RMS 1."""
    key = int(rng.integers(12))
    kinds = [k for k in ("bass", "chords", "chords", "lead", "voice") if rng.random() < 0.5] or ["chords"]
    out = np.zeros(n, np.float32)
    for kind in kinds:
        sound = voice(n, rng) if kind == "voice" else part(kind, struck, n, key, rng)
        out += sound * np.float32(db(rng.normal(0, 4)))
    if rng.random() < 0.4:
        out += effects.reverberation(out, effects.synthetic_room(rng), rng.uniform(-20, -3))
    if rng.random() < 0.3:
        out = effects.compress(out, rng)
    return out / (rms(out) + np.float32(1e-6))
