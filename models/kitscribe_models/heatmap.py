# SPDX-License-Identifier: Apache-2.0
"""Picture target beside model output: spectrogram, true onsets, the model's heat map and the notes it decodes.

Either a slice (--slices and --number) or a recording (--audio, with --midi as its truth where there is one).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kitscribe_models.decode import Note, decode
from kitscribe_models.errors import InputError
from kitscribe_models.features import beside, followed, frames
from kitscribe_models.gallery import figure, write
from kitscribe_models.grooves import read_hits
from kitscribe_models.index import read_mono
from kitscribe_models.manifest import (
    DRUM_INDEX,
    DRUMS,
    FEATURES,
    GROUP_OF,
    GROUPS,
    HOP,
    RATE,
    SETTINGS,
    WINDOW_SECONDS,
)
from kitscribe_models.pack import Pack
from kitscribe_models.slice import WIDTHS

F32 = NDArray[np.float32]

STEP = HOP / RATE
# Legends stand above their axes, where they hide no note.
ABOVE: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderaxespad": 0.2, "fontsize": 9}
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#555555")


@dataclass(frozen=True)
class Scene:
    """What is drawn, frame by frame from `start` seconds on; `target` [frames, drums] is None without a truth."""

    title: str
    start: float
    features: F32
    heat: F32
    target: F32 | None
    notes: list[Note]

    @property
    def extent(self) -> tuple[float, float]:
        """Seconds from the first frame's left edge to the last one's right: frames are centred on their times."""
        return self.start - STEP / 2, self.end - STEP / 2

    @property
    def end(self) -> float:
        """Seconds at the end."""
        return self.start + len(self.features) * STEP


def per_drum(heat: F32) -> F32:
    """Probability of each drum [frames, drums]: that of its group's onset times its own given the onset."""
    groups = [GROUP_OF[drum] for drum in DRUMS]
    member = heat[:, 2 * len(GROUPS) : 2 * len(GROUPS) + len(DRUMS)]
    return np.asarray(heat[:, groups] * member, np.float32)


def from_slice(folder: Path, number: int, pack: Pack, setting: str) -> Scene:
    """A pair as `slice` wrote it."""
    for name in ("features.npy", "targets.npy"):
        if not (folder / name).exists():
            raise InputError(f"{folder / name}: is missing; --slices wants a folder written by the verb slice")
    features = np.load(folder / "features.npy", mmap_mode="r")
    if not 0 <= number < len(features):
        raise InputError(f"--number {number}: {folder} holds slices 0 to {len(features) - 1}")
    x = followed(np.asarray(features[number], np.float32))
    y = np.asarray(np.load(folder / "targets.npy", mmap_mode="r")[number], np.float32)
    onset, _, _, member, _ = np.split(y, np.cumsum(list(WIDTHS.values()))[:-1], axis=1)
    target = onset[:, [GROUP_OF[drum] for drum in DRUMS]] * member
    heat = pack.heat(x, setting)
    return Scene(f"{folder.name}, slice {number}", 0.0, x, heat, target, decode(heat, pack.manifest, setting))


def from_audio(audio: Path, midi: Path | None, start: float, seconds: float, pack: Pack, setting: str) -> Scene:
    """A part of a recording; the model hears all of it."""
    samples = read_mono(audio)
    x = frames(samples)
    first, last = round(start / STEP), round((start + seconds) / STEP)
    if not 0 <= first < min(last, len(x)):
        raise InputError(f"--start {start} --seconds {seconds}: {audio} is {len(x) * STEP:.2f} s long")
    heat = np.column_stack([pack.heat(x, setting), beside(samples)])
    target = None
    if midi:
        target = np.zeros((len(x), len(DRUMS)), np.float32)
        for hit in read_hits(midi):
            frame = round(hit.time / STEP)
            if frame < len(x):
                target[frame, DRUM_INDEX[hit.drum]] = 1
        target = target[first:last]
    notes = decode(heat, pack.manifest, setting)
    return Scene(audio.name, first * STEP, x[first:last], heat[first:last], target, notes)


def rows(axes: Any, scene: Scene, values: F32) -> None:
    """A row for each drum, kick at the bottom."""
    axes.imshow(
        values.T, origin="lower", aspect="auto", cmap="magma", vmin=0, vmax=1, interpolation="nearest",
        extent=(*scene.extent, -0.5, len(DRUMS) - 0.5),
    )  # fmt: skip
    axes.set_yticks(range(len(DRUMS)), DRUMS, fontsize=9)
    axes.set_yticks(np.arange(len(DRUMS) - 1) + 0.5, minor=True)
    axes.grid(which="minor", axis="y", color="0.3", linewidth=0.5)


def spectrogram(axes: Any, scene: Scene) -> None:
    """Log-mel in dB with its scale in Hz."""
    long = FEATURES.long
    decibels = 50 * scene.features[:, : long.bands]
    top = float(decibels.max())
    axes.imshow(
        decibels.T, origin="lower", aspect="auto", cmap="magma", vmin=top - 80, vmax=top, interpolation="nearest",
        extent=(*scene.extent, 0, long.bands),
    )  # fmt: skip
    hz = np.array([100, 300, 1000, 3000, 10_000])
    low, high, at = (np.log10(1 + np.asarray(f) / 700) for f in (long.low_hz, long.high_hz, hz))
    axes.set_yticks((at - low) / (high - low) * (long.bands + 1) - 1, ["100", "300", "1k", "3k", "10k"])
    axes.set_ylabel("Hz")
    axes.set_title("log-mel spectrogram, 80 dB", fontsize=11)


def model_rows(axes: Any, scene: Scene) -> None:
    """The model's drums, its notes with their velocities, and rings where the truth has an onset."""
    rows(axes, scene, per_drum(scene.heat))
    notes = [n for n in scene.notes if scene.start <= n.time < scene.end]
    x, y = [n.time for n in notes], [DRUM_INDEX[n.drum] for n in notes]
    axes.scatter(x, y, marker="|", s=110, color="#56B4E9", linewidth=2, label="decoded note, velocity")
    for note, left, drum in zip(notes, x, y):
        axes.annotate(str(note.velocity), (left, drum), (4, 1), textcoords="offset points", fontsize=8, color="#56B4E9")
    if scene.target is not None:
        frame, drums = np.nonzero(scene.target == 1)
        axes.scatter(
            scene.start + frame * STEP, drums, s=90, facecolors="none", edgecolors="white", linewidth=0.9,
            label="true onset",
        )  # fmt: skip
    axes.legend(**ABOVE, ncols=2, facecolor="0.2", labelcolor="white")
    axes.set_title("model: onset of the group x member", fontsize=11)


def draw(scene: Scene, thresholds: list[float], path: Path) -> None:
    """Write the picture; `thresholds` per group."""
    picture = figure(16, 15 if scene.target is not None else 11)
    heights = (4, 5, 5, 3) if scene.target is not None else (4, 5, 3)
    axes = list(picture.subplots(len(heights), 1, sharex=True, height_ratios=heights))
    picture.suptitle(scene.title, fontsize=13)
    spectrogram(axes.pop(0), scene)
    if scene.target is not None:
        rows(axes[0], scene, scene.target)
        axes.pop(0).set_title("target", fontsize=11)
    model_rows(axes.pop(0), scene)
    times = scene.start + np.arange(len(scene.heat)) * STEP
    for g, group in enumerate(GROUPS):
        axes[0].plot(times, scene.heat[:, g], color=COLOURS[g], label=group.name, linewidth=1.3)
        axes[0].axhline(thresholds[g], color=COLOURS[g], linewidth=0.8, linestyle=":")
    axes[0].set(xlabel="seconds", ylabel="probability", ylim=(0, 1.02), xlim=scene.extent)
    axes[0].legend(**ABOVE, ncols=len(GROUPS))
    axes[0].set_title("onset of each group (dotted: its threshold)", fontsize=11)
    write(picture, path)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--pack", type=Path, required=True, metavar="DIR", help="the model pack")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--slices", type=Path, metavar="DIR", help="folder from the verb slice")
    what.add_argument("--audio", type=Path, metavar="FILE", help="a recording")
    parser.add_argument("--number", type=int, default=0, help="which slice")
    parser.add_argument("--midi", type=Path, metavar="FILE", help="the recording's true notes")
    parser.add_argument("--start", type=float, default=0.0, help="seconds into the recording")
    parser.add_argument("--seconds", type=float, default=WINDOW_SECONDS, help="length of the picture")
    parser.add_argument("--setting", choices=SETTINGS, default=SETTINGS[-1], help="latency setting")
    parser.add_argument("--out", type=Path, required=True, metavar="PNG")


def main(args: argparse.Namespace) -> int:
    """Write `--out`."""
    pack = Pack(args.pack)
    if args.slices:
        scene = from_slice(args.slices, args.number, pack, args.setting)
    else:
        scene = from_audio(args.audio, args.midi, args.start, args.seconds, pack, args.setting)
    thresholds = [g["threshold"][args.setting] for g in pack.manifest["decoder"]["groups"]]
    draw(replace(scene, title=f"{scene.title} ({args.setting})"), thresholds, args.out)
    print(f"{args.out}: {scene.start:.2f} to {scene.end:.2f} s")
    return 0
