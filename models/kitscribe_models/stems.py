# SPDX-License-Identifier: Apache-2.0
"""Render the performance with many kits in parts, each heard alone: `distil` hears in them what louder ones hide in the mix."""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kitscribe_models import effects, render
from kitscribe_models.arguments import natural, positive
from kitscribe_models.arrange import arrange
from kitscribe_models.effects import db
from kitscribe_models.features import fixed_frames
from kitscribe_models.manifest import FEATURES, GROUP_OF, GROUPS, RATE, WINDOW_FRAMES
from kitscribe_models.output import halves
from kitscribe_models.progress import progress
from kitscribe_models.render import SECONDS, Material, load_material, louder, miked, play
from kitscribe_models.slice import slice_starts
from kitscribe_models.workers import each

F16 = NDArray[np.float16]
F32 = NDArray[np.float32]

# Groups that sound in one part.
PARTS = (("kick",), ("snare", "tom", "percussion"), ("hat",), ("cymbal",))
# The mix's peaks lie up to this much (dB) below full scale.
BELOW_DB = 12.0


def part_of(stem: str) -> int:
    """The part to which a stem of `play` belongs."""
    group = GROUPS[GROUP_OF[stem]].name if stem in GROUP_OF else stem
    return next(i for i, groups in enumerate(PARTS) if group in groups)


def parts(material: Material, seed: int) -> F32:
    """One segment's parts [4, samples]; they pass through the same microphones, room and tone, and no compressor."""
    rng = np.random.default_rng(seed)
    n = int(SECONDS * RATE)
    strikes = arrange(material.performance, SECONDS, rng)
    stems, hits = play(strikes, material.kits.build({s.drum for s in strikes}, rng), n, rng)
    if "kick" in stems and rng.random() < render.CRUSHED:
        louder("kick", rng.uniform(*render.LOUDER_DB), stems, hits)
    tone = effects.random_eq(rng, 3.0)
    scale = db(rng.uniform(-BELOW_DB, 0))

    def heard(i: int) -> F32:
        own = {name: stem if part_of(name) == i else np.zeros_like(stem) for name, stem in stems.items()}
        return effects.filtered(miked(own, n, material, copy.deepcopy(rng)), tone)

    found = np.stack([heard(i) for i in range(len(PARTS))])
    return np.asarray(found * np.float32(scale / (np.abs(found.sum(0)).max() + 1e-9)))


def slices(material: Material, seed: int) -> F16:
    """Features [slices, parts, frames, width] of a segment, above the fixed floor as `slice` gives them."""
    features = np.stack([fixed_frames(part) for part in parts(material, seed)]).astype(np.float16)
    return np.stack([features[:, start : start + WINDOW_FRAMES] for start in slice_starts()])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    render.add_material_arguments(parser)
    parser.add_argument("--count", type=positive, default=3600, help=f"segments of {SECONDS} s, three slices each")
    parser.add_argument("--seed", type=natural, default=0, help="the first segment's; segment i has seed + i")
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder for features.npy")


def main(args: argparse.Namespace) -> int:
    material = load_material(args.performance, args.oneshots, None, args.rooms, args.part, args.synth, 0.0)
    shape = (args.count * len(slice_starts()), len(PARTS), WINDOW_FRAMES, FEATURES.width)
    made = each(slices, material, range(args.seed, args.seed + args.count), args.jobs)
    with halves(args.out / "features.npy", shape) as features:
        for x in progress(made, args.count, "stems"):
            features(x)
    return 0
