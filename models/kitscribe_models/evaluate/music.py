# SPDX-License-Identifier: Apache-2.0
"""Music of random notes by instruments of a soundfont, one alone or a band."""

from __future__ import annotations

import numpy as np

from kitscribe_models.evaluate.kits import GENERAL_USER, open_source
from kitscribe_models.evaluate.sound import RATE, Samples, Strike

# Name: bank and program of the soundfont, keys, seconds between notes, notes at once.
PARTS: dict[str, tuple[str, range, float, int]] = {
    "bass": ("0:33", range(28, 48), 0.3, 1),
    "guitar": ("0:24", range(45, 75), 0.25, 1),
    "harp": ("0:46", range(48, 84), 0.2, 1),
    "pad": ("0:89", range(48, 72), 6.0, 3),
    "hands": ("128:0", range(60, 65), 0.25, 1),  # bongos and congas
}
BAND = ("bass", "guitar", "harp", "pad")


def play(part: str, seconds: float, seed: int) -> Samples:
    """Play random notes of one instrument, peak 0.5."""
    preset, keys, spacing, chord = PARTS[part]
    random = np.random.default_rng(seed)
    source = open_source(f"{GENERAL_USER}:{preset}")
    strikes = [
        Strike(int(time * RATE / source.grid) * source.grid, int(random.choice(keys)), int(random.integers(60, 115)))
        for time in np.arange(0, seconds, spacing)
        for _ in range(chord)
    ]
    samples = source.play(strikes, int(seconds * RATE))
    return samples * np.float32(0.5 / np.abs(samples).max())


def band(length: int, seed: int) -> Samples:
    """Let all of a band play for so many samples, each as loud as the others; RMS 1."""
    parts = [play(part, length / RATE + 1, seed * len(BAND) + number)[:length] for number, part in enumerate(BAND)]
    mix = np.sum([part / rms(part) for part in parts], axis=0, dtype=np.float32)
    return mix / rms(mix)


def rms(samples: Samples) -> np.float32:
    """Return the root of the mean square."""
    return np.float32(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
