# SPDX-License-Identifier: Apache-2.0
"""A small player for Hydrogen's drumkits: a folder with ``drumkit.xml`` and the samples that it names."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.sound import RATE, Samples, Strike
from kitscribe_models.index import read_mono

DAMPING_SECONDS = 0.03

_sample = functools.lru_cache(maxsize=512)(read_mono)


@dataclass(frozen=True)
class Layer:
    """A sample for a range of velocities, 0 to 1."""

    file: str
    low: float
    high: float
    gain: float


class Drumkit:
    """A Hydrogen drumkit; keys are the ids of its instruments."""

    grid = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @functools.cached_property
    def _instruments(self) -> dict[int, list[Layer]]:
        path = self._folder / "drumkit.xml"
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            root = ET.fromstring(re.sub(r' xmlns="[^"]+"', "", text))
        except (OSError, ET.ParseError) as error:
            raise InputError(f"{path}: not a readable drumkit ({error})") from error
        return {int(_text(node, "id", "-1")): _layers(node) for node in root.iter("instrument")}

    def play(self, strikes: Sequence[Strike], length: int) -> Samples:
        """Play strikes: each rings out, over the earlier ones, until a mute strike damps all of them."""
        out = np.zeros(length, np.float32)
        damped_at = sorted(strike.sample for strike in strikes if strike.mute)
        for strike in strikes:
            if strike.mute or strike.sample >= length:
                continue
            sound = self._sound(strike.key, strike.velocity)
            end = next((sample for sample in damped_at if sample > strike.sample), None)
            if end is not None:
                sound = _damp(sound, end - strike.sample)
            part = out[strike.sample : strike.sample + len(sound)]
            part += sound[: len(part)]
        return out

    def _sound(self, key: int, velocity: int) -> Samples:
        strength = velocity / 127
        layers = self._instruments.get(key)
        if not layers:
            raise InputError(f"{self._folder / 'drumkit.xml'}: no instrument {key}")
        layer = next((one for one in layers if one.low <= strength <= one.high), layers[-1])
        scaled: Samples = _sample(self._folder / layer.file) * np.float32(strength * layer.gain)
        return scaled


def _layers(node: ET.Element) -> list[Layer]:
    """Read an instrument's layers; the oldest kits have one file and no layers."""
    loudness = float(_text(node, "volume", "1")) * float(_text(node, "gain", "1"))
    found = [
        Layer(
            _text(layer, "filename", ""),
            float(_text(layer, "min", "0")),
            float(_text(layer, "max", "1")),
            float(_text(layer, "gain", "1")) * loudness,
        )
        for layer in node.iter("layer")
    ]
    file = _text(node, "filename", "")
    if not found and file:
        found = [Layer(file, 0, 1, loudness)]
    return sorted(found, key=lambda layer: layer.low)


def _text(node: ET.Element, name: str, default: str) -> str:
    return node.findtext(name) or default


def _damp(sound: Samples, samples: int) -> Samples:
    ramp = np.linspace(1, 0, int(DAMPING_SECONDS * RATE), dtype=np.float32)
    cut = sound[: samples + len(ramp)].copy()
    tail = cut[samples:]
    tail *= ramp[: len(tail)]
    return cut
