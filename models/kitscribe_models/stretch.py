# SPDX-License-Identifier: Apache-2.0
"""What a pack hears of segments that are also played slower and faster: a better teacher for `distil` than the pack alone.

At another speed a stroke has another pitch and decay and lies elsewhere on the grid of frames, so what the network errs
in at one speed it often hears at another; the mean of several hearings errs less (Szegedy et al. 2015 do so with cuts of
pictures). What the hearings together say otherwise of a stroke than the one at its own speed is its correction.
"""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly
from scipy.special import logit

from kitscribe_models.arguments import positive
from kitscribe_models.decode import peaks
from kitscribe_models.features import fixed_frames, followed, frames
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, SETTINGS, WINDOW_FRAMES
from kitscribe_models.output import halves
from kitscribe_models.pack import Pack
from kitscribe_models.progress import progress
from kitscribe_models.render import read_segment, segments_of
from kitscribe_models.slice import slice_starts
from kitscribe_models.workers import each

F16 = NDArray[np.float16]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

# How many times as long segments are played, besides as they are.
STRETCHES = (Fraction(10, 11), Fraction(11, 10))
# Strokes that are less likely at their own speed are not looked for at others.
LEAST = 0.02
# The channels of a row that are corrected: onset and time of each group, member of each drum.
CORRECTED = 2 * len(GROUPS) + len(DRUMS)
MEMBERS = [[2 * len(GROUPS) + d for d, name in enumerate(DRUMS) if GROUP_OF[name] == g] for g in range(len(GROUPS))]


def logits(p: F64) -> F64:
    """Logits of probabilities, of 0 and 1, too."""
    return np.asarray(logit(np.clip(p, 1e-6, 1 - 1e-6)))


def stroke(heat: F64, frame: int, group: int) -> tuple[float, float, F64]:
    """What a row says of a group's stroke: logit, when it lies (frames), and its members' logits."""
    within = float(np.clip(heat[frame, len(GROUPS) + group], -0.5, 0.5))
    return float(logits(heat[frame, group])), frame + within, logits(heat[frame, MEMBERS[group]])


def corrections(alone: F32, stretched: list[tuple[F32, Fraction]]) -> F16:
    """What is to be added to rows of the heat map `alone` [frames, CORRECTED], to logits where it has probabilities.

    `stretched`: the heat maps of other speeds, and how many times as long each is. Frames beside a stroke are as much
    likelier as it is.
    """
    own = alone.astype(np.float64)
    others = [(heat.astype(np.float64), float(longer)) for heat, longer in stretched]
    out = np.zeros((len(own), CORRECTED))
    for g, group in enumerate(GROUPS):
        for t in peaks(own[:, g], group.dominance, LEAST):
            first = stroke(own, t, g)
            heard = [first]
            for heat, longer in others:
                start = max(0, round(first[1] * longer) - 1)
                if len(near := heat[start : round(first[1] * longer) + 2, g]):
                    chance, when, members = stroke(heat, start + int(near.argmax()), g)
                    heard.append((chance, when / longer, members))
            chances, times, members = (np.array(values) for values in zip(*heard, strict=True))
            weights = 1 / (1 + np.exp(-chances))
            out[max(0, t - 1) : t + 2, g] = chances.mean() - first[0]
            out[t, len(GROUPS) + g] = np.average(times, weights=weights) - first[1]
            out[t, MEMBERS[g]] = np.average(members, axis=0, weights=weights) - first[2]
    return out.astype(np.float16)


def corrected_slices(pack: Pack, path: Path) -> tuple[F16, F16]:
    """Features [slices, frames, width], above the fixed floor, and corrections of one segment."""
    audio, _ = read_segment(path)
    fixed = fixed_frames(audio)
    heard = [
        (pack.heat(frames(resample_poly(audio, s.numerator, s.denominator).astype(np.float32)), SETTINGS[-1]), s)
        for s in STRETCHES
    ]
    told = corrections(pack.heat(followed(fixed), SETTINGS[-1]), heard)
    cut = [slice(s, s + WINDOW_FRAMES) for s in slice_starts()]
    return np.stack([fixed[c] for c in cut]).astype(np.float16), np.stack([told[c] for c in cut])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, required=True, help="the pack that hears")
    parser.add_argument("--segments", type=Path, required=True, nargs="+", help="folders from `render`")
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder for features.npy and corrections.npy")


def main(args: argparse.Namespace) -> int:
    pack, paths = Pack(args.pack), segments_of(*args.segments)
    count = len(paths) * len(slice_starts())
    shapes = [(count, WINDOW_FRAMES, width) for width in (FEATURES.width, CORRECTED)]
    with (
        halves(args.out / "features.npy", shapes[0]) as features,
        halves(args.out / "corrections.npy", shapes[1]) as told,
    ):
        heard = each(lambda material, i: corrected_slices(pack, material[i]), paths, range(len(paths)), args.jobs)
        for x, y in progress(heard, len(paths), "stretch"):
            features(x)
            told(y)
    print(f"{args.out}: {count} slices of {WINDOW_FRAMES} frames")
    return 0
