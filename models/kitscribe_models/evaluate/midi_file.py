# SPDX-License-Identifier: Apache-2.0
"""Drum notes from and to MIDI files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import mido

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.drums import GENERAL_MIDI, OTHER
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.manifest import GM_NOTE
from kitscribe_models.output import replacing

DRUM_CHANNEL = 9


def read_midi(path: Path, names: Mapping[int, str] = GENERAL_MIDI) -> list[Note]:
    """Read the notes of channel 10, or of all channels where channel 10 has none; ordered by time."""
    try:
        midi = mido.MidiFile(path)
        seconds = 0.0
        played: list[tuple[int, Note]] = []
        for message in midi:
            seconds += message.time
            if message.type == "note_on" and message.velocity > 0:
                name = names.get(message.note, OTHER)
                played.append((message.channel, Note(seconds, name, message.velocity)))
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        raise InputError(f"{path}: not a readable MIDI file ({error}); transcribe again or remove it") from error
    drums = [note for channel, note in played if channel == DRUM_CHANNEL]
    return drums or [note for _, note in played]


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
