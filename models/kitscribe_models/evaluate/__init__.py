# SPDX-License-Identifier: Apache-2.0
"""Measure a pack by the product itself: transcribe, then compare with what was played.

  --renders   unseen drummers on unseen kits, played by a renderer that training does not use
  --case18    eighteen notes on twenty kits, dry, in a room and through a bus
  --gain      30 dB less must not change the notes
  --mixes     the renders, and --dev, under music as loud as the drums
  --tones     --dev with another tone: dull, bright, thin, compressed, driven, in noise
  --voices    speech, alone and over --dev
  --guitars   recorded guitars, alone and over --dev
  --songs     full mixes of these, speech and a band, alone and over --dev
  --failures  what users notice first
  --dev DIR   real recordings DIR/*.flac with references DIR/*.mid, judged by DIR/../score.py
  --look-ahead PNG  what hearing less after a stroke costs, on the renders and on --dev
  --cost      time and size

Renders are made once, in --work. Needs the Debian packages fluidsynth, sox, lame, espeak-ng, festival and those of the
kits, voices and guitars (an error names them). Exit code 1: a bar was missed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kitscribe_models.arguments import natural, positive
from kitscribe_models.errors import InputError
from kitscribe_models.evaluate import report
from kitscribe_models.evaluate.bars import bars
from kitscribe_models.evaluate.case18 import make_case18
from kitscribe_models.evaluate.cost import measure_cost
from kitscribe_models.evaluate.failures.table import make_probes, measure_failures
from kitscribe_models.evaluate.gain import measure_gain
from kitscribe_models.evaluate.guitars import measure_guitars
from kitscribe_models.evaluate.look_ahead import draw, measure_look_ahead
from kitscribe_models.evaluate.measures import (
    measure_case18,
    measure_peers,
    measure_renders,
    unseen_kits,
)
from kitscribe_models.evaluate.mixes import measure_mixes
from kitscribe_models.evaluate.ranks import measure_ranks
from kitscribe_models.evaluate.recordings import recordings_of, score_recordings
from kitscribe_models.evaluate.renders import make_renders
from kitscribe_models.evaluate.songs import measure_songs
from kitscribe_models.evaluate.tones import measure_tones
from kitscribe_models.evaluate.transcriber import Transcriber, own_command
from kitscribe_models.evaluate.voices import measure_voices
from kitscribe_models.output import replacing

Measure = Callable[[argparse.Namespace, Transcriber], Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--work", type=Path, required=True, help="folder for renders, estimates and caches")
    parser.add_argument("--renders", action="store_true", help="measure on renders of unseen kits")
    parser.add_argument("--case18", action="store_true", help="measure the 18-note case")
    parser.add_argument("--gain", action="store_true", help="measure the recordings and renders at -30 dB")
    parser.add_argument("--mixes", action="store_true", help="measure the renders, and --dev, under music")
    parser.add_argument("--tones", action="store_true", help="measure --dev with another tone")
    parser.add_argument("--voices", action="store_true", help="measure speech, alone and over --dev")
    parser.add_argument("--guitars", action="store_true", help="measure recorded guitars, alone and over --dev")
    parser.add_argument("--songs", action="store_true", help="measure guitar, voice and band together, as --guitars")
    parser.add_argument("--failures", action="store_true", help="measure what users notice first")
    parser.add_argument("--dev", type=Path, metavar="DIR", help="real recordings and their references")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="folders of other transcribers' MIDI files of --dev")
    parser.add_argument("--look-ahead", type=Path, metavar="PNG", help="measure each latency setting and draw it here")
    parser.add_argument("--cost", action="store_true", help="measure time and size (on an idle machine)")
    parser.add_argument(
        "--pack", type=Path, metavar="DIR", help="the pack (default: the one that comes with Kitscribe)"
    )
    parser.add_argument(
        "--seeds",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="reports (--json) of packs trained with other seeds: print the spread",
    )
    parser.add_argument("--make-only", action="store_true", help="make the renders and stop")
    parser.add_argument("--grooves", type=Path, help="folder of grooves with index.csv; needed to make renders")
    parser.add_argument(
        "--loops",
        type=Path,
        help="folder of drum loops, and of nothing else, that --failures repeats (default: left out)",
    )
    parser.add_argument("--oneshots", type=Path, help="training samples, which no test kit may share; needed once")
    parser.add_argument("--seed", type=natural, default=0, help="of the render set (default 0)")
    parser.add_argument("--command", help="transcriber, called with --jobs N -o FOLDER FILES (default: kitscribe)")
    parser.add_argument("--jobs", type=positive, default=1, help="passed to the transcriber (default 1)")
    parser.add_argument("--midi", type=Path, metavar="DIR", help="take MIDI files from here instead of transcribing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole report here")


def main(args: argparse.Namespace) -> int:
    """Measure what was asked for, print it, and compare it with the bars."""
    if args.make_only:
        kits = unseen_kits(args.work, args.oneshots)
        renders = make_renders(args.work, kits, args.grooves, args.seed)
        make_case18(args.work, kits)
        make_probes(args.work, kits, renders, args.loops)
        return 0
    others = [_bars_of(path) for path in args.seeds]
    transcriber = Transcriber(args.work, args.command or own_command(args.pack), args.jobs, args.midi)
    result: dict[str, Any] = {}
    for name, options, measure in PARTS:
        if all(getattr(args, option) for option in options):
            result[name] = measure(args, transcriber)
            _show(name, result[name])
    if not result:
        raise InputError("nothing to measure: say what, for one --renders or --dev DIR (--peers goes with --dev)")
    rows = list(bars(result))
    result["bars"] = [asdict(row) for row in rows]
    for line in report.bars(rows, others):
        print(line)
    if args.json:
        with replacing(args.json) as partial:
            partial.write_text(json.dumps(result, indent=1))
    return 0 if all(row.met for row in rows) else 1


def _gain(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    recordings = sorted(_renders_of(args).glob("*.wav")) if args.renders else []
    recordings += recordings_of(args.dev) if args.dev else []
    if not recordings:
        raise InputError("--gain: needs recordings; give their folder with --dev, or --renders")
    return measure_gain(args.work, transcriber, recordings)


def _mixes(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    return measure_mixes(args.work, transcriber, _renders_of(args), args.dev)


def _on_dev(option: str, measure: Callable[[Path, Transcriber, Path], Any]) -> Measure:
    def measured(args: argparse.Namespace, transcriber: Transcriber) -> Any:
        if not args.dev:
            raise InputError(f"--{option}: needs recordings; give their folder with --dev")
        return measure(args.work, transcriber, args.dev)

    return measured


def _dev(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    return score_recordings(args.work, transcriber, args.dev)


def _ranks(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    return measure_ranks(transcriber, args.dev)


def _look_ahead(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    losses = measure_look_ahead(args.work, transcriber, _renders_of(args), args.dev)
    draw(losses, args.look_ahead)
    return losses


def _cost(args: argparse.Namespace, _: Transcriber) -> Any:
    return measure_cost(args.work, _renders_of(args), args.pack)


def _renders_of(args: argparse.Namespace) -> Path:
    return make_renders(args.work, unseen_kits(args.work, args.oneshots), args.grooves, args.seed)


def _peers(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    return measure_peers(args.work, args.dev, args.peers, score_recordings(args.work, transcriber, args.dev))


def _failures(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    kits = unseen_kits(args.work, args.oneshots)
    renders = _renders_of(args)
    return measure_failures(transcriber, make_probes(args.work, kits, renders, args.loops), renders, args.loops)


# Name, also of the function that prints it; the options that ask for it; how it is measured.
PARTS: tuple[tuple[str, tuple[str, ...], Measure], ...] = (
    ("renders", ("renders",), measure_renders),
    ("case18", ("case18",), measure_case18),
    ("dev", ("dev",), _dev),
    ("peers", ("dev", "peers"), _peers),
    ("ranks", ("dev",), _ranks),
    ("look_ahead", ("look_ahead",), _look_ahead),
    ("gain", ("gain",), _gain),
    ("mixes", ("mixes",), _mixes),
    ("tones", ("tones",), _on_dev("tones", measure_tones)),
    ("voices", ("voices",), _on_dev("voices", measure_voices)),
    ("guitars", ("guitars",), _on_dev("guitars", measure_guitars)),
    ("songs", ("songs",), _on_dev("songs", measure_songs)),
    ("failures", ("failures",), _failures),
    ("cost", ("cost",), _cost),
)


def _show(name: str, part: Any) -> None:
    for line in getattr(report, name)(part):
        print(line)


def _bars_of(path: Path) -> dict[str, float | None]:
    try:
        return {row["what"]: row["value"] for row in json.loads(path.read_text())["bars"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not a report of evaluate ({error}); write one with --json") from error
