# SPDX-License-Identifier: Apache-2.0
"""The drums a transcription is judged by, and the notes that name them in MIDI files."""

from __future__ import annotations

from kitscribe_models import manifest

DRUMS = manifest.DRUMS
GROUPS = {group.name: group.drums for group in manifest.GROUPS}
GROUP_OF = {drum: group for group, drums in GROUPS.items() for drum in drums}

# General MIDI percussion, of which a transcription writes one note per drum.
GENERAL_MIDI: dict[int, str] = {
    35: "kick", 36: "kick",
    37: "side_stick", 38: "snare", 39: "clap", 40: "snare",
    41: "low_tom", 43: "low_tom", 45: "mid_tom", 47: "mid_tom", 48: "high_tom", 50: "high_tom",
    42: "closed_hat", 44: "pedal_hat", 46: "open_hat",
    49: "crash", 57: "crash", 51: "ride", 59: "ride", 52: "china", 53: "ride_bell", 55: "splash",
    54: "tambourine", 56: "cowbell", 69: "shaker", 70: "shaker", 82: "shaker",
}  # fmt: skip
OTHER = "other"  # a note that names none of our drums: always false

# The e-kit that the Groove MIDI Dataset was played on: its pads send other notes than General MIDI.
E_KIT: dict[int, str] = {
    36: "kick", 38: "snare", 40: "snare", 37: "side_stick",
    48: "high_tom", 50: "high_tom", 45: "mid_tom", 47: "mid_tom", 43: "low_tom", 58: "low_tom",
    22: "closed_hat", 42: "closed_hat", 26: "open_hat", 46: "open_hat", 44: "pedal_hat",
    49: "crash", 55: "crash", 52: "crash", 57: "crash", 51: "ride", 59: "ride", 53: "ride_bell",
}  # fmt: skip


def group_of(drum: str) -> str:
    """Name the group of a drum; a note outside the drums stays outside the groups."""
    return GROUP_OF.get(drum, OTHER)
