# SPDX-License-Identifier: Apache-2.0
"""Notes as they were played and as they were heard."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kitscribe_models.output import replacing


@dataclass(frozen=True)
class Note:
    """One hit: seconds from the start of the file, the drum, MIDI velocity 1 to 127."""

    seconds: float
    drum: str
    velocity: int


@dataclass(frozen=True)
class TrueNote(Note):
    """A hit of a render: its level in dB as docs/design.md defines it, and whether it can be heard at all."""

    level_db: float
    audible: bool


def write_truth(path: Path, notes: Sequence[TrueNote], about: dict[str, object]) -> None:
    """Write a render's truth; ``about`` tells how the render was made."""
    with replacing(path) as partial:
        partial.write_text(json.dumps({**about, "notes": [asdict(note) for note in notes]}, indent=1))


def read_truth(path: Path) -> tuple[list[TrueNote], dict[str, object]]:
    """Read what ``write_truth`` wrote."""
    about = json.loads(path.read_text())
    return [TrueNote(**note) for note in about.pop("notes")], about
