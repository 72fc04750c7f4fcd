# SPDX-License-Identifier: Apache-2.0
"""Synthesised kits: drums of random modes, sweeps and noise, so that training hears timbres that no sample has.

Sources of the recipes: the modes of struck membranes and plates (Fletcher and Rossing, The Physics of Musical
Instruments), the voices of analogue drum machines (bridged-T resonators, six square waves through a high-pass).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from kitscribe_models.burst import click, clock, noise
from kitscribe_models.effects import log_uniform
from kitscribe_models.kit import USUAL_LEVEL, level_db
from kitscribe_models.manifest import DRUMS, RATE
from kitscribe_models.oneshots import OneShot, Piece

F64 = NDArray[np.float64]

# Modes of an ideal circular membrane over the lowest.
MEMBRANE = np.array([1.0, 1.593, 2.136, 2.296, 2.653, 2.918])
# Shares of a machine's metal: six square waves.
METAL = np.array([1.0, 1.342, 1.521, 1.968, 2.601, 3.142])


def swept(t: F64, hz: float, ratio: float, tau: float) -> F64:
    """Phase (cycles) of a tone that falls from `ratio` times `hz` to `hz`."""
    return np.asarray(hz * (t + (ratio - 1) * tau * (1 - np.exp(-t / tau))))


def mixed(parts: list[tuple[F64, float]]) -> F64:
    """Sum of sounds, each brought to a peak of 0 dB and its own level (dB)."""
    return np.asarray(sum(x / (np.abs(x).max() + 1e-12) * 10 ** (db / 20) for x, db in parts))


def wash(t: F64, low: float, high: float, decay: float, rng: Generator) -> F64:
    """A plate's dense modes: noise in bands of which the higher ones mostly die sooner."""
    edges = np.geomspace(low, high, 8)
    tilt, damping = rng.uniform(-4, 3), rng.uniform(0, 1)
    out = np.zeros(len(t))
    for k, (a, b) in enumerate(pairwise(edges)):
        own = decay * (edges[0] / a) ** (0.6 * damping) * log_uniform(rng, 0.6, 1.6)
        rise = 1 - np.exp(-t / log_uniform(rng, 0.0005, 0.012))
        out += noise(len(t), a, b, rng) * np.exp(-t / own) * rise * 10 ** ((tilt * k + rng.normal(0, 4)) / 20)
    return out


def modes(t: F64, hz: F64, decay: F64, rng: Generator) -> F64:
    """Sum of damped sines of random level and phase."""
    out = np.zeros(len(t))
    struck = np.zeros(len(t))
    struck[0] = 1
    for f, d in zip(hz[hz < 18_000], decay[hz < 18_000]):
        # a resonator's answer to one sample: much quicker than sine and exponential
        w, r, phase = 2 * np.pi * f / RATE, np.exp(-1 / (d * RATE)), rng.uniform(0, 2 * np.pi)
        a = [1, -2 * r * np.cos(w), r**2]
        out += 10 ** (rng.normal(0, 6) / 20) * signal.lfilter([np.sin(phase), r * np.sin(w - phase)], a, struck)
    return out


def squares(t: F64, base: float, rng: Generator) -> F64:
    ratios = METAL * np.exp(rng.normal(0, 0.06, len(METAL)))
    return np.asarray(sum(np.sign(np.sin(2 * np.pi * (base * r * t + rng.random()))) for r in ratios))


def kick(rng: Generator) -> F64:
    t = clock(0.7)
    phase = swept(t, log_uniform(rng, 36, 80), log_uniform(rng, 1.2, 8), log_uniform(rng, 0.004, 0.04))
    body = np.sin(2 * np.pi * phase) * np.exp(-t / log_uniform(rng, 0.04, 0.28))
    body = np.tanh(body * log_uniform(rng, 0.3, 4))
    skin = noise(len(t), 80, log_uniform(rng, 300, 2000), rng) * np.exp(-t / log_uniform(rng, 0.01, 0.05))
    return mixed([(body, 0), (click(t, rng), rng.uniform(-30, -3)), (skin, rng.uniform(-30, -8))])


def snare(rng: Generator) -> F64:
    t = clock(0.7)
    base, drop = log_uniform(rng, 130, 360), log_uniform(rng, 1.0, 2.2)
    tones = [
        np.sin(2 * np.pi * swept(t, base * r, drop, log_uniform(rng, 0.005, 0.05)))
        * np.exp(-t / log_uniform(rng, 0.02, 0.15))
        * 10 ** (-rng.uniform(0, 12) * k / 20)
        for k, r in enumerate(MEMBRANE[: int(rng.integers(1, 6))])
    ]
    low = log_uniform(rng, 300, 3000)
    wires = noise(len(t), low, low * log_uniform(rng, 2.5, 12), rng) * np.exp(-t / log_uniform(rng, 0.03, 0.22))
    wires *= 1 - np.exp(-t / log_uniform(rng, 0.0003, 0.004))
    return mixed(
        [(sum(tones, np.zeros(len(t))), 0), (wires, rng.uniform(-5, 14)), (click(t, rng), rng.uniform(-25, 0))]
    )


def side_stick(rng: Generator) -> F64:
    t = clock(0.25)
    hz = log_uniform(rng, 380, 1100) * np.array([1, rng.uniform(1.4, 1.9), rng.uniform(2.2, 3.5), rng.uniform(3.8, 6)])
    body = modes(t, hz, np.array([log_uniform(rng, 0.006, 0.04) for _ in hz]), rng)
    return mixed([(body, 0), (click(t, rng), rng.uniform(-18, 2))])


def tom(rng: Generator, hz: float, decay: float, sweep: float) -> F64:
    t = clock(1.4)
    count = int(rng.integers(1, 6))
    tones = [
        np.sin(2 * np.pi * swept(t, hz * r, sweep, log_uniform(rng, 0.02, 0.1)))
        * np.exp(-t / (decay / (1 + 0.7 * k)))
        * 10 ** (-(rng.uniform(6, 18) if k else 0) / 20)
        for k, r in enumerate(MEMBRANE[:count])
    ]
    skin = noise(len(t), 200, log_uniform(rng, 800, 6000), rng) * np.exp(-t / log_uniform(rng, 0.005, 0.06))
    return mixed(
        [(sum(tones, np.zeros(len(t))), 0), (click(t, rng), rng.uniform(-30, -4)), (skin, rng.uniform(-32, -8))]
    )


def hat(rng: Generator, base: float, machine: bool, decay: float) -> F64:
    t = clock(min(2.0, 6 * decay + 0.05))
    low = log_uniform(rng, 3000, 8000)
    body = squares(t, base, rng) if machine else wash(t, base * 6, 15_000, 10.0, rng)
    sos = signal.butter(2, low, "high", fs=RATE, output="sos")
    body = np.asarray(signal.sosfilt(sos, body)) * np.exp(-t / decay)
    air = noise(len(t), low, 16_000, rng) * np.exp(-t / (decay * log_uniform(rng, 0.5, 1.5)))
    return mixed([(body, 0), (air, rng.uniform(-20, 6)), (click(t, rng), rng.uniform(-30, -4))])


def cymbal(rng: Generator, low: float, decay: float, ping_db: float, ping_hz: float, count: int) -> F64:
    t = clock(min(3.0, 4 * decay))
    body = wash(t, low, log_uniform(rng, 10_000, 17_000), decay, rng)
    hz = ping_hz * np.exp(rng.uniform(0, np.log(9), count))
    stick = modes(t, hz, decay * rng.uniform(0.2, 1.2, count), rng) + 2 * modes(t, hz * 1.7, 0.03 * np.ones(count), rng)
    return mixed([(body, 0), (stick, ping_db), (click(t, rng), rng.uniform(-25, -2))])


def clap(rng: Generator) -> F64:
    t = clock(0.5)
    gap = rng.uniform(0.007, 0.014)
    count = int(rng.integers(2, 5))
    hands = sum((np.exp(-(t - k * gap).clip(0) / 0.003) * (t >= k * gap) for k in range(count)), np.zeros(len(t)))
    tail = np.exp(-(t - count * gap).clip(0) / log_uniform(rng, 0.02, 0.15)) * (t >= count * gap)
    centre = log_uniform(rng, 800, 2200)
    return noise(len(t), centre / 1.6, centre * log_uniform(rng, 1.5, 4), rng) * (hands + tail * rng.uniform(0.5, 1.2))


def cowbell(rng: Generator) -> F64:
    t = clock(0.6)
    base = log_uniform(rng, 380, 900)
    tones = [np.sin(2 * np.pi * base * r * t) for r in (1.0, rng.uniform(1.4, 1.6), rng.uniform(2.2, 3.5))]
    body = sum((np.tanh(x * log_uniform(rng, 0.3, 5)) for x in tones), np.zeros(len(t)))
    fall = np.exp(-t / log_uniform(rng, 0.03, 0.2)) + rng.uniform(0, 1) * np.exp(-t / 0.01)
    return mixed([(body * fall, 0), (click(t, rng), rng.uniform(-25, -5))])


def tambourine(rng: Generator) -> F64:
    t = clock(0.5)
    hz = rng.uniform(4500, 13_000, 10)
    jingle = modes(t, hz, np.array([log_uniform(rng, 0.02, 0.18) for _ in hz]), rng)
    again = np.roll(jingle, int(rng.uniform(0.01, 0.04) * RATE)) * (t > 0.05)
    air = noise(len(t), 5000, 15_000, rng) * np.exp(-t / log_uniform(rng, 0.02, 0.1))
    return mixed([(jingle, 0), (again, rng.uniform(-20, -4)), (air, rng.uniform(-12, 4))])


def shaker(rng: Generator) -> F64:
    t = clock(0.3)
    low = log_uniform(rng, 2500, 7000)
    swing = (1 - np.exp(-t / log_uniform(rng, 0.004, 0.02))) * np.exp(-t / log_uniform(rng, 0.015, 0.05))
    return noise(len(t), low, low * 2.5, rng, 2) * swing


def drums(rng: Generator) -> dict[str, Callable[[], F64]]:
    """One kit: what its drums share (the toms' pitches, the hats' metal) is drawn once."""
    low = log_uniform(rng, 62, 115)
    mid = low * rng.uniform(1.2, 1.5)
    high = mid * rng.uniform(1.2, 1.5)
    decay, sweep = log_uniform(rng, 0.07, 0.4), log_uniform(rng, 1.02, 1.9)
    metal, machine = log_uniform(rng, 250, 700), rng.random() < 0.5
    closed = log_uniform(rng, 0.012, 0.05)
    return {
        "kick": lambda: kick(rng),
        "snare": lambda: snare(rng),
        "side_stick": lambda: side_stick(rng),
        "low_tom": lambda: tom(rng, low, decay, sweep),
        "mid_tom": lambda: tom(rng, mid, decay * 0.85, sweep),
        "high_tom": lambda: tom(rng, high, decay * 0.7, sweep),
        "closed_hat": lambda: hat(rng, metal, machine, closed),
        "pedal_hat": lambda: hat(rng, metal, machine, closed * rng.uniform(0.6, 1.2)),
        "open_hat": lambda: hat(rng, metal, machine, log_uniform(rng, 0.12, 0.5)),
        "ride": lambda: cymbal(rng, 400, log_uniform(rng, 0.3, 1.2), rng.uniform(-4, 10), rng.uniform(300, 1200), 24),
        "ride_bell": lambda: cymbal(rng, 500, log_uniform(rng, 0.3, 1.0), rng.uniform(8, 18), rng.uniform(500, 1500), 7),
        "crash": lambda: cymbal(rng, 250, log_uniform(rng, 0.35, 1.1), rng.uniform(-25, -6), rng.uniform(300, 900), 20),
        "china": lambda: cymbal(rng, 200, log_uniform(rng, 0.2, 0.6), rng.uniform(-14, -2), rng.uniform(200, 500), 30),
        "splash": lambda: cymbal(rng, 700, log_uniform(rng, 0.08, 0.25), rng.uniform(-25, -8), rng.uniform(700, 1500), 12),
        "clap": lambda: clap(rng),
        "cowbell": lambda: cowbell(rng),
        "tambourine": lambda: tambourine(rng),
        "shaker": lambda: shaker(rng),
    }  # fmt: skip


def shot(audio: F64, drum: str, rng: Generator) -> OneShot:
    """The sound at the drum's usual level, more or less."""
    end = np.minimum(1, np.arange(len(audio))[::-1] / (0.01 * RATE))
    whole = np.pad(audio * end, (int(0.001 * RATE), 0)).astype(np.float32)
    gain = 10 ** ((USUAL_LEVEL[drum] - 12 + rng.normal(0, 2) - level_db(whole)) / 20)
    scaled = whole * min(gain, 0.95 / (float(np.abs(whole).max()) + 1e-9))
    return OneShot(np.round(scaled * 32767).astype(np.int16), "synth", 0.0, 0.0, 1)


def pieces(count: int, seed: int) -> list[Piece]:
    """`count` kits with all drums, one sample each; the same seed gives the same kits."""
    out = []
    for i in range(count):
        rng = np.random.default_rng((seed, i))
        kit = drums(rng)
        name = f"synth_{i}"
        out += [Piece(name, "mixed", name, d, (shot(kit[d](), d, rng),)) for d in DRUMS]
    return out
