# SPDX-License-Identifier: Apache-2.0
"""Full mixes: a recorded guitar, a voice and a band together, in which nothing should be found, alone and over recordings."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

from kitscribe_models.evaluate.beside import Beside, measure_beside
from kitscribe_models.evaluate.guitars import loudest, tracks
from kitscribe_models.evaluate.music import band, rms
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.evaluate.voices import SPEAKERS, speech

RECIPE = 1  # raise it whenever the songs change
SOFTER_DB = 0.0  # than the drums, by RMS, all together


def measure_songs(work: Path, transcriber: Transcriber, dev: Path) -> Beside:
    """Notes a minute in each guitar's song alone, and scores of the recordings under it."""
    parts = enumerate(zip(tracks().items(), cycle(SPEAKERS)))
    songs = {name: partial(song, track, speaker, number) for number, ((name, track), speaker) in parts}
    return measure_beside(work / f"songs-{RECIPE}", songs, SOFTER_DB, transcriber, dev)


def song(guitar: Path, speaker: str, number: int) -> Samples:
    """Let a guitar, one of the speakers and a band sound together, each as loud as the others."""
    played = loudest(guitar)
    parts = (played, np.resize(speech(speaker), len(played)), band(len(played), number))
    return np.sum([part / rms(part) for part in parts], axis=0, dtype=np.float32)
