# SPDX-License-Identifier: Apache-2.0
"""Synthesised guitars and basses, to lie over the drums: palm-muted riffs, picks and strummed strings are most like snares and hats.

Plucked strings (Karplus and Strong 1983, Jaffe and Smith 1983) play bars on a grid, through an amplifier and its cabinet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from kitscribe_models import effects
from kitscribe_models.effects import add, db, log_uniform, rms
from kitscribe_models.manifest import RATE

F32 = NDArray[np.float32]
Range = tuple[float, float]

# Seconds in which strings fall by 60 dB: left to ring, damped by the palm, choked by the hand on the frets; and how many
# times, of a string of 100 Hz, the mean of two samples is taken in each period, by which highs fall sooner.
OPEN, PALM, CHOKED = (1.5, 8.0), (0.08, 0.8), (0.015, 0.06)
BRIGHT, DULL = (1.0, 6.0), (4.0, 60.0)
FADE_SECONDS = 0.02
# A guitar with less drive is recorded without an amplifier.
CLEAN_DB = 3.0


@dataclass(frozen=True)
class Style:
    """What a kind of player does, mostly as ranges, and how often such a one is heard. Shares are of the places on the grid, or of strokes."""

    share: float
    lowest: Range  # Hz
    chords: tuple[tuple[int, ...], ...]  # semitones above the lowest note that are struck at once
    steps: tuple[int, ...]  # semitones by which these move
    rest: Range  # share of places
    damped: Range  # share of strokes, as the next
    held: Range
    per_second: Range  # places
    strum: Range  # s from string to string
    drive: Range  # dB


RIFF = Style(
    share=0.35,
    lowest=(55, 130),
    chords=((0,), (0, 7), (0, 7), (0, 7, 12), (0, 5)),
    steps=(0, 0, 0, 0, 1, 3, 5, 7, 8, 10),
    rest=(0, 0.4),
    damped=(0.1, 0.95),
    held=(0.2, 0.9),
    per_second=(3, 14),
    strum=(0.0005, 0.006),
    drive=(10, 55),
)
LEAD = Style(
    share=0.3,
    lowest=(110, 500),
    chords=((0,), (0,), (0, 5), (0, 12)),
    steps=(0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17),
    rest=(0, 0.3),
    damped=(0, 0.4),
    held=(0.5, 1),
    per_second=(2, 12),
    strum=(0.0005, 0.003),
    drive=(10, 55),
)
STRUM = Style(
    share=0.2,
    lowest=(80, 160),
    chords=((0, 7, 12, 15, 19), (0, 7, 12, 16, 19, 24), (0, 4, 7, 12), (0, 3, 7, 10)),
    steps=(0, 0, 3, 5, 7),
    rest=(0, 0.4),
    damped=(0, 0.5),
    held=(0.3, 1),
    per_second=(2.5, 10),
    strum=(0.003, 0.03),
    drive=(0, 12),
)
BASS = Style(
    share=0.15,
    lowest=(30, 60),
    chords=((0,),),
    steps=(0, 0, 0, 3, 5, 7, 10, 12),
    rest=(0, 0.5),
    damped=(0, 0.5),
    held=(0.3, 1),
    per_second=(2, 10),
    strum=(0.001, 0.002),
    drive=(0, 20),
)
STYLES = (RIFF, LEAD, STRUM, BASS)


@dataclass(frozen=True)
class Player:
    """A player of a style; shares as there. Levels in dB."""

    style: Style
    hz: float
    chord: tuple[int, ...]
    rest: float
    damped: float
    choked: float  # of the damped
    held: float
    per_second: float
    strum: float
    pick: float  # where along the string it is plucked, 0 to 1
    bright: float  # 0 to 1
    scratch_db: float  # the pick on the string, beside the note
    detuned: float  # ratio of a string's pitch, standard deviation
    loose: float  # s, standard deviation


@dataclass(frozen=True)
class Stroke:
    """Place on the grid, semitones above the lowest note, how long it rings (s) and how dully, and whether it is held until the next."""

    place: int
    step: int
    ring: float
    dull: float
    held: bool


def player(rng: Generator) -> Player:
    """A random player of a random style."""
    style = STYLES[int(rng.choice(len(STYLES), p=[style.share for style in STYLES]))]
    return Player(
        style=style,
        hz=log_uniform(rng, *style.lowest),
        chord=style.chords[int(rng.integers(len(style.chords)))],
        rest=rng.uniform(*style.rest),
        damped=rng.uniform(*style.damped),
        choked=rng.uniform(0, 0.7) if rng.random() < 0.4 else 0.0,
        held=rng.uniform(*style.held),
        per_second=log_uniform(rng, *style.per_second),
        strum=log_uniform(rng, *style.strum),
        pick=rng.uniform(0.05, 0.3),
        bright=rng.uniform(0.2, 0.95),
        scratch_db=rng.uniform(-40, 3),
        detuned=log_uniform(rng, 0.0005, 0.01),
        loose=log_uniform(rng, 0.002, 0.012),
    )


def string(hz: float, seconds: float, stroke: Stroke, who: Player, rng: Generator) -> F32:
    """A plucked string, faded out at its end; peak 1."""
    means = max(1, round(stroke.dull * 100 / hz))
    n, period = int(seconds * RATE), RATE / hz - means / 2  # by which the means are late
    whole = int(period)
    burst = np.zeros(n)
    count = min(n, whole)
    burst[:count] = signal.lfilter([who.bright], [1, who.bright - 1], rng.uniform(-1, 1, count))
    where = max(1, int(who.pick * whole))
    burst[where:] -= 0.9 * burst[:-where]
    feedback = np.zeros(whole + means + 2)
    feedback[0] = 1
    late = period - whole
    loop = np.convolve([1 - late, late], np.poly(-np.ones(means)) / 2.0**means)
    feedback[whole:] -= 10 ** (-3 / (hz * stroke.ring)) * loop
    out = signal.lfilter([1.0], feedback, burst)
    out *= np.minimum(1, np.arange(n, 0, -1) / (FADE_SECONDS * RATE))
    return (out / (np.abs(out).max() + 1e-9)).astype(np.float32)


def scratch(level_db: float, rng: Generator) -> F32:
    """The pick or finger on a string, before it is let go."""
    low = log_uniform(rng, 100, 2000)
    sos = signal.butter(1, [low, low * log_uniform(rng, 2, 9)], "band", fs=RATE, output="sos")
    sound = signal.sosfilt(sos, rng.standard_normal(int(log_uniform(rng, 0.004, 0.08) * RATE)))
    return (sound / np.abs(sound).max() * db(level_db)).astype(np.float32)


def bar(who: Player, places: int, rng: Generator) -> list[Stroke]:
    """What is played in a bar of so many places."""
    out = []
    for place in range(places):
        if rng.random() < who.rest:
            continue
        damped = rng.random() < who.damped
        span = CHOKED if damped and rng.random() < who.choked else PALM if damped else OPEN
        dull = log_uniform(rng, *(DULL if damped else BRIGHT))
        step = int(rng.choice(who.style.steps))
        out.append(Stroke(place, step, log_uniform(rng, *span), dull, bool(rng.random() < who.held)))
    return out


def bars(who: Player, seconds: float, rng: Generator) -> list[Stroke]:
    """A bar again and again, at times another, from before the beginning on."""
    places = int(rng.choice([6, 8, 8, 12, 16]))
    own, out = bar(who, places, rng), []
    for first in range(-places, int(seconds * who.per_second) + 1, places):
        if rng.random() < 0.25:
            own = bar(who, places, rng)
        out += [replace(one, place=first + one.place) for one in own]
    return out


def take(who: Player, strokes: Sequence[Stroke], n: int, rng: Generator) -> F32:
    """The strings alone, over n samples; each stroke ends with the next."""
    out = np.zeros(n, np.float32)
    for i, one in enumerate(strokes):
        start = one.place / who.per_second + rng.normal(0, who.loose)
        following = strokes[i + 1].place if i + 1 < len(strokes) else one.place + 4
        until_next = (following - one.place) / who.per_second * (1 if one.held else rng.uniform(0.4, 1))
        seconds = min(until_next, 1.2 * one.ring, 4.0) + FADE_SECONDS
        level, chord = db(rng.normal(0, 2)), who.chord if rng.random() < 0.6 else who.chord[::-1]
        for j, above in enumerate(chord):
            hz = who.hz * 2 ** ((one.step + above) / 12) * np.exp(rng.normal(0, who.detuned))
            sound = string(float(hz), seconds, one, who, rng)
            at = int((start + j * who.strum) * RATE)
            add(out, sound * np.float32(level), at)
            picked = scratch(who.scratch_db, rng) * np.float32(level)
            add(out, picked, at - len(picked))
    return out


def amplified(audio: F32, drive_db: float, rng: Generator) -> F32:
    """Through two stages of valves and a cabinet."""
    loud = np.percentile(np.abs(audio), 99) + 1e-9
    audio = audio / np.float32(loud) + effects.noise(len(audio), rng) * np.float32(db(rng.uniform(-90, -50)))
    audio = effects.high_pass(audio, log_uniform(rng, 60, 600), 1)
    bias, share = np.float32(rng.uniform(0, 0.4)), rng.uniform(0.3, 0.7)
    audio = np.tanh(audio * np.float32(db(drive_db * share)) + bias)
    audio = np.tanh(effects.high_pass(audio, 30, 1) * np.float32(db(drive_db * (1 - share))))
    audio = effects.low_pass(audio, log_uniform(rng, 2500, 7000), int(rng.integers(2, 6)))
    body = effects.peaking(log_uniform(rng, 80, 180), rng.uniform(0, 8), 1.0)
    return effects.high_pass(effects.filtered(audio, body[None]), log_uniform(rng, 40, 120))


def guitar(n: int, rng: Generator) -> F32:
    """One guitar or bass over n samples, at times played twice; RMS 1."""
    who = player(rng)
    strokes = bars(who, n / RATE, rng)
    drive_db = rng.uniform(*who.style.drive)
    out = np.zeros(n, np.float32)
    for _ in range(1 if rng.random() < 0.5 else 2):
        played = take(who, strokes, n, rng)
        out += amplified(played, drive_db, rng) if drive_db > CLEAN_DB else played
    out = effects.filtered(out, effects.random_eq(rng, 4.0))
    return out / (rms(out) + np.float32(1e-6))
