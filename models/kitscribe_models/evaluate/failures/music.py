# SPDX-License-Identifier: Apache-2.0
"""Music without drums, in which nothing should be found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kitscribe_models.evaluate.failures.row import Row, Track, total
from kitscribe_models.evaluate.kits import GENERAL_USER, open_source
from kitscribe_models.evaluate.sound import RATE, Samples, Strike

SECONDS = 12.0
BLOCK = 64

# Name: bank and program of the soundfont, keys, seconds between notes, notes at once.
PARTS: dict[str, tuple[str, range, float, int]] = {
    "bass": ("0:33", range(28, 48), 0.3, 1),
    "guitar": ("0:24", range(45, 75), 0.25, 1),
    "harp": ("0:46", range(48, 84), 0.2, 1),
    "pad": ("0:89", range(48, 72), 6.0, 3),
    "hands": ("128:0", range(60, 65), 0.25, 1),  # bongos and congas
}


def music(part: str) -> tuple[Samples, int]:
    """Play random notes of one instrument; give the rate too."""
    preset, keys, spacing, chord = PARTS[part]
    random = np.random.default_rng(sorted(PARTS).index(part))
    strikes = [
        Strike(int(time * RATE / BLOCK) * BLOCK, int(random.choice(keys)), int(random.integers(60, 115)))
        for time in np.arange(0, SECONDS, spacing)
        for _ in range(chord)
    ]
    samples = open_source(f"{GENERAL_USER}:{preset}").play(strikes, int(SECONDS * RATE))
    return samples * np.float32(0.5 / np.abs(samples).max()), RATE


def music_without_drums(tracks: Sequence[Track]) -> Row:
    """Return notes written per minute."""
    counts = [(len(track.found), track.seconds / 60) for track in tracks]
    return Row(counts, most=2, of=f"{total(counts, 'in')} min")
