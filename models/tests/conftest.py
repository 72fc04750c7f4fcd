# SPDX-License-Identifier: Apache-2.0
"""Material that the tests synthesise: small kits and grooves in the layout of a user's own raw folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from kitscribe_models.__main__ import main
from kitscribe_models.manifest import GROUPS, RATE, SETTINGS
from kitscribe_models.pack import manifest

# Tensors this small only wait for each other on more threads.
torch.set_num_threads(1)

F32 = NDArray[np.float32]
KITS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")


def decay(seconds: float, fall: float) -> F32:
    return np.exp(-np.arange(int(seconds * RATE)) / RATE / fall).astype(np.float32)


def noise(seconds: float, fall: float, bright: float, rng: np.random.Generator) -> F32:
    """Noise that dies away; `bright` towards 1 takes its low end."""
    raw = rng.standard_normal(int(seconds * RATE) + 1).astype(np.float32)
    return np.asarray(0.3 * (raw[1:] - bright * raw[:-1]) * decay(seconds, fall), np.float32)


def tone(hz: float, seconds: float, fall: float) -> F32:
    t = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * hz * t * (1 + 0.5 * np.exp(-t / 0.02))) * decay(seconds, fall), np.float32)


def drum(name: str, tune: float, rng: np.random.Generator) -> F32:
    """A synthetic stroke; `tune` near 1 tells kits apart."""
    if name == "kick":
        sound = tone(55 * tune, 0.4, 0.12)
    elif name == "snare":
        sound = 0.5 * tone(190 * tune, 0.3, 0.06) + noise(0.3, 0.09 * tune, 0.3, rng)
    elif name == "Tom Low":
        sound = tone(90 * tune, 0.5, 0.2)
    elif name == "HiHat Closed":
        sound = noise(0.12, 0.025 * tune, 0.98, rng)
    elif name == "HiHat Open":
        sound = noise(0.6, 0.25 * tune, 0.98, rng)
    elif name == "crash":
        sound = noise(1.0, 0.5 * tune, 0.8, rng)
    else:
        raise KeyError(name)
    return np.asarray(0.8 * sound / np.abs(sound).max(), np.float32)


@pytest.fixture(scope="session")
def plain() -> dict[str, Any]:
    """A manifest whose thresholds are a half."""
    thresholds = {group.name: dict.fromkeys(SETTINGS, 0.5) for group in GROUPS}
    return manifest("0", dict.fromkeys(SETTINGS, 1), 1, thresholds, {}, 0.0)


@pytest.fixture(scope="session")
def raw_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six kits of six drums, two strokes each, at 44.1 or 48 kHz, mono or stereo, silence before some."""
    folder = tmp_path_factory.mktemp("raw") / "my kits"
    for k, kit in enumerate(KITS):
        rng = np.random.default_rng(k)
        (folder / kit).mkdir(parents=True)
        for name in ("kick", "snare", "Tom Low", "HiHat Closed", "HiHat Open", "crash"):
            for layer, gain in ((1, 0.3), (2, 1.0)):
                sound = gain * drum(name, 0.9 + 0.04 * k, rng)
                padded = np.concatenate([np.zeros(500 * k, np.float32), sound])
                audio = np.stack([padded, padded], axis=1) if k % 2 else padded
                soundfile.write(folder / kit / f"{name} v{layer}.wav", audio, RATE if k < 3 else 48_000)
    return folder


@pytest.fixture(scope="session")
def raw_grooves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two players' grooves of eight bars at 120 and 100 beats a minute."""
    folder = tmp_path_factory.mktemp("raw") / "my grooves"
    for player, bpm in (("ann", 120), ("bob", 100)):
        for number in range(2):
            midi = mido.MidiFile(ticks_per_beat=480)
            track = mido.MidiTrack()
            midi.tracks.append(track)
            track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm)))
            for step in range(64):
                struck = [42 if step % 8 else 46, *([36] if step % 4 == 0 else []), *([38] if step % 8 == 4 else [])]
                struck += [43] if step % 16 == 13 + number else []
                for note in struck:
                    track.append(mido.Message("note_on", channel=9, note=note, velocity=70 + 3 * (step % 16)))
                for i, note in enumerate(struck):
                    track.append(mido.Message("note_off", channel=9, note=note, time=0 if i else 240))
            (folder / player).mkdir(parents=True, exist_ok=True)
            midi.save(folder / player / f"beat {number}.mid")
    return folder


@dataclass(frozen=True)
class Material:
    """Indexed folders, as the other verbs read them."""

    oneshots: Path
    grooves: Path


@pytest.fixture(scope="session")
def material(raw_samples: Path, raw_grooves: Path, tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = tmp_path_factory.mktemp("indexed")
    made = Material(folder / "oneshots", folder / "grooves")
    assert main(["index", "--oneshots", str(raw_samples), "--out", str(made.oneshots)]) == 0
    assert main(["index", "--grooves", str(raw_grooves), "--out", str(made.grooves)]) == 0
    return made


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of an untrained network."""
    folder = tmp_path_factory.mktemp("packs") / "untrained"
    assert main(["export", "--out", str(folder)]) == 0
    return folder
