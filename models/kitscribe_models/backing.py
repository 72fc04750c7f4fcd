# SPDX-License-Identifier: Apache-2.0
"""Make what sounds beside drums: slices of voices, guitars and bands without any drum, for `distil` to lay over the drums."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kitscribe_models import effects
from kitscribe_models.arguments import natural, positive
from kitscribe_models.effects import db, log_uniform, rms
from kitscribe_models.features import fixed_frames
from kitscribe_models.guitar import guitar
from kitscribe_models.index import AUDIO, files, read_mono
from kitscribe_models.manifest import FEATURES, HOP, RATE, WINDOW_FRAMES
from kitscribe_models.music import band
from kitscribe_models.output import halves
from kitscribe_models.progress import progress
from kitscribe_models.voice import voice
from kitscribe_models.workers import each

F16 = NDArray[np.float16]
F32 = NDArray[np.float32]

# Slices cut from a clip; its level (RMS), which `distil` changes anyway.
SLICES = 2
LEVEL = 0.1
# Share of clips with voices, and of these with music, too; of music that guitars and basses alone play: a band hits
# nothing that is like a drum as often.
SUNG, ACCOMPANIED, GUITARS = 0.55, 0.3, 0.7
# Share of voices, and of music, that are taken from recordings, where there are any, and how much faster or slower these run.
RECORDED, SPEED = 0.65, (0.75, 1.3)
# Notes a second to which a band plays.
NOTES = 4.0


def excerpt(recording: F32, n: int, rng: Generator) -> F32:
    """A part of a recording, at a random speed, over n samples; RMS 1."""
    speed = log_uniform(rng, *SPEED)
    first = int(rng.integers(max(1, len(recording) - int(n * speed))))
    part = recording[first : first + int(n * speed) + 1]
    out = np.interp(np.arange(n) * speed, np.arange(len(part)), part, right=0).astype(np.float32)
    return out / (rms(out) + np.float32(1e-6))


@dataclass(frozen=True)
class Recordings:
    """Of voices and of music without drums, mono at the model's rate."""

    voices: list[F32]
    songs: list[F32]


def recorded(recordings: list[F32], n: int, rng: Generator) -> F32 | None:
    """At times an excerpt of one of them."""
    if not recordings or rng.random() >= RECORDED:
        return None
    return excerpt(recordings[int(rng.integers(len(recordings)))], n, rng)


def clip(n: int, recordings: Recordings, rng: Generator) -> F32:
    """Voices, a band or both over n samples, at times in a room."""
    out = np.zeros(n, np.float32)
    sung = rng.random() < SUNG
    if sung:
        for _ in range(1 if rng.random() < 0.75 else int(rng.integers(2, 4))):
            sound = recorded(recordings.voices, n, rng)
            out += (voice(n, rng) if sound is None else sound) * np.float32(db(rng.normal(0, 3)))
    if not sung or rng.random() < ACCOMPANIED:
        sound = recorded(recordings.songs, n, rng)
        out += (music(n, rng) if sound is None else sound) * np.float32(db(rng.normal(0, 5)))
    if rng.random() < 0.4:
        out += effects.reverberation(out, effects.synthetic_room(rng), rng.uniform(-20, -3))
    return out * np.float32(LEVEL) / (rms(out) + np.float32(1e-6))


def music(n: int, rng: Generator) -> F32:
    """Up to three guitars or basses, or a band, over n samples."""
    if rng.random() < GUITARS:
        count = rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1])
        return np.sum([guitar(n, rng) * np.float32(db(rng.normal(0, 4))) for _ in range(count)], axis=0)
    seconds = n / RATE
    return band(sorted(rng.uniform(0, seconds, rng.poisson(seconds * NOTES))), n, rng)


def slices(recordings: Recordings, number: int, seed: int) -> F16:
    """Features [SLICES, frames, width] of the clip of a number, above the fixed floor as `slice` gives them."""
    count = SLICES * WINDOW_FRAMES
    audio = clip(count * HOP, recordings, np.random.default_rng((seed, number)))
    return fixed_frames(audio)[:count].astype(np.float16).reshape(SLICES, WINDOW_FRAMES, -1)


def read_folder(folder: Path | None) -> list[F32]:
    """The recordings below a folder, none without one."""
    return [read_mono(path) for path in files(folder, AUDIO)] if folder else []


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voices", type=Path, metavar="DIR", help="folder of recorded speech and song without drums")
    parser.add_argument("--songs", type=Path, metavar="DIR", help="folder of recorded music, as --voices")
    parser.add_argument("--count", type=positive, default=6000, help="slices of 2.5 s")
    parser.add_argument("--seed", type=natural, default=0)
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder for features.npy")


def main(args: argparse.Namespace) -> int:
    recordings = Recordings(read_folder(args.voices), read_folder(args.songs))
    clips = -(-args.count // SLICES)
    shape = (clips * SLICES, WINDOW_FRAMES, FEATURES.width)
    made = each(partial(slices, seed=args.seed), recordings, range(clips), args.jobs)
    with halves(args.out / "features.npy", shape) as features:
        for x in progress(made, clips, "backing"):
            features(x)
    return 0
