# SPDX-License-Identifier: Apache-2.0
"""A performance played on a kit: one dry stem per drum, and for every note when and how loud it is heard."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kitscribe_models.evaluate.attack import HUMAN_SECONDS, attack_samples
from kitscribe_models.evaluate.kits import Kit, Voice, open_source
from kitscribe_models.evaluate.level import level_db
from kitscribe_models.evaluate.performances import Hit
from kitscribe_models.evaluate.sound import RATE, Samples, Strike

# What a kit lacks is played on the nearest drum that it has.
STAND_INS: dict[str, tuple[str, ...]] = {
    "side_stick": ("snare",),
    "high_tom": ("mid_tom", "low_tom"), "mid_tom": ("low_tom", "high_tom"), "low_tom": ("mid_tom", "high_tom"),
    "pedal_hat": ("closed_hat",), "open_hat": ("closed_hat",),
    "ride": ("closed_hat",), "ride_bell": ("ride", "closed_hat"), "china": ("crash",), "splash": ("crash",),
}  # fmt: skip
DAMPED_BY = {"open_hat": ("closed_hat", "pedal_hat")}

# Borrowed voices come from sources of another loudness: their usual level below the snare's, dB.
BELOW_SNARE_DB = {
    "high_tom": 2, "mid_tom": 2, "low_tom": 2, "crash": 8, "china": 8, "splash": 10, "ride": 14, "ride_bell": 10,
    "kick": 0, "closed_hat": 12, "pedal_hat": 14, "open_hat": 10,
    "side_stick": 6, "clap": 4, "cowbell": 8, "tambourine": 9, "shaker": 12,
}  # fmt: skip
LOUD = 110


@dataclass(frozen=True)
class Played:
    """A note of a stem: seconds at which it is heard, and its level in the stem."""

    hit: Hit
    drum: str
    seconds: float
    level_db: float


@dataclass(frozen=True)
class Performance:
    """Stems by drum, all of one length, and their notes in time order."""

    stems: dict[str, Samples]
    notes: list[Played]

    def mix(self) -> Samples:
        """Sum the stems."""
        total: Samples = np.sum(list(self.stems.values()), axis=0, dtype=np.float32)
        return total


def perform(kit: Kit, hits: Sequence[Hit], seconds: float) -> Performance:
    """Play hits on a kit."""
    length = int(seconds * RATE)
    by_drum: dict[str, list[Hit]] = {}
    for hit in hits:
        options = [drum for drum in (hit.drum, *STAND_INS.get(hit.drum, ())) if drum in kit.voices]
        if options:
            by_drum.setdefault(options[0], []).append(hit)
    stems: dict[str, Samples] = {}
    notes: list[Played] = []
    for drum, its in by_drum.items():
        damping = [(other, hit) for other in DAMPED_BY.get(drum, ()) for hit in by_drum.get(other, [])]
        stems[drum] = _stem(kit, drum, its, damping, length)
        notes += [_played(kit, drum, hit) for hit in its]
    return Performance(stems, sorted(notes, key=lambda note: note.seconds))


def _stem(kit: Kit, drum: str, hits: Sequence[Hit], damping: Sequence[tuple[str, Hit]], length: int) -> Samples:
    stem = np.zeros(length, np.float32)
    gain = np.float32(_gain(kit, drum))
    for voice in dict.fromkeys(_voice(kit, drum, hit) for hit in hits):
        mine = [_strike(voice, hit, mute=False) for hit in hits if _voice(kit, drum, hit) == voice]
        dampers = [(_voice(kit, other, hit), hit) for other, hit in damping]
        mine += [_strike(damper, hit, mute=True) for damper, hit in dampers if damper.source == voice.source]
        stem += open_source(voice.source).play(mine, length) * gain
    return stem


def _voice(kit: Kit, drum: str, hit: Hit) -> Voice:
    voices = kit.voices[drum]
    return voices[hit.variant % len(voices)]


def _strike(voice: Voice, hit: Hit, *, mute: bool) -> Strike:
    return Strike(_sample(voice, hit), voice.key, hit.velocity, mute)


def _sample(voice: Voice, hit: Hit) -> int:
    grid = open_source(voice.source).grid
    return round(hit.seconds * RATE / grid) * grid


def _played(kit: Kit, drum: str, hit: Hit) -> Played:
    voice = _voice(kit, drum, hit)
    attack, level = alone(voice, hit.velocity)
    heard = (_sample(voice, hit) + attack) / RATE + HUMAN_SECONDS
    gain_db = 20 * float(np.log10(_gain(kit, drum)))
    return Played(hit, drum, heard, level + gain_db)


@functools.cache
def alone(voice: Voice, velocity: int) -> tuple[int, float]:
    """Measure an isolated hit: samples to its attack, level from there in dB."""
    hit = open_source(voice.source).play([Strike(0, voice.key, velocity)], RATE // 4)
    attack = attack_samples(hit)
    return attack, level_db(hit[attack:])


@functools.cache
def _gain_of(drum: str, voice: Voice, snare: Voice) -> float:
    if voice.source == snare.source:
        return 1.0
    wanted = alone(snare, LOUD)[1] - BELOW_SNARE_DB[drum]
    return float(10 ** ((wanted - alone(voice, LOUD)[1]) / 20))


def _gain(kit: Kit, drum: str) -> float:
    """Balance a borrowed drum with the kit's own snare."""
    return _gain_of(drum, kit.voices[drum][0], kit.voices["snare"][0])
