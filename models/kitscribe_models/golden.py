# SPDX-License-Identifier: Apache-2.0
"""Write the golden files that hold Python and Java together: synthesised clips, their frames, heat maps and notes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import soundfile
from numpy.random import Generator
from numpy.typing import NDArray

from kitscribe_models.decode import Note, decode
from kitscribe_models.features import beside, frames
from kitscribe_models.manifest import RATE, SETTINGS
from kitscribe_models.pack import Pack

F32 = NDArray[np.float32]


def tone(hz: float, drop: float, decay: float, seconds: float) -> F32:
    """A sine that falls from `hz * drop` to `hz` and dies away."""
    t = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (hz * t + hz * (drop - 1) * 0.02 * (1 - np.exp(-t / 0.02)))
    return (np.sin(phase) * np.exp(-t / decay)).astype(np.float32)


def hiss(rng: Generator, smooth: float, decay: float, seconds: float) -> F32:
    """Noise that dies away; `smooth` 0 keeps all of it, towards 1 only its highest part."""
    n = int(seconds * RATE)
    noise = rng.standard_normal(n + 1)
    bright = noise[1:] - smooth * noise[:-1]
    return (0.4 * bright * np.exp(-np.arange(n) / RATE / decay)).astype(np.float32)


BEAT = ("kc", "h", "hs", "h", "kh", "kh", "hs", "hk")
FILL = ("1", "1", "2", "2", "3", "3", "1", "k", "2", "3", "ks")


def tom(hz: float) -> F32:
    """A tom of this pitch, with the stick's click."""
    return 0.8 * tone(hz, 1.3, 0.15, 0.5) + np.pad(0.3 * tone(1500, 1, 0.004, 0.1), (0, int(0.4 * RATE)))


def chord(seconds: float) -> F32:
    """An organ that holds a chord."""
    partials = [hz * k for hz in (196.0, 247.0, 294.0) for k in range(1, 9)]
    return np.sum([tone(hz, 1, np.inf, seconds) * np.float32(20 / hz) for hz in partials], axis=0)


def clip(rng: Generator, pattern: tuple[str, ...], step: float, gain: float, dull: float, chords: float) -> F32:
    """Two seconds of synthesised drums; `dull` 0 keeps the treble, towards 1 little of it; `chords`: how loud a chord is."""
    sounds = {
        "k": tone(55, 4, 0.12, 0.4) + 0.2 * hiss(rng, 0.9, 0.004, 0.4),
        "s": 0.5 * tone(190, 1.5, 0.06, 0.3) + 0.7 * hiss(rng, 0.3, 0.09, 0.3),
        "h": 0.3 * hiss(rng, 0.98, 0.025, 0.15),
        "c": 0.4 * hiss(rng, 0.9, 0.5, 1.5),
        "1": tom(210),
        "2": tom(140),
        "3": tom(95),
    }
    audio = np.zeros(2 * RATE, np.float32)
    for i in range(int(2 / step)):
        start = int(i * step * RATE) + 137
        for name in pattern[i % len(pattern)]:
            sound = sounds[name] * np.float32(0.5 + 0.5 * rng.random())
            room = audio[start : start + len(sound)]
            room += sound[: len(room)]
    audio += np.float32(chords) * chord(2)
    audio = np.convolve(audio, np.array([dull / 2, 1 - dull, dull / 2], np.float32), "same")
    peak = float(np.abs(audio).max())
    return audio * np.float32(gain / peak)


def write_notes(path: Path, notes: list[Note]) -> None:
    rows = [{"drum": n.drum, "time": n.time, "velocity": n.velocity, "confidence": n.confidence} for n in notes]
    path.write_text(json.dumps(rows, indent=1) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for one folder per clip")


def main(args: argparse.Namespace) -> int:
    pack = Pack(args.pack)
    for name, pattern, step, gain, dull, chords in (
        ("beat", BEAT, 0.25, 0.9, 0, 0),
        ("fast", BEAT, 0.11, 0.3, 0, 0),
        ("quiet", BEAT, 0.19, 0.01, 0, 0),
        ("dull", BEAT, 0.22, 0.7, 0.49, 0),
        ("fill", FILL, 0.13, 0.8, 0, 0),
        ("covered", BEAT, 0.09, 0.6, 0, 2.5),
    ):
        folder = args.out / name
        folder.mkdir(parents=True, exist_ok=True)
        pcm = np.round(clip(np.random.default_rng(len(name)), pattern, step, gain, dull, chords) * 32767).astype(
            np.int16
        )
        soundfile.write(folder / "audio.wav", pcm, RATE, subtype="PCM_16")
        audio = pcm.astype(np.float32) / 32768
        x, rest = frames(audio), beside(audio)
        np.column_stack([x, rest]).astype("<f4").tofile(folder / "frames.f32")
        for setting in SETTINGS:
            heat = np.column_stack([pack.heat(x, setting), rest])
            heat.astype("<f4").tofile(folder / f"heat_{setting}.f32")
            write_notes(folder / f"notes_{setting}.json", decode(heat, pack.manifest, setting))
        notes = decode(heat, pack.manifest, SETTINGS[-1], afterwards=True)
        write_notes(folder / "notes_whole.json", notes)
        print(f"{folder}: {len(x)} frames, {len(notes)} notes")
    return 0
