# SPDX-License-Identifier: Apache-2.0
"""What makes a recording real: equalisers, rooms, compression, noise. All take and give mono float32 at the model's rate."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from kitscribe_models.manifest import RATE

F32 = NDArray[np.float32]


def db(value: float) -> float:
    """Decibels to amplitude."""
    return float(10.0 ** (value / 20.0))


def add(target: F32, audio: F32, start: int) -> None:
    """Mix `audio` into `target` from sample `start` on (parts outside are dropped)."""
    first = max(0, -start)
    count = min(len(audio), len(target) - start)
    if count > first:
        target[start + first : start + count] += audio[first:count]


def rms(audio: NDArray[np.floating[Any]]) -> Any:
    """Root of the mean square, in the audio's own precision."""
    return np.sqrt(np.mean(audio**2))


def log_uniform(rng: Generator, low: float, high: float) -> float:
    """A random value whose logarithm is uniform."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def peaking(hz: float, gain_db: float, q: float) -> NDArray[np.float64]:
    """Peaking equaliser, one second-order section (R. Bristow-Johnson, Audio EQ Cookbook)."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * np.pi * hz / RATE
    alpha = np.sin(w) / (2.0 * q)
    b = np.array([1 + alpha * a, -2 * np.cos(w), 1 - alpha * a])
    c = np.array([1 + alpha / a, -2 * np.cos(w), 1 - alpha / a])
    return np.concatenate([b, c]) / c[0]


def shelf(hz: float, gain_db: float, high: bool) -> NDArray[np.float64]:
    """Low or high shelf of slope 1, one second-order section (same source)."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * np.pi * hz / RATE
    cos = -np.cos(w) if high else np.cos(w)
    root = 2.0 * np.sqrt(a) * np.sin(w) / 2.0 * np.sqrt(2.0)
    sign = -1.0 if high else 1.0
    b = np.array(
        [
            a * ((a + 1) - (a - 1) * cos + root),
            sign * 2 * a * ((a - 1) - (a + 1) * cos),
            a * ((a + 1) - (a - 1) * cos - root),
        ]
    )
    c = np.array(
        [(a + 1) + (a - 1) * cos + root, -sign * 2 * ((a - 1) + (a + 1) * cos), (a + 1) + (a - 1) * cos - root]
    )
    return np.concatenate([b, c]) / c[0]


def random_eq(rng: Generator, strength: float) -> NDArray[np.float64]:
    """Sections of a random tone control: two shelves and up to two bells, gains of about `strength` dB."""
    sections = [
        shelf(rng.uniform(60, 300), rng.normal(0, strength), high=False),
        shelf(rng.uniform(3000, 10000), rng.normal(0, strength), high=True),
    ]
    for _ in range(rng.integers(0, 3)):
        hz = log_uniform(rng, 120, 9000)
        sections.append(peaking(hz, rng.normal(0, strength), rng.uniform(0.5, 3)))
    return np.array(sections)


def filtered(audio: F32, sections: NDArray[np.float64]) -> F32:
    return signal.sosfilt(sections, audio).astype(np.float32)


def low_pass(audio: F32, hz: float, order: int = 2) -> F32:
    return filtered(audio, signal.butter(order, hz, "low", fs=RATE, output="sos"))


def high_pass(audio: F32, hz: float, order: int = 2) -> F32:
    return filtered(audio, signal.butter(order, hz, "high", fs=RATE, output="sos"))


def synthetic_room(rng: Generator) -> F32:
    """A random room: early reflections and a tail of noise that decays faster at high frequencies."""
    seconds = log_uniform(rng, 0.08, 1.4)
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    tail = rng.standard_normal(n) * 10.0 ** (-3.0 * t / seconds)
    dark = signal.sosfilt(signal.butter(1, rng.uniform(800, 6000), "low", fs=RATE, output="sos"), tail)
    mix = np.clip(t / seconds * rng.uniform(0.5, 3.0), 0, 1)
    impulse = tail * (1 - mix) + dark * mix * 2.0
    impulse[: int(rng.uniform(0, 0.02) * RATE)] = 0
    for _ in range(rng.integers(0, 9)):
        impulse[min(n - 1, int(rng.uniform(0.001, 0.04) * RATE))] += rng.normal(0, 4.0)
    impulse = signal.sosfilt(signal.butter(1, rng.uniform(40, 300), "high", fs=RATE, output="sos"), impulse)
    return (impulse / np.sqrt(np.sum(impulse**2) + 1e-12)).astype(np.float32)


def reverberation(dry: F32, impulse: F32, level_db: float) -> F32:
    """What a room adds to a sound, `level_db` above it."""
    wet = signal.fftconvolve(dry, impulse)[: len(dry)].astype(np.float32)
    return wet * np.float32(rms(dry) / (rms(wet) + 1e-9) * db(level_db))


def compress(audio: F32, rng: Generator) -> F32:
    """Feed-forward compressor on 1 ms blocks, at times blended with the dry signal (parallel compression)."""
    step = 44
    blocks = -(-len(audio) // step)
    padded = np.pad(np.abs(audio), (0, blocks * step - len(audio))).reshape(blocks, step)
    peak = padded.max(axis=1)
    loud = np.percentile(peak[peak > 0], 95) if (peak > 0).any() else 1.0
    threshold = 20 * np.log10(loud) - rng.uniform(4, 22)
    ratio = rng.uniform(2, 12)
    over = np.maximum(0.0, 20 * np.log10(peak + 1e-9) - threshold) * (1 - 1 / ratio)
    attack = np.exp(-1 / rng.uniform(2, 30))
    release = np.exp(-1 / rng.uniform(40, 350))
    gain = 0.0
    gains = np.empty(blocks)
    for i, target in enumerate(over.tolist()):
        k = attack if target > gain else release
        gain = k * gain + (1 - k) * target
        gains[i] = gain
    curve = np.interp(np.arange(len(audio)), np.arange(blocks) * step + step / 2, gains)
    wet = audio * 10.0 ** (-curve / 20.0)
    if rng.random() < 0.3:
        wet = audio * rng.uniform(0.3, 1.0) + wet * db(rng.uniform(0, 12))
    return wet.astype(np.float32)


def saturate(audio: F32, rng: Generator) -> F32:
    """Soft or hard clipping of the loudest peaks."""
    peak = float(np.abs(audio).max()) + 1e-9
    if rng.random() < 0.3:
        limit = peak * db(-rng.uniform(0.5, 6))
        return np.clip(audio, -limit, limit)
    drive = rng.uniform(0.3, 3.0) / peak
    return (np.tanh(audio * drive) / drive).astype(np.float32)


def noise(n: int, rng: Generator) -> F32:
    """Hiss between white and brown, at times with mains hum; RMS about 1."""
    hiss = rng.standard_normal(n)
    if rng.random() < 0.7:
        hiss = signal.lfilter([1.0], [1.0, -rng.uniform(0.5, 0.98)], hiss)
    hiss /= hiss.std() + 1e-9
    if rng.random() < 0.3:
        mains = 2 * np.pi * rng.choice([50.0, 60.0]) / RATE * np.arange(n)
        for harmonic in range(1, 8):
            hiss += rng.exponential(1.5) / harmonic * np.sin(mains * harmonic + rng.uniform(0, 6.28))
    return hiss.astype(np.float32)
