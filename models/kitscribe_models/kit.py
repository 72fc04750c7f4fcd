# SPDX-License-Identifier: Apache-2.0
"""A playable kit for one segment: which samples sound for each drum, how loud, and with what tone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kitscribe_models.burst import click, clock
from kitscribe_models.effects import add, db, filtered, low_pass, random_eq
from kitscribe_models.errors import InputError
from kitscribe_models.manifest import GROUP_OF, GROUPS, RATE
from kitscribe_models.oneshots import OneShot, Piece

F32 = NDArray[np.float32]

# Usual level of each drum's loud hits against the kick's (dB), where the kit's own balance is unknown.
USUAL_LEVEL = {
    "kick": 0.0, "snare": -1.0, "side_stick": -8.0, "high_tom": -3.0, "mid_tom": -3.0, "low_tom": -3.0,
    "closed_hat": -13.0, "pedal_hat": -17.0, "open_hat": -10.0, "ride": -13.0, "ride_bell": -11.0,
    "crash": -6.0, "china": -6.0, "splash": -9.0, "clap": -4.0, "cowbell": -9.0, "tambourine": -12.0, "shaker": -17.0,
}  # fmt: skip


def level_db(audio: F32) -> float:
    """Loudest 5 ms RMS in the first 50 ms, dB."""
    power = np.cumsum(np.concatenate([[0.0], audio[: int(0.05 * RATE)].astype(np.float64) ** 2]))
    n = min(int(0.005 * RATE), len(power) - 1)
    return float(10 * np.log10(np.max(power[n:] - power[:-n]) / n + 1e-12))


def attack(audio: F32) -> int:
    """Sample at which the hit first reaches 10 % of the peak of its first 100 ms."""
    head = np.abs(audio[: int(0.1 * RATE)])
    return int(np.argmax(head >= 0.1 * head.max()))


@dataclass(frozen=True)
class Sound:
    """A processed sample: audio at unit gain, its level (dB) and attack (samples)."""

    audio: F32
    level: float
    attack: int
    rank_db: float


def tuned(shot: OneShot, pitch: float) -> F32:
    """The sample's audio, faster by `pitch`."""
    audio = shot.audio.astype(np.float32) / 32768.0
    if abs(pitch - 1) < 1e-3:
        return audio
    n = int(len(audio) / pitch)
    return np.interp(np.arange(n) * pitch, np.arange(len(audio)), audio).astype(np.float32)


@dataclass(frozen=True)
class Shape:
    """How a drum is struck and damped: dB more or less in the first milliseconds, dB lost more each second."""

    punch_db: float
    damping: float

    def apply(self, audio: F32, start: int) -> F32:
        t = np.maximum(np.arange(len(audio)) - start, 0) / np.float32(RATE)
        gain = self.punch_db * np.exp(-t / 0.012) - self.damping * t
        return (audio * 10.0 ** (gain / 20)).astype(np.float32)


@dataclass
class Voice:
    """One drum of the kit."""

    shots: list[OneShot]
    gain_db: float
    eq: NDArray[np.float64] | None
    pitch: float
    dynamics: float
    layered: bool
    shape: Shape | None = None
    under: F32 | None = None  # a second drum of the kind sounding with it
    under_db: float = 0.0  # level of `under` against the first
    click: F32 | None = None  # a hard beater's, at the attack
    cache: dict[int, Sound] = field(default_factory=dict)

    def sound(self, index: int) -> Sound:
        """Sample `index` with this voice's pitch, shape and tone (computed once)."""
        if index not in self.cache:
            shot = self.shots[index]
            audio = tuned(shot, self.pitch)
            if self.under is not None:
                audio = self.blended(audio, self.under)
            if self.shape is not None:
                audio = self.shape.apply(audio, attack(audio))
            if self.click is not None:
                add(audio, self.click * np.float32(db(level_db(audio))), attack(audio))
            if self.eq is not None:
                audio = filtered(audio, self.eq)
            self.cache[index] = Sound(audio, level_db(audio), attack(audio), shot.level_db)
        return self.cache[index]

    def blended(self, audio: F32, under: F32) -> F32:
        """`audio` with `under` beneath it, both attacks at one time."""
        start = attack(audio) - attack(under)
        beneath = under[max(0, -start) :] * np.float32(db(level_db(audio) - level_db(under) + self.under_db))
        start = max(0, start)
        out = np.pad(audio, (0, max(0, start + len(beneath) - len(audio))))
        out[start : start + len(beneath)] += beneath
        return out

    def strike(self, velocity: float, rng: Generator) -> tuple[F32, float, int]:
        """Audio, level (dB) and attack (samples) of a hit of this velocity (0 to 1)."""
        target = 40 * np.log10(max(velocity, 0.01)) * self.dynamics
        ranks = np.array([s.level_db for s in self.shots])
        if self.layered:
            distance = np.abs(ranks - ranks.max() - target) + rng.exponential(1.5, len(ranks))
            index = int(np.argmin(distance))
        else:
            index = int(rng.integers(len(self.shots)))
        sound = self.sound(index)
        correction = target - (sound.rank_db - ranks.max())
        audio, level = sound.audio, sound.level
        if correction < -6 and rng.random() < 0.7:
            # A soft hit is darker; a loud sample turned down is not.
            audio = low_pass(audio, float(np.clip(16000 * db(correction * rng.uniform(0.3, 0.9)), 900, 16000)), 1)
            level = level_db(audio)
        gain = self.gain_db + correction + rng.normal(0, 0.5)
        return audio * np.float32(db(gain)), level + gain, sound.attack


def pick(pieces: list[Piece], rng: Generator) -> Piece:
    """A piece: a series of families first (`snares_12`, `snares_14b`: one recordist), then a family, then a source.

    So neither large families nor large series crowd out small ones.
    """
    series: dict[str, dict[str, list[Piece]]] = {}
    for p in pieces:
        series.setdefault(re.sub(r"_\d+[a-z]?$", "", p.family), {}).setdefault(p.family, []).append(p)
    names = sorted(series)
    most = [max(len(p.shots) for of_family in series[n].values() for p in of_family) for n in names]
    weights = np.array([len(series[n]) ** 0.5 * m**0.3 for n, m in zip(names, most, strict=True)])
    families = series[names[int(rng.choice(len(names), p=weights / weights.sum()))]]
    among = families[sorted(families)[int(rng.integers(len(families)))]]
    return among[int(rng.integers(len(among)))]


# dB a second by which a drum may be damped more, at most.
DAMPING = {"kick": 80.0, "snare": 60.0, "tom": 40.0, "hat": 25.0, "cymbal": 8.0, "percussion": 30.0}


def random_shape(drum: str, rng: Generator) -> Shape:
    most = DAMPING[GROUPS[GROUP_OF[drum]].name]
    return Shape(float(rng.normal(0, 2.5)), float(most * rng.uniform(-0.15, 1) ** 3))


def beater(rng: Generator) -> F32:
    """A hard beater's click, as near microphones and equalisers bring it out; level against the kick's."""
    burst = click(clock(0.02), rng).astype(np.float32)
    return burst * np.float32(db(rng.uniform(-20, 3) - level_db(burst)))


def voice(piece: Piece, rng: Generator, balance: float, coherent: bool, pitch: float, other: Piece | None) -> Voice:
    """One drum from a piece: an articulation, its tone and its level (`balance`: extra dB of this kit).

    `other`: a piece of the same drum that sounds beneath it, at a random level.
    """
    names = sorted({s.articulation for s in piece.shots})
    weights = np.array([sum(s.articulation == n for s in piece.shots) for n in names], float) ** 0.5
    chosen = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    shots = [s for s in piece.shots if s.articulation == chosen]
    top = max(s.level_db for s in shots)
    layered = max(s.layers for s in shots) >= 3 and top - min(s.level_db for s in shots) > 6
    if coherent:
        gain = -shots[0].gain_db + balance
    else:
        loudest = max(shots, key=lambda s: s.level_db)
        gain = USUAL_LEVEL[piece.drum] - 6 - level_db(loudest.audio.astype(np.float32) / 32768.0) + balance
    return Voice(
        shots,
        gain,
        random_eq(rng, rng.uniform(1, 6)) if rng.random() < 0.65 else None,
        pitch,
        float(rng.uniform(0.5, 1.25)),
        layered,
        random_shape(piece.drum, rng) if rng.random() < 0.6 else None,
        tuned(other.shots[int(rng.integers(len(other.shots)))], pitch) if other else None,
        float(rng.uniform(-18, -3)),
        beater(rng) if piece.drum == "kick" and rng.random() < 0.3 else None,
    )


# Drums that few kits of the material have are retuned further (spread of the log pitch).
FEW = ("side_stick", "china", "splash", "clap", "cowbell", "tambourine", "shaker")


def random_pitch(drum: str, rng: Generator) -> float:
    return float(np.exp(rng.normal(0, 0.2 if drum in FEW else 0.09))) if rng.random() < 0.7 else 1.0


# Drums that a kit has from one maker: what tells them apart is how they stand to each other.
SETS = (("high_tom", "mid_tom", "low_tom"), ("closed_hat", "pedal_hat", "open_hat"), ("ride", "ride_bell"))
SET_OF = {drum: drums for drums in SETS for drum in drums}
METAL = ("hat", "cymbal")


class Kits:
    """Builds random kits from pieces."""

    def __init__(self, pieces: list[Piece]) -> None:
        if not pieces:
            raise InputError("the samples hold no drum: see the column instrument of their index.csv")
        self.pieces = pieces
        self.by_drum: dict[tuple[str, str], list[Piece]] = {}
        for piece in pieces:
            for kind in ("acoustic", "electronic") if piece.kind == "mixed" else (piece.kind,):
                self.by_drum.setdefault((kind, piece.drum), []).append(piece)
        # A source can be a kit's body if it has at least the three drums that every beat needs.
        body = ("kick", "snare", "closed_hat")
        drums: dict[str, set[str]] = {}
        for piece in pieces:
            drums.setdefault(piece.source, set()).add(piece.drum)
        self.bodies = [p for p in pieces if p.drum == "kick" and all(d in drums[p.source] for d in body)] or pieces

    def build(self, drums: set[str], rng: Generator) -> dict[str, Voice]:
        """Voices for these drums; drums that no kit has are left out."""
        kind = "acoustic" if rng.random() < 0.72 else "electronic"
        coherent = rng.random() < 0.6
        bodies = [p for p in self.bodies if p.kind in (kind, "mixed")] or self.bodies
        body = pick(bodies, rng).source
        spread = float(rng.uniform(0.5, 4.0))
        # Close microphones on the drums leave the metal far behind.
        metal = -float(rng.uniform(2, 12)) if rng.random() < 0.25 else 0.0
        voices = {}
        pitches: dict[tuple[str, ...], float] = {}
        sources: dict[tuple[str, ...], str] = {}
        for drum in sorted(drums):
            together = SET_OF.get(drum, (drum,))
            pitch = pitches.setdefault(together, random_pitch(drum, rng))
            source = sources.get(together, body)
            own = [p for p in self.pieces if p.source == source and p.drum == drum]
            others = (
                self.by_drum.get((kind, drum))
                or self.by_drum.get(("electronic", drum))
                or self.by_drum.get(("acoustic", drum))
            )
            is_own = bool(own) and (coherent or together in sources or rng.random() < 0.25)
            if not is_own and not others:
                continue
            piece = own[int(rng.integers(len(own)))] if is_own else pick(others or own, rng)
            sources.setdefault(together, piece.source)
            other = pick(others, rng) if others and rng.random() < 0.25 else None
            balance = rng.normal(0, spread) + (metal if GROUPS[GROUP_OF[drum]].name in METAL else 0.0)
            voices[drum] = voice(piece, rng, balance, is_own and rng.random() < 0.7, pitch, other)
        return voices
