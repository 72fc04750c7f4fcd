# SPDX-License-Identifier: Apache-2.0
"""The whole chain: from folders of samples and MIDI grooves to a model pack, in --out.

Folders without an index.csv are raw ones: the verb index describes and copies them first. Each step prints its own
command. What is finished stays: after an interruption the same command goes on from there.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from kitscribe_models.__main__ import main as run
from kitscribe_models.arguments import natural, positive
from kitscribe_models.errors import InputError
from kitscribe_models.render import share
from kitscribe_models.table import read_rows

# Learning rate of the further steps on all kits: low enough that the average with what they began with is a network.
FINISH_RATE = 4e-4
# Shares of the network that was taught to hear through what hides drums, and of the one before.
TAUGHT = (7, 3)


@dataclass(frozen=True)
class Step:
    """A verb with its arguments (without --out) and what it writes."""

    verb: str
    arguments: tuple[object, ...]
    out: Path
    resumes: bool = False


def perform(step: Step) -> int:
    """Run the step unless its result is there; results appear whole (or the step knows how to go on with its own)."""
    if step.out.exists() and not step.resumes:
        print(f"== {step.verb}: {step.out} is there already", flush=True)
        return 0
    command = [step.verb, *map(str, step.arguments), "--out"]
    print("== kitscribe-models", *command, step.out, flush=True)
    if step.resumes:
        return run([*command, str(step.out)])
    unfinished = step.out.parent / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    code = run([*command, str(unfinished / step.out.name)])
    if code == 0:
        (unfinished / step.out.name).rename(step.out)
        unfinished.rmdir()
    return code


def indexed(kind: str, folder: Path, out: Path) -> tuple[Path, list[Step]]:
    """The folder to read, and the step that makes it from a raw one."""
    if not folder.is_dir():
        raise InputError(f"--{kind} {folder}: is no folder")
    if (folder / "index.csv").exists():
        return folder, []
    return out / kind, [Step("index", (f"--{kind}", folder), out / kind)]


def players(grooves: Path, leave_out: set[str]) -> tuple[list[str], list[str]]:
    """Drummers to train on and to validate on: whole drummers, every fifth validates (the only one does both)."""
    found = sorted({row["drummer"] for row in read_rows(grooves, "drummer")} - leave_out)
    if not found:
        raise InputError(f"{grooves / 'index.csv'}: no drummer is left")
    held = found[::5]
    return [p for p in found if p not in held] or found, held


def folders(args: argparse.Namespace, *names: str) -> list[object]:
    """The options of those folders that were given."""
    return [word for name in names if (folder := getattr(args, name)) for word in (f"--{name}", folder)]


def chain(args: argparse.Namespace, oneshots: Path, grooves: Path) -> list[Step]:
    """The steps after indexing."""
    out: Path = args.out
    train, validation = players(grooves, set(args.leave_out.split(",")))
    extra = ("--oneshots", oneshots, "--music", args.music, *folders(args, "loops", "rooms"))

    def combined(name: str, drummers: list[str]) -> Step:
        return Step("combine", ("--grooves", grooves, "--drummers", ",".join(drummers)), out / f"{name}.npz")

    def rendered(part: str, performance: str, count: int, synthetic: int, seed: int) -> list[Step]:
        segments = out / f"{part}_segments"
        played = ("--performance", out / f"{performance}.npz", *extra, "--part", part, "--synth", synthetic)
        return [
            Step("render", (*played, "--count", count, "--seed", seed, "--jobs", args.jobs), segments),
            Step("slice", ("--segments", segments, "--jobs", args.jobs), out / f"{part}_slices"),
        ]

    trained, uncalibrated = out / "training" / "checkpoint.pt", out / "uncalibrated"
    calibration, embedded = out / "calibration.json", out / "checkpoint.pt"
    held = ("--validation", out / "validation_slices")
    schedule = ("--batch", args.batch, "--threads", args.jobs)
    steps = [
        combined("validation", validation),
        *rendered("validation", "validation", max(args.segments // 10, 2), 0, 1_000_000_000),
        combined("train", train),
        *rendered("train", "train", args.segments, args.synth, 0),
        Step(
            "train",
            ("--slices", out / "train_slices", *held, "--steps", args.steps, *schedule),
            trained.parent,
            resumes=True,
        ),
        Step("export", ("--checkpoint", trained), uncalibrated),
        Step("calibrate", ("--pack", uncalibrated, "--segments", out / "validation_segments"), calibration),
    ]
    heard, segments = trained, out / "train_segments"
    if args.finish:
        # The thresholds stand: now the kits that gave them may be learnt from, too.
        finished, heard, segments = out / "finishing" / "checkpoint.pt", out / "average.pt", out / "all_segments"
        further = ("--start", uncalibrated, "--steps", args.finish, "--rate", FINISH_RATE)
        steps += [
            *rendered("all", "train", args.segments, args.synth, 2_000_000_000),
            Step("train", ("--slices", out / "all_slices", *further, *schedule), finished.parent, resumes=True),
            Step("average", ("--checkpoints", trained, finished), heard),
        ]
    steps += [Step("embed", ("--checkpoint", heard, "--segments", segments, "--threads", args.jobs), embedded)]
    if args.distil:
        alone, stems, backing = out / "alone", out / "stems", out / "backing"
        through, taught = out / "distilling", out / "taught.pt"
        slices, part = (out / "all_slices", "all") if args.finish else (out / "train_slices", "train")
        kits = ("--oneshots", oneshots, "--part", part, "--synth", args.synth, *folders(args, "rooms"))
        played = ("--performance", out / "train.npz", *kits, "--count", args.segments // 2)
        beside = ("--count", 2 * args.segments, *folders(args, "voices", "songs"))
        given = ("--start", alone, "--slices", slices, "--stems", stems, "--backing", backing)
        steps += [
            # Without calibration: its corrections come with the last export.
            Step("export", ("--checkpoint", embedded), alone),
            Step("stems", (*played, "--jobs", args.jobs), stems),
            Step("backing", (*beside, "--jobs", args.jobs), backing),
            Step("distil", (*given, "--steps", args.distil, *schedule), through, resumes=True),
            Step("average", ("--checkpoints", through / "checkpoint.pt", embedded, "--shares", *TAUGHT), taught),
        ]
        embedded = taught
    return [
        *steps,
        Step("export", ("--checkpoint", embedded, "--calibration", calibration), out / "pack"),
        Step("heatmap", ("--pack", out / "pack", "--slices", out / "validation_slices"), out / "heatmap.png"),
    ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    folder = {"type": Path, "metavar": "DIR"}
    parser.add_argument("--oneshots", required=True, **folder, help="samples of kits, raw or with index.csv")  # type: ignore[arg-type]
    parser.add_argument("--grooves", required=True, **folder, help="MIDI grooves, raw or with index.csv")  # type: ignore[arg-type]
    parser.add_argument("--loops", **folder, help="folder with background/: music that leaks in")  # type: ignore[arg-type]
    parser.add_argument("--rooms", **folder, help="folder with impulse responses")  # type: ignore[arg-type]
    parser.add_argument("--voices", **folder, help="folder with recorded speech and song, to be heard through")  # type: ignore[arg-type]
    parser.add_argument("--songs", **folder, help="folder with recorded music without drums, as --voices")  # type: ignore[arg-type]
    parser.add_argument("--leave-out", default="", help="comma list of drummers kept for a test")
    parser.add_argument("--segments", type=positive, default=6000, help="rendered segments of 8.5 s, three slices each")
    parser.add_argument("--synth", type=natural, default=0, metavar="N", help="synthesised kits to train on besides")
    parser.add_argument(
        "--music", type=share, default=0.0, metavar="SHARE", help="of the segments under synthesised music, 0 to 0.75"
    )
    parser.add_argument("--steps", type=positive, default=4000, help="training steps")
    parser.add_argument(
        "--finish",
        type=natural,
        default=1300,
        metavar="STEPS",
        help="then on all kits, and averaged with those before (0: not)",
    )
    parser.add_argument(
        "--distil",
        type=natural,
        default=7000,
        metavar="STEPS",
        help="then taught to hear through voices, music and louder drums (0: not)",
    )
    parser.add_argument("--batch", type=positive, default=48, help="slices a step")
    parser.add_argument("--jobs", type=positive, default=2, help="processes and threads")
    parser.add_argument("--out", required=True, **folder, help="everything is written here; the result is DIR/pack")  # type: ignore[arg-type]


def main(args: argparse.Namespace) -> int:
    """Run the chain."""
    args.out.mkdir(parents=True, exist_ok=True)
    oneshots, first = indexed("oneshots", args.oneshots, args.out)
    grooves, second = indexed("grooves", args.grooves, args.out)
    for step in [*first, *second]:
        if code := perform(step):
            return code
    for step in chain(args, oneshots, grooves):
        if code := perform(step):
            return code
    print(f"the pack: {args.out / 'pack'}")
    return 0
