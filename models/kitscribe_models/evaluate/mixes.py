# SPDX-License-Identifier: Apache-2.0
"""Full mixes: renders and recordings under music that is as loud as their drums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.music import band, rms
from kitscribe_models.evaluate.notes import read_truth
from kitscribe_models.evaluate.recordings import recordings_of, score_recordings
from kitscribe_models.evaluate.scores import by_drum, by_group
from kitscribe_models.evaluate.sound import RATE
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress

RECIPE = 1  # raise it whenever the mixes change
PEAK = 0.9
WINDOW = 0.025


def measure_mixes(work: Path, transcriber: Transcriber, renders: Path, dev: Path | None) -> dict[str, Any]:
    """Mix, transcribe, and judge by the truth of the drums alone."""
    folder = work / f"mixes-{RECIPE}"
    played = sorted(renders.glob("*.wav"))
    found = transcriber.notes("mixes", _mixed(played, folder / "renders"))
    truths = [read_truth(recording.with_suffix(".json"))[0] for recording in played]
    tracks = list(zip(truths, found, strict=True))
    result: dict[str, Any] = {"groups": by_group(tracks, WINDOW), "drums": by_drum(tracks, WINDOW)["all"]}
    if dev:
        mixes = _mixed(recordings_of(dev), folder / "recordings")
        result["dev"] = score_recordings(work, transcriber, dev, mixes)["all"]
    return result


def _mixed(recordings: Sequence[Path], folder: Path) -> list[Path]:
    """Write what is missing of the mixes."""
    mixes = [folder / f"{recording.stem}-mix.wav" for recording in recordings]
    missing = [number for number, mix in enumerate(mixes) if not mix.exists()]
    for number in progress(missing, len(missing), "mixing"):
        drums, rate = soundfile.read(recordings[number], dtype="float32", always_2d=True)
        if rate != RATE:
            raise InputError(f"{recordings[number]}: {rate} Hz; the music to lie over it has {RATE} Hz: resample it")
        mono = drums.mean(axis=1)
        mix = mono + band(len(mono), number) * rms(mono)
        with replacing(mixes[number]) as partial:
            soundfile.write(partial, mix * np.float32(PEAK / np.abs(mix).max()), RATE, subtype="PCM_16")
    return mixes
