# SPDX-License-Identifier: Apache-2.0
"""MIDI files that stand for references and transcriptions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import mido

from kitscribe_models.evaluate.notes import Note
from kitscribe_models.manifest import GM_NOTE
from kitscribe_models.output import replacing


def write_midi(path: Path, notes: Iterable[Note]) -> None:
    """Write notes as General MIDI drums at 120 beats a minute, to within a quarter of a millisecond."""
    ticks_per_second = 1920
    track = mido.MidiTrack()
    now = 0
    events = [(round(note.seconds * ticks_per_second), note) for note in notes if note.drum in GM_NOTE]
    for tick, note in sorted(events, key=lambda event: (event[0], event[1].drum)):
        number = GM_NOTE[note.drum]
        track.append(mido.Message("note_on", channel=9, note=number, velocity=note.velocity, time=tick - now))
        track.append(mido.Message("note_off", channel=9, note=number, time=0))
        now = tick
    with replacing(path) as partial:
        mido.MidiFile(tracks=[track], ticks_per_beat=960).save(partial)
