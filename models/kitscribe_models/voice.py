# SPDX-License-Identifier: Apache-2.0
"""Synthesised speech and song, to lie over the drums: hisses and bursts of voices are what is most like hats and snares.

Source and filter (Fant 1960): pulses of a gliding pitch, coloured by formants that move from vowel to vowel, and between
them consonants of shaped noise. It says nothing, but is timed, pitched and coloured as speech is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from kitscribe_models import effects
from kitscribe_models.effects import add, db, log_uniform, rms
from kitscribe_models.manifest import RATE

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

# First three formants of a man's vowels (Peterson and Barney 1952), Hz; the fourth is taken to stay.
VOWELS_HZ = np.array(
    [
        *((270, 2290, 3010), (390, 1990, 2550), (530, 1840, 2480), (660, 1720, 2410), (730, 1090, 2440)),
        *((570, 840, 2410), (440, 1020, 2240), (300, 870, 2240), (640, 1190, 2390), (490, 1350, 1690)),
    ],
    float,
)
FOURTH_HZ = 3500
BANDWIDTHS_HZ = np.array([80, 100, 140, 250])
# Share of voices that whisper.
WHISPERED = 0.08
# Frames in which the formants are still (samples).
FRAME, STEP = 1024, 256


@dataclass(frozen=True)
class Noise:
    """A consonant's noise: its band (Hz), how long it swells, lasts and goes (s), its level beside the vowels (dB), each from least to most."""

    low: tuple[float, float]
    high: tuple[float, float]
    swell: tuple[float, float]
    seconds: tuple[float, float]
    level: tuple[float, float]


SIBILANT = Noise((3500, 6500), (8000, 16000), (0.01, 0.07), (0.06, 0.22), (-18, 4))
HUSH = Noise((1600, 3000), (5000, 9000), (0.01, 0.06), (0.06, 0.2), (-18, 2))
BREATHY = Noise((500, 4000), (6000, 14000), (0.01, 0.06), (0.04, 0.15), (-32, -12))
LIPS = Noise((150, 600), (1200, 5000), (0.0005, 0.003), (0.005, 0.03), (-26, -4))
TEETH = Noise((2000, 4500), (6000, 14000), (0.0005, 0.003), (0.008, 0.06), (-20, 2))
PALATE = Noise((900, 2000), (3000, 6000), (0.0005, 0.003), (0.01, 0.06), (-20, 0))
HELD, BURSTS = (SIBILANT, SIBILANT, HUSH, BREATHY), (LIPS, TEETH, TEETH, PALATE)


def hiss(kind: Noise, rng: Generator) -> F32:
    """One consonant's noise, RMS as its level beside vowels of RMS 1."""
    swell, seconds = log_uniform(rng, *kind.swell), log_uniform(rng, *kind.seconds)
    t = np.arange(int((swell + 1.5 * seconds) * RATE)) / RATE
    low = log_uniform(rng, *kind.low)
    sos = signal.butter(2, [low, max(1.3 * low, log_uniform(rng, *kind.high))], "band", fs=RATE, output="sos")
    shape = np.minimum(1, t / swell) * np.clip((t[-1] - t) / (0.5 * seconds), 0, 1)
    sound = signal.sosfilt(sos, rng.standard_normal(len(t)))
    return (sound * shape * db(rng.uniform(*kind.level)) / (sound.std() + 1e-9)).astype(np.float32)


def syllables(seconds: float, rate: float, rng: Generator) -> list[tuple[float, float]]:
    """Begin and end of each vowel (s): phrases of some syllables, and silence between them."""
    out, at = [], rng.uniform(-1, 1)
    while at < seconds:
        for _ in range(int(rng.integers(2, 14))):
            length = log_uniform(rng, 0.5, 2) / rate
            out.append((at, at + length * rng.uniform(0.4, 0.8)))
            at += length
        at += log_uniform(rng, 0.1, 2)
    return out


def pulses(hz: F64, rng: Generator) -> F64:
    """Pulses of a pitch that changes from sample to sample (Hz): a saw tooth, dull by 6 dB an octave more."""
    step = hz / RATE
    phase = np.cumsum(step) % 1
    saw = 2 * phase - 1
    # Rounded where it jumps (Valimaki and Huovilainen 2007), or it would alias.
    late, early = phase < step, phase > 1 - step
    saw[late] += (1 - phase[late] / step[late]) ** 2
    saw[early] -= (1 - (1 - phase[early]) / step[early]) ** 2
    return np.asarray(signal.lfilter([1.0], [1.0, -rng.uniform(0.8, 0.97)], saw))


def coloured(source: F64, times: F64, formants: F64) -> F64:
    """A source through formants [moments, 4] (Hz) that move from one of the `times` (s) to the next."""
    hz, at, spectra = signal.stft(source, RATE, nperseg=FRAME, noverlap=FRAME - STEP)
    gain = np.zeros((len(hz), len(at)))
    for i, width in enumerate(BANDWIDTHS_HZ):
        centre = np.interp(at, times, formants[:, i])
        gain += db(-4.0 * i) / np.sqrt(1 + ((hz[:, None] - centre) / width) ** 2)
    _, out = signal.istft(spectra * gain, RATE, nperseg=FRAME, noverlap=FRAME - STEP)
    return np.pad(out, (0, max(0, len(source) - len(out))))[: len(source)]


def melody(starts: F64, n: int, sings: bool, rng: Generator) -> F64:
    """Semitones above the voice's middle [n]: notes and vibrato of song, or the glides of speech."""
    t = np.arange(n) / RATE
    if not sings:
        return np.interp(t, starts, rng.normal(0, 3, len(starts)))
    steps = rng.integers(-7, 8, len(starts))[np.clip(np.searchsorted(starts, t, "right") - 1, 0, None)]
    return smooth(steps + rng.uniform(0, 0.5) * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t), 12)


def smooth(values: F64, hz: float) -> F64:
    """Values [n] that change no faster than this."""
    return np.asarray(signal.sosfiltfilt(signal.butter(1, hz, fs=RATE, output="sos"), values))


def vowels(spoken: list[tuple[float, float]], n: int, sings: bool, rng: Generator) -> F32:
    """All that sounds of a voice but its consonants; RMS 1 where it sounds."""
    starts = np.array([start for start, _ in spoken])
    spectra = VOWELS_HZ[rng.integers(len(VOWELS_HZ), size=len(spoken))]
    formants = rng.uniform(0.85, 1.3) * np.column_stack([spectra, np.full(len(spoken), FOURTH_HZ)])
    source = pulses(log_uniform(rng, 80, 350) * 2 ** (melody(starts, n, sings, rng) / 12), rng)
    source = source / source.std() + db(rng.uniform(-40, -8)) * rng.standard_normal(n)
    if rng.random() < WHISPERED:
        source = rng.standard_normal(n)
    loud = np.zeros(n)
    for start, end in spoken:
        loud[max(0, int(start * RATE)) : max(0, int(end * RATE))] = db(rng.normal(0, 4))
    loud = np.maximum(0, smooth(loud, log_uniform(rng, 8, 40)))
    out = coloured(source, starts, formants) * loud
    heard = out[loud > 0.1]
    return (out / (rms(heard) + 1e-6) if len(heard) else out).astype(np.float32)


def voice(n: int, rng: Generator) -> F32:
    """One speaker or singer over n samples; RMS 1."""
    sings = rng.random() < 0.5
    spoken = syllables(n / RATE, log_uniform(rng, 1, 5) if sings else log_uniform(rng, 3, 8), rng)
    out = vowels(spoken, n, sings, rng)
    often = rng.uniform(0.3, 0.9)
    for start, end in spoken:
        for at, chance in ((start, often), (end, often / 2)):
            if rng.random() < chance:
                kinds = HELD if rng.random() < 0.5 else BURSTS
                sound = hiss(kinds[int(rng.integers(len(kinds)))], rng)
                add(out, sound, int(at * RATE) - (len(sound) if at == start else 0))
    out = effects.filtered(out, effects.random_eq(rng, 4.0))
    if rng.random() < 0.3:
        out = effects.low_pass(out, rng.uniform(6000, 12000), 4)
    if rng.random() < 0.5:
        out = effects.compress(out, rng)
    return out / (rms(out) + np.float32(1e-6))
