# SPDX-License-Identifier: Apache-2.0
"""Cut rendered segments into aligned pairs of 2.5 s: feature frames and targets."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.arguments import positive
from kitscribe_models.features import fixed_frames
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, HOP, RATE, WINDOW_FRAMES
from kitscribe_models.output import halves
from kitscribe_models.progress import progress
from kitscribe_models.render import PREROLL, SECONDS, read_segment, segments_of
from kitscribe_models.workers import each

F16 = NDArray[np.float16]
# Target channels: onset (0, beside .3, 1) and its weight per group, sub-frame time per group, member and level per drum.
WIDTHS = {"onset": len(GROUPS), "weight": len(GROUPS), "time": len(GROUPS), "member": len(DRUMS), "level": len(DRUMS)}
TARGET_WIDTH = sum(WIDTHS.values())
BESIDE = float(np.float16(0.3))  # as an array of targets holds it, or two drums of a group would not share a frame
# Frames on each side of an inaudible stroke in which the network may say what it likes: told to write what it cannot
# hear, it writes what it does not hear.
DONT_CARE = 2


def targets(notes: NDArray[np.void], count: int, start: float) -> F16:
    """Targets [count, TARGET_WIDTH] of frames from `start` seconds on; `notes` as `render` writes them."""
    out = np.zeros((count, TARGET_WIDTH), np.float16)
    onset, weight, time, member, level = np.split(out, np.cumsum(list(WIDTHS.values()))[:-1], axis=1)
    weight[:] = 1
    for note in notes[~notes["audible"]]:
        frame = round((float(note["time"]) - start) * RATE / HOP)
        group = GROUP_OF[DRUMS[int(note["drum"])]]
        weight[max(0, frame - DONT_CARE) : max(0, frame + DONT_CARE + 1), group] = 0
    # the audible ones have the word
    for note in notes[notes["audible"]]:
        hops = (float(note["time"]) - start) * RATE / HOP
        centre = round(hops)
        drum = int(note["drum"])
        group = GROUP_OF[DRUMS[drum]]
        for frame, value in ((centre - 1, BESIDE), (centre, 1.0), (centre + 1, BESIDE)):
            if not 0 <= frame < count or value < onset[frame, group]:
                continue
            weight[frame, group] = 1
            if value > onset[frame, group]:
                member[frame, [d for d, name in enumerate(DRUMS) if GROUP_OF[name] == group]] = 0
            onset[frame, group] = value
            time[frame, group] = hops - frame
            member[frame, drum] = 1
            level[frame, drum] = note["level"]
    return out


def slice_starts() -> range:
    """The first frames of a segment's slices."""
    return range(int(PREROLL * RATE / HOP), int(SECONDS * RATE / HOP) - WINDOW_FRAMES + 1, WINDOW_FRAMES)


def pairs(path: Path) -> tuple[F16, F16]:
    """Features [slices, frames, width], above the fixed floor, for `train` sets the other, and targets of one segment."""
    audio, notes = read_segment(path)
    features = fixed_frames(audio).astype(np.float16)
    return (
        np.stack([features[s : s + WINDOW_FRAMES] for s in slice_starts()]),
        np.stack([targets(notes, WINDOW_FRAMES, s * HOP / RATE) for s in slice_starts()]),
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--segments", type=Path, required=True, nargs="+", help="folders from `render`")
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder for features.npy and targets.npy")


def main(args: argparse.Namespace) -> int:
    paths = segments_of(*args.segments)
    count = len(paths) * len(slice_starts())
    shapes = [(count, WINDOW_FRAMES, width) for width in (FEATURES.width, TARGET_WIDTH)]
    with (
        halves(args.out / "features.npy", shapes[0]) as features,
        halves(args.out / "targets.npy", shapes[1]) as target,
    ):
        cut = each(lambda material, i: pairs(material[i]), paths, range(len(paths)), args.jobs)
        for x, y in progress(cut, len(paths), "slice"):
            features(x)
            target(y)
    print(f"{args.out}: {count} slices of {WINDOW_FRAMES} frames")
    return 0
