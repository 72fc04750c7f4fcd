# SPDX-License-Identifier: Apache-2.0
"""What sounds beside drums in full mixes, in which nothing should be found: alone, and over recordings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
import soundfile

from kitscribe_models.evaluate.music import rms
from kitscribe_models.evaluate.recordings import changed, recordings_of, score_recordings
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.tones import Tone, against
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing

PEAK = 0.5  # of what is heard alone


class Beside(TypedDict):
    """By sound: notes a minute in it alone, and the scores of the recordings under it."""

    alone: dict[str, float]
    under: dict[str, Tone]


def measure_beside(
    folder: Path,
    sounds: Mapping[str, Callable[[], Samples]],
    softer_db: float,
    transcriber: Transcriber,
    dev: Path,
) -> Beside:
    """Transcribe sounds, and the recordings under each of them, by RMS so much softer than the drums.

    ``sounds`` give samples of any level; these, with a peak of 0.5, and the mixes are kept in ``folder``, below the
    working folder.
    """
    work = folder.parent
    files = {name: folder / f"{name}.wav" for name in sounds}
    for name, path in files.items():
        if not path.exists():
            samples = sounds[name]()
            with replacing(path) as partly:
                soundfile.write(partly, samples * np.float32(PEAK / np.abs(samples).max()), RATE, subtype="PCM_16")
    found = transcriber.notes(folder.name, list(files.values()))
    alone = {name: 60 * len(notes) / soundfile.info(files[name]).duration for name, notes in zip(files, found)}
    own = score_recordings(work, transcriber, dev)
    under = {}
    for name, path in files.items():
        change = partial(_under, soundfile.read(path, dtype="float32")[0], softer_db)
        heard = changed(recordings_of(dev), folder, name, change)
        under[name] = against(own, score_recordings(work, transcriber, dev, heard))
    return {"alone": alone, "under": under}


def _under(sound: Samples, softer_db: float, drums: Samples, _: int) -> Samples:
    sound = np.resize(sound, len(drums))
    return drums + sound * np.float32(rms(drums) / rms(sound) * 10 ** (-softer_db / 20))
