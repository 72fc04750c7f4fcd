# SPDX-License-Identifier: Apache-2.0
"""Velocities of real recordings, judged by rank.

The references' velocities follow the recorded level on some tracks and not at all on others. So the velocities written
are compared with what the level of the hit itself would give, in each track and class apart: Spearman's rank
correlation of either with the reference, on the same notes. These are the reference notes that stand alone (no other
within 50 ms) and were found, where 20 stand alone with 6 dB between the loudest and the softest. A hit's level is the
loudest 5 ms of the recording from 5 ms before its reference time to 45 ms after it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import scipy.stats

from kitscribe_models.audio import read_audio
from kitscribe_models.evaluate.drums import GROUPS, group_of
from kitscribe_models.evaluate.level import level_db
from kitscribe_models.evaluate.matching import nearest
from kitscribe_models.evaluate.midi_file import read_midi
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.evaluate.recordings import OLD_ANNOTATION, recordings_of
from kitscribe_models.evaluate.scores import RESAMPLES, interval
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.transcriber import Transcriber

ALONE_SECONDS = 0.05
EARLY_SECONDS, LATE_SECONDS = 0.005, 0.045
FEWEST_NOTES, FEWEST_FOUND, LEAST_RANGE_DB = 20, 8, 6.0


class Rank(TypedDict):
    """Rank correlation with the reference, and by how much ours is ahead; its interval is over resampled notes.

    The lead is None where too few notes were found.
    """

    alone: int
    found: int
    ours: float
    level: float
    lead: float | None
    interval: list[float]


def measure_ranks(transcriber: Transcriber, folder: Path) -> dict[str, Rank]:
    """Compare velocities of recordings with their references', by track and class."""
    ranks: dict[str, Rank] = {}
    for recording, midi in transcriber.midi_files("dev", recordings_of(folder)).items():
        if recording.stem not in OLD_ANNOTATION:
            samples, rate = read_audio(recording, always_2d=True)
            reference = read_midi(recording.with_suffix(".mid"))
            found = rank(samples.mean(axis=1), rate, reference, read_midi(midi))
            ranks |= {f"{recording.stem} {group}": row for group, row in found.items()}
    return ranks


def rank(samples: Samples, rate: int, reference: list[Note], written: list[Note]) -> dict[str, Rank]:
    """Compare the velocities of one recording, by class."""
    alone = [note for note in reference if _stands_alone(note, reference)]
    rows = {}
    for group in GROUPS:
        true = [note for note in alone if group_of(note.drum) == group]
        ours = [note for note in written if group_of(note.drum) == group]
        levels = [_level(samples, rate, note.seconds) for note in true]
        if len(true) >= FEWEST_NOTES and max(levels) - min(levels) >= LEAST_RANGE_DB:
            pairs = nearest([note.seconds for note in true], [note.seconds for note in ours])
            notes = [(true[left].velocity, ours[right].velocity, levels[left]) for left, right in pairs]
            rows[group] = _rank(len(true), np.array(notes, float).reshape(-1, 3).T)
    return rows


def _stands_alone(note: Note, reference: list[Note]) -> bool:
    return sum(abs(note.seconds - other.seconds) <= ALONE_SECONDS for other in reference) == 1


def _level(samples: Samples, rate: int, seconds: float) -> float:
    start = max(0, round((seconds - EARLY_SECONDS) * rate))
    return level_db(samples[start : round((seconds + LATE_SECONDS) * rate)])


def _rank(alone: int, notes: npt.NDArray[np.float64]) -> Rank:
    """Rank the written velocities (row 1) and the levels (row 2) with the wanted velocities (row 0)."""
    found = notes.shape[1]
    if found < FEWEST_FOUND:
        return {"alone": alone, "found": found, "ours": 0.0, "level": 0.0, "lead": None, "interval": []}
    random = np.random.default_rng(0)
    picks = random.integers(found, size=(RESAMPLES, found))
    drawn = [_correlations(notes[:, pick]) for pick in picks]
    ours, level = _correlations(notes)
    return {
        "alone": alone,
        "found": found,
        "ours": ours,
        "level": level,
        "lead": ours - level,
        "interval": interval(np.array([left - right for left, right in drawn])),
    }


def _correlations(notes: npt.NDArray[np.float64]) -> tuple[float, float]:
    ranks = scipy.stats.rankdata(notes, axis=1)
    ranks -= ranks.mean(axis=1, keepdims=True)
    lengths = np.maximum(np.sqrt((ranks**2).sum(axis=1)), 1e-12)  # equal velocities rank nothing
    wanted, ours, level = ranks / lengths[:, None]
    return float(wanted @ ours), float(wanted @ level)
