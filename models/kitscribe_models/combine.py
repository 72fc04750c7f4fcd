# SPDX-License-Identifier: Apache-2.0
"""Combine many MIDI grooves into one long performance."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.arguments import natural
from kitscribe_models.errors import InputError, first_line
from kitscribe_models.grooves import read_hits, read_index
from kitscribe_models.manifest import DRUM_INDEX
from kitscribe_models.output import replacing


@dataclass(frozen=True)
class Performance:
    """Parallel arrays, in time order: seconds, drum index, velocity 1..127, beat length in seconds at that point."""

    time: NDArray[np.float64]
    drum: NDArray[np.int16]
    velocity: NDArray[np.int16]
    beat: NDArray[np.float32]

    def save(self, path: Path) -> None:
        with replacing(path) as partial, partial.open("wb") as file:
            np.savez_compressed(file, time=self.time, drum=self.drum, velocity=self.velocity, beat=self.beat)

    @staticmethod
    def load(path: Path) -> Performance:
        try:
            with path.open("rb") as file, np.load(file) as data:
                return Performance(data["time"], data["drum"], data["velocity"], data["beat"])
        except (OSError, ValueError, EOFError, KeyError, TypeError, BadZipFile) as error:
            raise InputError(
                f"{path}: is no performance: {first_line(error)}; make one with the verb combine"
            ) from error


def combine(folder: Path, drummers: list[str] | None, seed: int) -> Performance:
    """All grooves of these drummers one after the other, in random order, a beat apart."""
    grooves = read_index(folder, drummers)
    if not grooves:
        raise InputError(f"{folder}/index.csv: no groove by {', '.join(drummers or ['anyone'])}")
    rows = []
    start = 0.0
    for i in np.random.default_rng(seed).permutation(len(grooves)):
        groove = grooves[i]
        hits = read_hits(groove.path)
        if not hits:
            continue
        beat = 60.0 / groove.bpm
        rows += [(start + h.time, DRUM_INDEX[h.drum], h.velocity, beat) for h in hits]
        start += hits[-1].time + beat
    if not rows:
        raise InputError(f"{folder}/index.csv: no note of these grooves is a drum")
    rows.sort(key=lambda row: row[0])
    columns = list(zip(*rows))
    return Performance(
        np.array(columns[0]),
        np.array(columns[1], np.int16),
        np.array(columns[2], np.int16),
        np.array(columns[3], np.float32),
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--grooves", type=Path, required=True, help="folder with index.csv and MIDI files")
    parser.add_argument("--drummers", help="comma list; all without it")
    parser.add_argument("--seed", type=natural, default=0)
    parser.add_argument("--out", type=Path, required=True, help="performance file (.npz)")


def main(args: argparse.Namespace) -> int:
    performance = combine(args.grooves, args.drummers.split(",") if args.drummers else None, args.seed)
    performance.save(args.out)
    print(f"{args.out}: {len(performance.time)} notes, {performance.time[-1] / 3600:.2f} hours")
    return 0
