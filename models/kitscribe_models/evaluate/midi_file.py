# SPDX-License-Identifier: Apache-2.0
"""Drum notes from MIDI files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import mido

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.drums import GENERAL_MIDI, OTHER
from kitscribe_models.evaluate.notes import Note

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
