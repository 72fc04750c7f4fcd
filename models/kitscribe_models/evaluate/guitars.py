# SPDX-License-Identifier: Apache-2.0
"""Recorded guitars, mostly distorted, alone and over recordings: their picks and muted strokes are what is most like snares."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.beside import Beside, measure_beside
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.index import read_mono

RECIPE = 1  # raise it whenever the excerpts change
# Each song of the game Frets on Fire has its guitar as a track of its own.
SONGS = Path("/usr/share/games/fretsonfire/data/songs")
PACKAGES = "fretsonfire-songs-muldjord fretsonfire-songs-sectoid"
SECONDS = 40  # of each, the loudest
SOFTER_DB = 0.0  # than the drums, by RMS


def measure_guitars(work: Path, transcriber: Transcriber, dev: Path) -> Beside:
    """Notes a minute in guitars alone, and scores of the recordings under each."""
    guitars = {name: partial(loudest, track) for name, track in tracks().items()}
    return measure_beside(work / f"guitars-{RECIPE}", guitars, SOFTER_DB, transcriber, dev)


def tracks() -> dict[str, Path]:
    """Return each song's track of a guitar, by the song's name."""
    found = sorted(SONGS.glob("*/*/guitar.ogg"))
    if not found:
        raise InputError(f"{SONGS}: no guitar: apt-get install {PACKAGES}")
    return {track.parent.name.replace(" ", "-").lower(): track for track in found}


def loudest(track: Path) -> Samples:
    """Read a track's loudest seconds."""
    samples = read_mono(track)
    energy = np.add.reduceat(np.square(samples), np.arange(0, len(samples), RATE))
    heard = np.convolve(energy, np.ones(min(SECONDS, len(energy))), "valid")
    return samples[RATE * int(heard.argmax()) :][: RATE * SECONDS]
