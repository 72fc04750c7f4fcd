# SPDX-License-Identifier: Apache-2.0
"""One-shot samples of drum kits, listed in an index.csv, split by family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.audio import read_audio
from kitscribe_models.errors import InputError
from kitscribe_models.manifest import RATE
from kitscribe_models.table import number, read_rows

COLUMNS = (
    "path", "source", "kind", "family", "instrument", "articulation", "level_rel_db", "gain_db", "n_layers",
)  # fmt: skip

# The index's instrument names as our drums; other_perc stays outside: sounds that must give no note.
INSTRUMENTS = {
    "kick": "kick", "snare": "snare", "rimshot": "snare", "sidestick": "side_stick",
    "tom_high": "high_tom", "tom_mid": "mid_tom", "tom_low": "low_tom",
    "hh_closed": "closed_hat", "hh_pedal": "pedal_hat", "hh_open": "open_hat",
    "ride": "ride", "ride_bell": "ride_bell", "crash": "crash", "china": "china", "splash": "splash",
    "clap": "clap", "cowbell": "cowbell", "tambourine": "tambourine", "shaker": "shaker",
}  # fmt: skip

# Percussion that sounds like a drum of ours (the verb `cluster` finds it among them): no evidence either way.
AMBIGUOUS = {
    "sklad_formanta_polivoks": ("perc",),
    "sklad_elgam_carousel": ("perc",),
    "sampled_cr78": ("hihat_metal",),
    "sklad_eli_compurhythm_cr_7030": ("tom",),
    "gogodze1_handdrums": ("cajon",),
    "body_percussion": ("stomp", "halfstomp", "chestthump", "snap", "pinkysnap"),
}

# Families kept for validation until the thresholds are found; all others train from the first. Families of the
# independent renderer (evaluate) are in neither.
VALIDATION_FAMILIES = frozenset(
    {
        "sklad_jazzkit", "pearl_master_studio", "scratch_music", "webaudio_kit8", "webaudio_acoustic_kit",
        "sampled_tr505", "sklad_drumulator", "smpld_roland_cr_8000",
        "fuguestate_distkit", "webaudio_r8", "sonicpi_acoustic",
    }
)  # fmt: skip


@dataclass(frozen=True)
class OneShot:
    """A sample: mono int16 audio at the model's rate and what the index says of it."""

    audio: NDArray[np.int16]
    articulation: str
    level_db: float  # relative to the loudest layer
    gain_db: float  # what the index added to the kit's own balance
    layers: int


@dataclass(frozen=True)
class Piece:
    """One drum of one source: its samples."""

    source: str
    kind: str
    family: str
    drum: str
    shots: tuple[OneShot, ...]


def families(folder: Path, part: str) -> set[str]:
    """Families of a `part`: train, validation or all. Material without our validation families lends every fifth."""
    every = {row["family"] for row in read_rows(folder, "family")}
    held = every & VALIDATION_FAMILIES or set(sorted(every)[::5])
    return {"all": every, "validation": held, "train": every - held or every}[part]


def load(folder: Path, wanted: Callable[[str], bool]) -> tuple[list[Piece], list[OneShot]]:
    """Pieces of the families that `wanted` accepts, and their distractors (percussion that is no drum of ours)."""
    rows = [row for row in read_rows(folder, *COLUMNS) if wanted(row["family"])]
    shots: dict[tuple[str, str, str, str], list[OneShot]] = defaultdict(list)
    distractors = []
    for row in rows:
        audio, rate = read_audio(folder / row["path"], dtype="int16")
        if rate != RATE or audio.ndim != 1:
            raise InputError(f"{folder / row['path']}: {rate} Hz, {audio.ndim} channels; needs mono at {RATE} Hz")
        level, gain = (number(folder, row, column) for column in ("level_rel_db", "gain_db"))
        shot = OneShot(audio, row["articulation"], level, gain, int(number(folder, row, "n_layers", least=1)))
        drum = INSTRUMENTS.get(row["instrument"])
        if row["instrument"] == "rimshot" and row["kind"] == "electronic":
            drum = "side_stick"  # a machine's rimshot is its side stick (General MIDI's note 37)
        if drum:
            shots[row["source"], row["kind"], row["family"], drum].append(shot)
        elif not row["articulation"].startswith(AMBIGUOUS.get(row["source"], ("\0",))):
            distractors.append(shot)
    return [Piece(*key, tuple(value)) for key, value in shots.items()], distractors
