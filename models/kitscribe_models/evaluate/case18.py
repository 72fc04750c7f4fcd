# SPDX-License-Identifier: Apache-2.0
"""The case that started this project: 18 notes that an earlier model smeared, lost and overshot.

Right is a transcription with all 18 notes, each within one 3 ms frame, and no other note. Any crash and any tom will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kitscribe_models.evaluate.drums import GENERAL_MIDI, GROUP_OF
from kitscribe_models.evaluate.kits import Kit
from kitscribe_models.evaluate.matching import match
from kitscribe_models.evaluate.notes import Note, TrueNote
from kitscribe_models.evaluate.performances import Hit
from kitscribe_models.evaluate.render import render, write_render
from kitscribe_models.progress import progress

NOTES = (
    "36@0/79 57@0/109 43@54/91 36@108/119 38@170/112 57@171/109 36@227/92 43@286/107 36@343/117 57@346/109 43@400/91 "
    "36@456/97 38@514/121 57@514/109 36@686/102 57@689/109 43@744/106 36@799/119"
)
FRAME_SECONDS = 0.003
CHAINS = ("dry", "room", "bus")
LEADS = (0.0, 0.5)
KITS = 20
TAIL_SECONDS = 1.5
RECIPE = 1  # raise it whenever the renders change


@dataclass(frozen=True)
class Verdict:
    """One transcription of the case."""

    missed: int
    late: int  # found, but more than a frame away
    extra: int
    velocity_errors: tuple[float, ...]  # after one offset per drum

    @property
    def right(self) -> bool:
        """Tell whether all notes and nothing else was found in time."""
        return not (self.missed or self.late or self.extra)


def make_case18(work: Path, kits: Sequence[Kit]) -> Path:
    """Render the case on 20 kits, through each chain, with each lead; return the folder.

    The first 20 on which all 18 notes can be heard: on some a crash drowns under a simultaneous kick.
    """
    folder = work / f"case18-{RECIPE}"
    for kit in progress(kits, len(kits), "rendering the 18 notes"):
        if len(list(folder.glob("*.json"))) < KITS * len(CHAINS) * len(LEADS):
            _render_kit(folder, kit)
    return folder


def _render_kit(folder: Path, kit: Kit) -> None:
    for chain in CHAINS:
        for lead in LEADS:
            base = folder / f"{kit.name}-{chain}-{round(lead * 1000)}ms"
            if base.with_suffix(".json").exists():
                continue
            notes = hits(lead)
            samples, truth = render(kit, notes, notes[-1].seconds + TAIL_SECONDS, chain, -3.0)
            if chain == CHAINS[0] and not all(note.audible for note in truth):
                return
            write_render(base, samples, truth, {"kit": kit.name, "chain": chain, "lead": lead})


def hits(lead: float) -> list[Hit]:
    """Return the 18 strokes."""
    strokes = []
    for word in NOTES.split():
        note, _, rest = word.partition("@")
        frame, _, velocity = rest.partition("/")
        drum = GENERAL_MIDI[int(note)]
        strokes.append(Hit(lead + int(frame) * FRAME_SECONDS, drum, int(velocity), variant=1 if drum == "crash" else 0))
    return strokes


def judge(truth: Sequence[TrueNote], found: Sequence[Note]) -> Verdict:
    """Compare a transcription of the case with its truth."""
    kinds = {_kind(note.drum) for note in truth}
    missed = late = 0
    matched = 0
    errors: list[float] = []
    for kind in kinds:
        true = [note for note in truth if _kind(note.drum) == kind]
        ours = [note for note in found if _kind(note.drum) == kind]
        pairs = match([note.seconds for note in true], [note.seconds for note in ours], 0.05)
        gaps = [abs(true[left].seconds - ours[right].seconds) for left, right in pairs]
        late += sum(gap > FRAME_SECONDS + 1e-6 for gap in gaps)
        missed += len(true) - len(pairs)
        matched += len(pairs)
        differences = np.array([ours[right].velocity - true[left].velocity for left, right in pairs])
        if differences.size:
            errors += [float(error) for error in np.abs(differences - np.median(differences))]
    return Verdict(missed, late, len(found) - matched, tuple(errors))


def _kind(drum: str) -> str:
    """Toms are one kind; a crash is a crash."""
    return "tom" if GROUP_OF.get(drum) == "tom" else drum
