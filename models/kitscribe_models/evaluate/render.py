# SPDX-License-Identifier: Apache-2.0
"""One render: a performance through a chain, with its truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from kitscribe_models.evaluate.audible import audible, log_mel
from kitscribe_models.evaluate.effects import CHAINS, apply, headroom_gain
from kitscribe_models.evaluate.kits import Kit
from kitscribe_models.evaluate.level import velocities
from kitscribe_models.evaluate.notes import TrueNote, write_truth
from kitscribe_models.evaluate.performances import Hit
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.stems import Played, perform
from kitscribe_models.output import replacing


def render(kit: Kit, hits: Sequence[Hit], seconds: float, chain: str, peak_db: float) -> tuple[Samples, list[TrueNote]]:
    """Play, process, set the peak (dB of full scale), and find the truth."""
    performance = perform(kit, hits, seconds)
    mix = performance.mix()
    gain = np.float32(headroom_gain(mix))
    processed = apply(CHAINS[chain], mix * gain)
    peak = np.float32(10 ** (peak_db / 20) / np.abs(processed).max())
    full = log_mel(processed * peak)
    truth: list[TrueNote] = []
    for drum, stem in performance.stems.items():
        notes = [note for note in performance.notes if note.drum == drum]
        muted = log_mel(apply(CHAINS[chain], (mix - stem) * gain) * peak)
        truth += _true_notes(notes, audible(full, muted, [note.seconds for note in notes]))
    return processed * peak, sorted(truth, key=lambda note: (note.seconds, note.drum))


def _true_notes(notes: Sequence[Played], heard: Sequence[bool]) -> list[TrueNote]:
    loudness = velocities([note.level_db for note in notes])
    return [
        TrueNote(round(note.seconds, 6), note.drum, int(velocity), round(note.level_db, 2), is_heard)
        for note, velocity, is_heard in zip(notes, loudness, heard, strict=True)
    ]


def write_render(base: Path, samples: Samples, truth: Sequence[TrueNote], about: dict[str, object]) -> None:
    """Write ``base``.wav and then ``base``.json, whose presence says that the render is complete."""
    with replacing(base.with_suffix(".wav")) as partial:
        soundfile.write(partial, samples, RATE, subtype="PCM_16")
    write_truth(base.with_suffix(".json"), truth, about)
