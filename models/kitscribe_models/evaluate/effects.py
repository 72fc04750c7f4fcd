# SPDX-License-Identifier: Apache-2.0
"""What happens to a drum mix on its way to a listener, done by sox and lame."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.tool import run


@dataclass(frozen=True)
class Chain:
    """Arguments for sox, then white noise of ``noise_db`` (RMS against the peak), then MP3 at ``mp3`` kbit/s.

    What is 0 or empty is left out.
    """

    sox: str = ""
    noise_db: float = 0
    mp3: int = 0


CHAINS: dict[str, Chain] = {
    "dry": Chain(),
    "room": Chain("reverb 30 50 35 100 0 0"),
    "hall": Chain("reverb 55 40 85 100 8 -3"),
    "bus": Chain("compand 0.008,0.12 6:-60,-60,-30,-20,-6,-9 -2 equalizer 90 1q 3 equalizer 7000 0.8q 2"),
    "smashed": Chain("compand 0.015,0.09 4:-70,-60,-40,-20,-6,-10 -3 reverb 20 60 20 100 0 -3"),
    "driven": Chain("overdrive 8 10 equalizer 3000 1q 2"),
    "dull": Chain("bass 4 lowpass -1 7000 reverb 20 70 25 100 0 -4"),
    "thin": Chain("highpass 120 treble 5"),
    "mp3": Chain("reverb 15 50 20 100 0 -4", mp3=128),
}
PACKAGES = "sox lame"
HEADROOM_DB = -9.0


def headroom_gain(mix: Samples) -> float:
    """Return the gain that leaves a mix the headroom that the chains need (sox clips at full scale)."""
    peak = float(np.abs(mix).max())
    return 10 ** (HEADROOM_DB / 20) / peak if peak > 0 else 1.0


def apply(chain: Chain, mix: Samples) -> Samples:
    """Send a mix through a chain; the result is as long and not delayed."""
    out = mix
    with tempfile.TemporaryDirectory() as folder:
        source, target, coded = (Path(folder) / name for name in ("in.wav", "out.wav", "out.mp3"))
        if chain.sox:
            soundfile.write(source, out, RATE, subtype="FLOAT")
            run(PACKAGES, "sox", "-R", "-D", "-V1", source, "-e", "float", "-b", "32", target, *chain.sox.split())
            out = _read(target, len(mix))
        if chain.noise_db:
            level = np.abs(out).max() * 10 ** (chain.noise_db / 20)
            out = out + np.random.default_rng(0).normal(0, level, len(out)).astype(np.float32)
        if chain.mp3:
            soundfile.write(source, out, RATE, subtype="PCM_16")
            run(PACKAGES, "lame", "--quiet", "-b", chain.mp3, source, coded)
            run(PACKAGES, "lame", "--quiet", "--decode", coded, target)
            out = _read(target, len(mix))
    return out


def _read(path: Path, length: int) -> Samples:
    data, _ = soundfile.read(path, dtype="float32", always_2d=True)
    out = np.zeros(length, np.float32)
    out[: len(data)] = data[:length].mean(axis=1)
    return out
