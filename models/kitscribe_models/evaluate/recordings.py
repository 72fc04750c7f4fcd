# SPDX-License-Identifier: Apache-2.0
"""Real recordings with references: scored by the ``score.py`` that lies beside their folder, as it is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kitscribe_models.audio import read_audio
from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress

AUDIO = frozenset({".flac", ".wav"})
WINDOWS = "0.05,0.025,0.01"
PEAK = 0.9  # of changed recordings
OLD_ANNOTATION = frozenset({"Country1"})  # on a 10 ms grid: left out of 10 ms and of timing


def recordings_of(folder: Path) -> list[Path]:
    """List the recordings of a folder."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in AUDIO) if folder.is_dir() else []
    if not found:
        raise InputError(f"{folder}: no FLAC or WAV file; give the folder of recordings and their references")
    return found


def changed(
    recordings: Sequence[Path], folder: Path, name: str, change: Callable[[Samples, int], Samples]
) -> list[Path]:
    """Write what is missing of the changed recordings, ``folder``/<stem>-``name``.wav.

    ``change`` is given a recording, mixed to mono, and its number.
    """
    targets = [folder / f"{recording.stem}-{name}.wav" for recording in recordings]
    missing = [number for number, target in enumerate(targets) if not target.exists()]
    for number in progress(missing, len(missing), f"making {name}"):
        samples, rate = read_audio(recordings[number], always_2d=True)
        if rate != RATE:
            raise InputError(f"{recordings[number]}: {rate} Hz; what changes it has {RATE} Hz: resample it")
        out = change(samples.mean(axis=1), number)
        with replacing(targets[number]) as partial:
            soundfile.write(partial, out * np.float32(PEAK / np.abs(out).max()), RATE, subtype="PCM_16")
    return targets


def score_recordings(
    work: Path, transcriber: Transcriber, folder: Path, heard: Sequence[Path] | None = None
) -> dict[str, Any]:
    """Transcribe and score; ``all`` holds every track, ``strict`` leaves out those with the older annotation.

    ``heard``, if given, is transcribed in place of the folder's recordings, in their order.
    """
    scorer = folder.parent / "score.py"
    if not scorer.exists():
        raise InputError(f"{scorer}: missing: the scorer has to lie beside the folder of recordings")
    recordings = recordings_of(folder)
    files = transcriber.midi_files(heard[0].parent.name if heard else "dev", heard or recordings).values()
    result = {}
    for name, left_out in (("all", frozenset[str]()), ("strict", OLD_ANNOTATION)):
        references, estimates = (work / "scored" / name / side for side in ("ref", "est"))
        for side in (references, estimates):
            shutil.rmtree(side, ignore_errors=True)
            side.mkdir(parents=True)
        for recording, midi in zip(recordings, files, strict=True):
            if recording.stem not in left_out:
                shutil.copy(recording.with_suffix(".mid"), references)
                shutil.copy(midi, estimates / f"{recording.stem}.mid")
        result[name] = _score(scorer, references, estimates)
    return result


def _score(scorer: Path, references: Path, estimates: Path) -> dict[str, Any]:
    target = estimates.parent / "score.json"
    command = [sys.executable, scorer, "--ref", references, "--est", estimates, "--window", WINDOWS, "--json", target]
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"{scorer}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    scores: dict[str, Any] = json.loads(target.read_text())
    return scores
