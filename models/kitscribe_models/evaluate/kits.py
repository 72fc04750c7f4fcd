# SPDX-License-Identifier: Apache-2.0
"""The unseen kits: Debian's drumkits and soundfonts that no training material was taken from.

Left out for their machine model, which training has from other collections: every TR-808. Left out for their origin:
csound's bank, Hydrogen's Audiophob, FluidR3 and what was made from it or from the same old samples, as correlation
shows (MuseScore's, TimGM6mb, most of A320U). GMRockKit is The Black Pearl again. ``unseen`` checks the rest.
"""

from __future__ import annotations

import functools
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.hydrogen import Drumkit
from kitscribe_models.evaluate.sound import Source
from kitscribe_models.evaluate.soundfont import SoundFont

SHARE = Path("/usr/share")
KITS = "hydrogen/data/drumkits"
FONTS = "sounds/sf2"
PACKAGES = "fluidsynth sox lame hydrogen-drumkits avldrums.lv2-soundfont opl3-soundfont minuet-data denemo-data"


@dataclass(frozen=True)
class Voice:
    """A key of a source: a drumkit's folder or ``FILE.sf2:BANK:PROGRAM``, below ``SHARE``."""

    source: str
    key: int


@dataclass(frozen=True)
class Kit:
    """A kit: for each drum its voices (two crashes, a snare's head and rim)."""

    name: str
    family: str
    kind: str  # acoustic or electronic
    voices: Mapping[str, tuple[Voice, ...]]

    def without(self, dropped: Container[Voice]) -> Kit:
        """Leave out voices; a drum that loses all of them goes."""
        kept = {drum: tuple(v for v in voices if v not in dropped) for drum, voices in self.voices.items()}
        return replace(self, voices={drum: voices for drum, voices in kept.items() if voices})

    def borrowing(self, lender: Kit) -> Kit:
        """Take from another kit the drums that this one lacks."""
        return replace(self, voices={**lender.voices, **self.voices})


@functools.cache
def open_source(name: str) -> Source:
    """Open a voice's source."""
    path, *preset = name.split(":")
    if not (SHARE / path).exists():
        raise InputError(f"{SHARE / path}: missing: apt-get install {PACKAGES}")
    if preset:
        return SoundFont(SHARE / path, int(preset[0]), int(preset[1]))
    return Drumkit(SHARE / path)


def _kit(name: str, family: str, kind: str, source: str, keys: Mapping[str, tuple[int, ...]]) -> Kit:
    voices = {drum: tuple(Voice(source, key) for key in of_drum) for drum, of_drum in keys.items()}
    return Kit(name, family, kind, voices)


GM_KEYS: dict[str, tuple[int, ...]] = {
    "kick": (36, 35), "snare": (38, 40), "side_stick": (37,),
    "high_tom": (50, 48), "mid_tom": (47, 45), "low_tom": (43, 41),
    "closed_hat": (42,), "pedal_hat": (44,), "open_hat": (46,),
    "ride": (51, 59), "ride_bell": (53,), "crash": (49, 57), "china": (52,), "splash": (55,),
    "clap": (39,), "cowbell": (56,), "tambourine": (54,), "shaker": (70, 82),
}  # fmt: skip

GENERAL_USER = "minuet/soundfonts/GeneralUser-v1.47.sf2"
BRUSH_KEYS = {drum: keys for drum, keys in GM_KEYS.items() if drum != "clap"} | {"snare": (38, 39)}
MACHINE_KEYS = {drum: keys for drum, keys in GM_KEYS.items() if drum != "china"}  # 52 is a reversed cymbal there

AVL_KEYS: dict[str, tuple[int, ...]] = {
    "kick": (36,), "snare": (38, 40), "side_stick": (37,), "high_tom": (45, 47), "low_tom": (41, 43),
    "closed_hat": (42,), "pedal_hat": (44,), "open_hat": (46,),
    "ride": (51, 59), "ride_bell": (53,), "crash": (49, 57), "splash": (55,),
    "clap": (39,), "cowbell": (56,), "tambourine": (54,),
}  # fmt: skip

MILLO_KEYS: dict[str, tuple[int, ...]] = {
    "kick": (0,), "snare": (2, 4), "side_stick": (1,), "high_tom": (9,), "mid_tom": (7,), "low_tom": (5,),
    "closed_hat": (6,), "pedal_hat": (8,), "open_hat": (10,), "ride": (12, 14), "crash": (13, 15),
    "clap": (3,), "cowbell": (11,),
}  # fmt: skip

BASES: tuple[Kit, ...] = (
    _kit("bja-pacific", "bja", "acoustic", f"{KITS}/BJA_Pacific", {
        "kick": (0,), "snare": (1, 12), "high_tom": (4,), "low_tom": (5,), "closed_hat": (2,), "open_hat": (3,),
        "ride": (9, 10), "ride_bell": (8,), "crash": (6, 7)}),
    _kit("colombo", "colombo", "acoustic", f"{KITS}/ColomboAcousticDrumkit", {
        "kick": (0,), "snare": (1, 12), "side_stick": (10,), "high_tom": (4,), "mid_tom": (3,), "low_tom": (2,),
        "closed_hat": (5,), "open_hat": (6,), "ride": (7,), "ride_bell": (17,), "crash": (9, 8)}),
    _kit("forzee", "forzee", "acoustic", f"{KITS}/ForzeeStereo", {
        "kick": (0,), "snare": (4, 5), "side_stick": (8,), "high_tom": (3,), "mid_tom": (2,), "low_tom": (1,),
        "closed_hat": (9,), "pedal_hat": (12,), "open_hat": (10,), "ride": (15,), "ride_bell": (14,),
        "crash": (20, 17), "china": (16,), "splash": (21,), "tambourine": (22,)}),
    _kit("black-pearl", "macarthur-pearl", "acoustic", f"{KITS}/The Black Pearl 1.0", {
        "kick": (0,), "snare": (2, 4), "side_stick": (1,), "high_tom": (9,), "mid_tom": (7,), "low_tom": (5,),
        "closed_hat": (6,), "pedal_hat": (8,), "open_hat": (21,), "ride": (12,), "ride_bell": (17,),
        "crash": (13,), "splash": (15,), "clap": (3,), "cowbell": (11,)}),
    _kit("millo-1", "millo-1", "acoustic", f"{KITS}/Millo-Drums_v.1", MILLO_KEYS),
    _kit("millo-2", "millo-2", "acoustic", f"{KITS}/Millo_MultiLayered2",
         {drum: keys[:1] for drum, keys in MILLO_KEYS.items() if drum not in ("mid_tom", "cowbell")}),
    _kit("millo-3", "millo-3", "acoustic", f"{KITS}/Millo_MultiLayered3",
         {drum: keys[:1] for drum, keys in MILLO_KEYS.items() if drum != "clap"} | {"snare": (4,)}),
    _kit("avl-black-pearl", "avl-pearl", "acoustic", f"{FONTS}/Black_Pearl_4_LV2.sf2:0:0", AVL_KEYS),
    _kit("avl-red-zeppelin", "avl-ludwig", "acoustic", f"{FONTS}/Red_Zeppelin_4_LV2.sf2:0:0", AVL_KEYS),
    _kit("general-standard", "general-standard", "acoustic", f"{GENERAL_USER}:128:0", GM_KEYS),
    _kit("general-standard-2", "general-standard", "acoustic", f"{GENERAL_USER}:128:1", GM_KEYS),
    _kit("general-jazz", "general-standard", "acoustic", f"{GENERAL_USER}:128:32", GM_KEYS),
    _kit("general-brush", "general-standard", "acoustic", f"{GENERAL_USER}:128:40", BRUSH_KEYS),
    _kit("general-room", "general-power", "acoustic", f"{GENERAL_USER}:128:8", GM_KEYS),
    _kit("general-power", "general-power", "acoustic", f"{GENERAL_USER}:128:16", GM_KEYS),
    _kit("general-electronic", "general-machine", "electronic", f"{GENERAL_USER}:128:24", MACHINE_KEYS),
    _kit("general-dance", "general-machine", "electronic", f"{GENERAL_USER}:128:26", MACHINE_KEYS),
    _kit("a320-electronic", "a320", "electronic", f"{FONTS}/A320U.sf2:128:24", MACHINE_KEYS),
    _kit("opl3", "opl3", "electronic", f"{FONTS}/OPL-3_FM_128M.sf2:128:0", GM_KEYS),
    _kit("rumpf", "rumpf", "electronic", f"{KITS}/rumpf_kit_z01_h2", {
        "kick": (0, 5), "snare": (2, 4), "side_stick": (1,), "high_tom": (14,), "mid_tom": (12,), "low_tom": (11,),
        "closed_hat": (6,), "pedal_hat": (8,), "open_hat": (10,), "crash": (13,), "ride_bell": (17,),
        "clap": (3,), "cowbell": (20,)}),
    _kit("varibreaks", "varibreaks", "electronic", f"{KITS}/VariBreaks", {
        "kick": (0, 1), "snare": (3, 4), "high_tom": (8,), "mid_tom": (7,), "low_tom": (6,),
        "closed_hat": (9, 12), "pedal_hat": (10,), "open_hat": (11,)}),
    _kit("electric-empire", "electric-empire", "electronic", f"{KITS}/ElectricEmpireKit", {
        "kick": (2, 6), "snare": (13, 14), "closed_hat": (20, 22), "open_hat": (25,), "clap": (18,)}),
    _kit("hard-electro", "hard-electro", "electronic", f"{KITS}/HardElectro1", {
        "kick": (0, 2), "snare": (3,), "closed_hat": (6, 9), "open_hat": (10,), "clap": (4,)}),
)  # fmt: skip
HAND_PERCUSSION = _kit("gimme-a-hand", "gimme-a-hand", "acoustic", f"{KITS}/Gimme A Hand 1.0", {
    "clap": (3,), "cowbell": (8,), "tambourine": (7,), "shaker": (2,)})  # fmt: skip

# Who lacks toms or cymbals (or lost its kick to the check) takes them from other unseen kits.
LENDERS: dict[str, tuple[str, ...]] = {
    "black-pearl": ("avl-black-pearl",),
    "varibreaks": ("opl3",),
    "electric-empire": ("varibreaks", "opl3"),
    "hard-electro": ("varibreaks", "general-dance"),
}


def complete(dropped: Container[Voice]) -> list[Kit]:
    """Give the kits without the dropped voices, completed by their lenders; without kick or snare a kit is gone."""
    bases = {kit.name: kit.without(dropped) for kit in BASES}
    hands = HAND_PERCUSSION.without(dropped)
    kits = []
    for kit in bases.values():
        full = kit
        for lender in LENDERS.get(kit.name, ()):
            full = full.borrowing(bases[lender])
        if "kick" in full.voices and "snare" in full.voices:
            kits.append(full.borrowing(hands))
    return kits
