# SPDX-License-Identifier: Apache-2.0
"""Measure a pack by the product itself: transcribe, then compare with what was played.

  --renders   unseen drummers on unseen kits, played by a renderer that training does not use
  --case18    eighteen notes on twenty kits, dry, in a room and through a bus
  --gain      30 dB less must not change the notes
  --failures  what users notice first
  --dev DIR   real recordings DIR/*.flac with references DIR/*.mid, judged by DIR/../score.py

Renders are made once, in --work. Needs the Debian packages fluidsynth, sox, lame and those of the kits (an error names
them). Exit code 1: a bar was missed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kitscribe_models.evaluate import bars, report
from kitscribe_models.evaluate.failures.table import make_probes, measure_failures
from kitscribe_models.evaluate.gain import measure_gain
from kitscribe_models.evaluate.measures import (
    measure_case18,
    measure_peers,
    measure_renders,
    prepare,
    unseen_kits,
)
from kitscribe_models.evaluate.recordings import recordings_of, score_recordings
from kitscribe_models.evaluate.renders import make_renders
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--work", type=Path, required=True, help="folder for renders, estimates and caches")
    parser.add_argument("--renders", action="store_true", help="measure on renders of unseen kits")
    parser.add_argument("--case18", action="store_true", help="measure the 18-note case")
    parser.add_argument("--gain", action="store_true", help="measure the recordings and renders at -30 dB")
    parser.add_argument("--failures", action="store_true", help="measure what users notice first")
    parser.add_argument("--dev", type=Path, metavar="DIR", help="real recordings and their references")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="folders of other transcribers' MIDI files of --dev")
    parser.add_argument("--make-only", action="store_true", help="make the renders and stop")
    parser.add_argument("--grooves", type=Path, help="folder of grooves with index.csv; needed to make renders")
    parser.add_argument("--loops", type=Path, help="folder of drum loops that --failures repeats (default: left out)")
    parser.add_argument("--oneshots", type=Path, help="training samples, which no test kit may share; needed once")
    parser.add_argument("--seed", type=int, default=0, help="of the render set (default 0)")
    parser.add_argument("--command", help="transcriber, called with --jobs N -o FOLDER FILES (default: kitscribe)")
    parser.add_argument("--jobs", type=int, default=1, help="passed to the transcriber (default 1)")
    parser.add_argument("--midi", type=Path, metavar="DIR", help="take MIDI files from here instead of transcribing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole report here")


def main(args: argparse.Namespace) -> int:
    """Measure what was asked for, print it, and compare it with the bars."""
    if args.make_only:
        renders, _ = prepare(args)
        make_probes(args.work, unseen_kits(args.work, args.oneshots), renders, args.loops)
        return 0
    transcriber = Transcriber(args.work, args.command, args.jobs, args.midi)
    result: dict[str, Any] = {}
    for name, measure in PARTS.items():
        if getattr(args, name):
            result[name] = measure(args, transcriber)
            _show(name, result[name])
    if args.peers and args.dev:
        result["peers"] = measure_peers(args.work, args.dev, args.peers, result["dev"])
        _show("peers", result["peers"])
    missed = _show_bars(result)
    if args.json:
        with replacing(args.json) as partial:
            partial.write_text(json.dumps(result, indent=1))
    return 1 if missed else 0


def _gain(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    recordings = sorted((prepare(args)[0]).glob("*.wav")) if args.renders else []
    recordings += recordings_of(args.dev) if args.dev else []
    return measure_gain(args.work, transcriber, recordings)


def _dev(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    return score_recordings(args.work, transcriber, args.dev)


def _failures(args: argparse.Namespace, transcriber: Transcriber) -> Any:
    kits = unseen_kits(args.work, args.oneshots)
    renders = make_renders(args.work, kits, args.grooves, args.seed)
    return measure_failures(transcriber, make_probes(args.work, kits, renders, args.loops), renders)


PARTS = {
    "renders": measure_renders,
    "case18": measure_case18,
    "dev": _dev,
    "gain": _gain,
    "failures": _failures,
}


def _show(name: str, part: Any) -> None:
    for line in getattr(report, name)(part):
        print(line)


def _show_bars(result: dict[str, Any]) -> int:
    rows = list(bars.bars(result))
    for what, value, bar, cleared in rows:
        print(f"{'ok    ' if cleared else 'MISSED'} {what:<40}{value:>9.3f}  {bar}")
    return sum(not cleared for *_, cleared in rows)
