# SPDX-License-Identifier: Apache-2.0
"""Whether a voice of a test kit was heard in training: its likeness to every training sample.

Likeness is the largest normalised cross-correlation of the first quarter of a second, over small shifts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.fft
import scipy.signal

from kitscribe_models.audio import read_audio
from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.attack import attack_samples
from kitscribe_models.evaluate.kits import Voice, open_source
from kitscribe_models.evaluate.sound import RATE, Samples, Strike
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress

SEEN = 0.9
STEP = 2  # compared at half the rate: above 11 kHz there is little to tell samples apart
LENGTH = RATE // 4 // STEP
SHIFT = RATE * 30 // 1000 // STEP
VELOCITIES = (50, 85, 115)
CHUNK = 256


class TrainingSamples:
    """The spectra of all training samples' beginnings."""

    def __init__(self, folder: Path) -> None:
        self.paths = sorted(folder.rglob("*.flac")) + sorted(folder.rglob("*.wav"))
        if not self.paths:
            raise InputError(f"{folder}: no FLAC or WAV file; give the folder of training samples")
        self._size = scipy.fft.next_fast_len(LENGTH + SHIFT, real=True)
        self._spectra = [
            scipy.fft.rfft(np.stack([_unit(_read(path)) for path in self.paths[start : start + CHUNK]]), self._size)
            for start in range(0, len(self.paths), CHUNK)
        ]

    def likeness(self, hit: Samples) -> tuple[float, str]:
        """Return the largest likeness of an isolated hit and the training sample that it is of."""
        start = max(0, attack_samples(hit) - RATE // 1000)
        spectrum = np.conj(scipy.fft.rfft(_unit(_halve(hit[start:])), self._size))
        best = np.concatenate([self._best(chunk * spectrum) for chunk in self._spectra])
        most = int(best.argmax())
        return float(best[most]), str(self.paths[most])

    def _best(self, products: npt.NDArray[np.complex64]) -> npt.NDArray[np.float32]:
        lags = np.abs(scipy.fft.irfft(products, self._size))
        near: npt.NDArray[np.float32] = np.concatenate([lags[:, : SHIFT + 1], lags[:, -SHIFT:]], axis=1).max(axis=1)
        return near


def likenesses(voices: Iterable[Voice], folder: Path | None, cache: Path) -> dict[Voice, tuple[float, str]]:
    """Return each voice's largest likeness to a training sample; what the cache knows is not computed again."""
    known = {}
    if cache.exists():
        known = {Voice(*row["voice"]): (row["likeness"], row["nearest"]) for row in json.loads(cache.read_text())}
    missing = [voice for voice in dict.fromkeys(voices) if voice not in known]
    if missing:
        if folder is None:
            raise InputError(f"{cache}: lacks {len(missing)} voices: give the training samples (--oneshots)")
        training = TrainingSamples(folder)
        for voice in progress(missing, len(missing), "comparing with training"):
            known[voice] = max(training.likeness(hit) for hit in isolated(voice))
        rows = [
            {"voice": (voice.source, voice.key), "likeness": score, "nearest": nearest}
            for voice, (score, nearest) in known.items()
        ]
        with replacing(cache) as partial:
            partial.write_text(json.dumps(rows, indent=1))
    return known


def isolated(voice: Voice) -> list[Samples]:
    """Play a voice alone at several velocities, half a second each."""
    source = open_source(voice.source)
    return [source.play([Strike(0, voice.key, velocity)], RATE // 2) for velocity in VELOCITIES]


def _read(path: Path) -> Samples:
    data, rate = read_audio(path, frames=RATE // 2, always_2d=True)
    if rate != RATE:
        raise InputError(f"{path}: {rate} Hz; training samples have {RATE} Hz")
    return _halve(data.mean(axis=1))


def _halve(samples: Samples) -> Samples:
    halved: Samples = scipy.signal.resample_poly(samples[: RATE // 2], 1, STEP).astype(np.float32)
    return halved


def _unit(samples: Samples) -> Samples:
    cut = np.zeros(LENGTH, np.float32)
    cut[: len(samples)] = samples[:LENGTH]
    return cut / np.float32(np.linalg.norm(cut) + 1e-9)
