# SPDX-License-Identifier: Apache-2.0
"""Drum presets of soundfonts, played by fluidsynth's library.

The library rather than the command: strikes land on exact samples, where the command's clock counts milliseconds.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.sound import RATE, Samples, Strike

BLOCK = 64  # fluidsynth starts notes at its own blocks only
CHANNEL = 0
BARELY = 1  # a velocity 80 dB down: unheard, yet it damps its exclusive class


class SoundFont:
    """One preset of a soundfont; keys are MIDI notes."""

    grid = BLOCK

    def __init__(self, path: Path, bank: int, program: int) -> None:
        self._path, self._bank, self._program = path, bank, program

    def play(self, strikes: Sequence[Strike], length: int) -> Samples:
        """Play strikes, dry."""
        library, synth, font = _load(str(self._path))
        if library.fluid_synth_program_select(synth, CHANNEL, font, self._bank, self._program):
            raise InputError(f"{self._path}: no preset {self._bank}:{self._program}")
        left = np.zeros(length + BLOCK, np.float32)
        right = np.zeros_like(left)
        for strike in strikes[:1]:  # a synthesizer's very first voice starts unlike all later ones
            library.fluid_synth_noteon(synth, CHANNEL, strike.key, strike.velocity)
            _write(library, synth, left, right, 0, BLOCK)
        library.fluid_synth_all_sounds_off(synth, CHANNEL)
        _write(library, synth, left, right, 0, BLOCK)
        while np.any(left[:BLOCK]) or np.any(right[:BLOCK]):  # what was played before dies away
            _write(library, synth, left, right, 0, BLOCK)
        done = 0
        for strike in sorted(strikes, key=lambda strike: strike.sample):
            if strike.sample % BLOCK:
                raise ValueError(f"a strike at {strike.sample} is not at a multiple of {BLOCK} samples")
            done = _write(library, synth, left, right, done, min(strike.sample, length))
            velocity = BARELY if strike.mute else strike.velocity
            library.fluid_synth_noteon(synth, CHANNEL, strike.key, velocity)
        _write(library, synth, left, right, done, -(-length // BLOCK) * BLOCK)
        mono: Samples = (left[:length] + right[:length]) * np.float32(0.5)
        return mono


def _write(library: ctypes.CDLL, synth: ctypes.c_void_p, left: Samples, right: Samples, start: int, end: int) -> int:
    if end > start:
        outputs = [ctypes.c_void_p(channel[start:].ctypes.data) for channel in (left, right)]
        library.fluid_synth_write_float(synth, end - start, outputs[0], 0, 1, outputs[1], 0, 1)
    return max(start, end)


@functools.cache
def _load(path: str) -> tuple[ctypes.CDLL, ctypes.c_void_p, int]:
    """Load a soundfont once for all its presets."""
    name = ctypes.util.find_library("fluidsynth")
    if name is None:
        raise InputError("fluidsynth is not installed: apt-get install fluidsynth")
    library = ctypes.CDLL(name)
    for function in ("new_fluid_settings", "new_fluid_synth"):
        getattr(library, function).restype = ctypes.c_void_p
    library.fluid_set_log_function(1, None, None)
    library.fluid_set_log_function(2, None, None)
    settings = ctypes.c_void_p(library.new_fluid_settings())
    library.fluid_settings_setnum(settings, b"synth.sample-rate", ctypes.c_double(RATE))
    library.fluid_settings_setnum(settings, b"synth.gain", ctypes.c_double(0.5))
    for switch in (b"synth.reverb.active", b"synth.chorus.active"):
        library.fluid_settings_setint(settings, switch, 0)
    library.fluid_settings_setint(settings, b"synth.polyphony", 512)
    synth = ctypes.c_void_p(library.new_fluid_synth(settings))
    font = int(library.fluid_synth_sfload(synth, path.encode(), 0))
    if font < 0:
        raise InputError(f"{path}: not a readable soundfont")
    return library, synth, font
