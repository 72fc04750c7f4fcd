# SPDX-License-Identifier: Apache-2.0
"""Turn a raw folder of drum samples or of MIDI grooves into one that the other verbs read, with its index.csv.

Samples are told apart by their file and folder names (kick_01.wav, Snare/hit_v2.wav, "Open Hat.aif"); they come out as
mono FLAC at 44.1 kHz, trimmed to just before the attack. The raw folder stays as it is. Look through the index
afterwards: every column may be edited.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from kitscribe_models.audio import read_audio
from kitscribe_models.errors import InputError
from kitscribe_models.grooves import read_hits
from kitscribe_models.kit import level_db
from kitscribe_models.manifest import RATE
from kitscribe_models.naming import Name, describe
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress

F32 = NDArray[np.float32]
Row = dict[str, Any]

AUDIO = frozenset({".wav", ".aif", ".aiff", ".flac", ".ogg", ".mp3"})
LEAD = RATE // 1000  # samples kept before the attack
LONGEST = 6.0  # seconds of a sample


def files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """Files of these suffixes below `folder`, in a fixed order."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in suffixes and not p.name.startswith("."))
    if not found:
        raise InputError(f"{folder}: holds no {', '.join(sorted(suffixes))} files")
    return found


def read_mono(path: Path) -> F32:
    """Audio of any rate and channel count as mono at the model's rate."""
    audio, rate = read_audio(path, always_2d=True)
    mono = audio.mean(axis=1)
    if rate != RATE:
        shared = np.gcd(rate, RATE)
        mono = resample_poly(mono, RATE // shared, rate // shared)
    return np.nan_to_num(np.asarray(mono, np.float32))


def trimmed(audio: F32) -> F32:
    """From just before the first 1 % of the peak, at most LONGEST seconds with a faded end; empty if silent."""
    peak = np.abs(audio).max(initial=0)
    if peak < 1e-4:
        return audio[:0]
    start = max(0, int(np.argmax(np.abs(audio) > 0.01 * peak)) - LEAD)
    cut = audio[start : start + int(LONGEST * RATE)].copy()
    fade = min(len(cut), RATE // 100)
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut


def each(paths: list[Path], what: str, make: Callable[[Path], Row]) -> list[Row]:
    """A row for each usable file; what cannot be used is told, the rest goes on."""
    rows = []
    for path in progress(paths, len(paths), what):
        try:
            rows.append(make(path))
        except InputError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not rows:
        raise InputError(f"none of the {len(paths)} files can be used; see the lines above")
    return rows


def write_index(folder: Path, rows: list[Row]) -> None:
    """Write `folder`/index.csv."""
    with replacing(folder / "index.csv") as path, path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Samples:
    """Converts samples of `raw` into `out`."""

    raw: Path
    out: Path
    licence: str

    def convert(self, path: Path) -> Row:
        """Write the sample; its row, still without what depends on its neighbours."""
        name = describe(path.relative_to(self.raw), self.raw.resolve().name)
        if name is None:
            raise InputError(f"{path}: its name tells no drum; rename it or put it into a folder named after its drum")
        audio = trimmed(read_mono(path))
        if len(audio) < RATE // 100:
            raise InputError(f"{path}: holds no sound of 10 ms or more")
        gain = min(0.0, -0.1 - 20 * np.log10(np.abs(audio).max()))
        audio *= np.float32(10 ** (gain / 20))
        target = self.place(name)
        with replacing(self.out / target) as partial:
            soundfile.write(partial, audio, RATE, subtype="PCM_16")
        return {
            "path": target.as_posix(), "source": name.kit, "licence": self.licence, "instrument": name.instrument,
            "velocity_layer": name.layer, "n_layers": 1, "duration": round(len(audio) / RATE, 4),
            "peak_dbfs": round(20 * np.log10(np.abs(audio).max()), 2), "tier": 1, "kind": name.kind,
            "articulation": name.articulation, "rr": name.round_robin,
            "level_rel_db": level_db(audio) - gain, "gain_db": round(gain, 2), "family": name.kit,
        }  # fmt: skip

    def place(self, name: Name) -> Path:
        """A free path for the sample."""
        folder = Path(name.kit, name.instrument)
        number = name.round_robin
        while (self.out / folder / (file := f"{name.articulation}_v{name.layer}_{number}.flac")).exists():
            number += 1
        return folder / file


def relate(rows: list[Row]) -> None:
    """Layers and levels of each articulation, relative to its loudest sample."""
    together: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        together.setdefault((row["source"], row["instrument"], row["articulation"]), []).append(row)
    for same in together.values():
        loudest = max(row["level_rel_db"] for row in same)
        layers = sorted({row["velocity_layer"] for row in same})
        for row in same:
            row["velocity_layer"] = layers.index(row["velocity_layer"]) + 1
            row["n_layers"] = len(layers)
            row["level_rel_db"] = round(row["level_rel_db"] - loudest, 2)


@dataclass(frozen=True)
class Grooves:
    """Copies MIDI grooves of `raw` into `out`."""

    raw: Path
    out: Path
    licence: str

    def convert(self, path: Path) -> Row:
        """Copy the file; its row."""
        local = path.relative_to(self.raw)
        hits = read_hits(path)
        if not hits:
            raise InputError(f"{path}: no note of it is a drum")
        midi = mido.MidiFile(path)
        first: dict[str, Any] = {}
        for message in mido.merge_tracks(midi.tracks):
            first.setdefault(message.type, message)
        signature = first.get("time_signature")
        with replacing(self.out / local) as partial:
            shutil.copyfile(path, partial)
        return {
            "path": local.as_posix(), "source": self.raw.resolve().name, "licence": self.licence,
            "drummer": local.parts[0] if len(local.parts) > 1 else "unknown", "session": local.parent.as_posix(),
            "style": "", "bpm": round(mido.tempo2bpm(first["set_tempo"].tempo), 2) if "set_tempo" in first else 120,
            "beat_type": "beat",
            "time_signature": f"{signature.numerator}-{signature.denominator}" if signature else "4-4",
            "split": "train", "n_notes": len(hits), "seconds": round(midi.length, 3),
        }  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    raw = parser.add_mutually_exclusive_group(required=True)
    raw.add_argument("--oneshots", type=Path, metavar="DIR", help="raw folder of samples, one hit a file")
    raw.add_argument("--grooves", type=Path, metavar="DIR", help="raw folder of MIDI files")
    parser.add_argument("--licence", default="own material", help="for the index's licence column")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="new folder for the copies and index.csv"
    )


def main(args: argparse.Namespace) -> int:
    """Write `--out`."""
    if args.out.exists() and any(args.out.iterdir()):
        raise InputError(f"{args.out}: is not empty; name a new folder")
    if args.oneshots:
        samples = Samples(args.oneshots, args.out, args.licence)
        rows = each(files(args.oneshots, AUDIO), "index", samples.convert)
        relate(rows)
        counted = Counter(row["instrument"] for row in rows)
    else:
        grooves = Grooves(args.grooves, args.out, args.licence)
        rows = each(files(args.grooves, {".mid", ".midi"}), "index", grooves.convert)
        counted = Counter(row["drummer"] for row in rows)
    write_index(args.out, rows)
    print(f"{args.out / 'index.csv'}: {len(rows)} files: " + ", ".join(f"{k} {n}" for k, n in counted.most_common()))
    return 0
