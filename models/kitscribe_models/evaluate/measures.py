# SPDX-License-Identifier: Apache-2.0
"""The parts of the report that are measured on renders and against peers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.beginnings import beginnings
from kitscribe_models.evaluate.case18 import judge, make_case18
from kitscribe_models.evaluate.drums import DRUMS
from kitscribe_models.evaluate.dynamics import timing, velocity
from kitscribe_models.evaluate.kits import BASES, HAND_PERCUSSION, Kit, complete
from kitscribe_models.evaluate.notes import TrueNote, read_truth
from kitscribe_models.evaluate.peers import lead
from kitscribe_models.evaluate.recordings import score_recordings
from kitscribe_models.evaluate.renders import make_renders
from kitscribe_models.evaluate.scores import RENDER_WINDOW, WINDOWS, Figure, Pair, by_drum, by_group
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.evaluate.unseen import SEEN, likenesses

FEWEST_FAMILIES = 4  # a drum of fewer counts in no mean


def unseen_kits(work: Path, oneshots: Path | None) -> list[Kit]:
    """Return the kits without the voices that training has heard."""
    voices = [voice for kit in (*BASES, HAND_PERCUSSION) for drum in kit.voices.values() for voice in drum]
    cache = work / "unseen.json"
    likeness = likenesses(voices, oneshots, cache)
    return complete({voice for voice in voices if likeness[voice][0] > SEEN})


def families(truths: Sequence[tuple[Sequence[TrueNote], dict[str, object]]], kits: Sequence[Kit]) -> dict[str, int]:
    """Count the drumkits and soundfonts that each drum was heard from; few of them say little."""
    voices = {kit.name: kit.voices for kit in kits}
    heard = {(note.drum, str(about["kit"])) for truth, about in truths for note in truth if note.audible}
    sources = {(drum, voices[kit][drum][0].source.partition(":")[0]) for drum, kit in heard}
    return {drum: sum(one == drum for one, _ in sources) for drum in DRUMS}


def measure_renders(args: argparse.Namespace, transcriber: Transcriber) -> dict[str, Any]:
    """Transcribe the render set and compare it with its truth."""
    kits = unseen_kits(args.work, args.oneshots)
    folder = make_renders(args.work, kits, args.grooves, args.seed)
    recordings = sorted(folder.glob("*.wav"))
    truths = [read_truth(recording.with_suffix(".json")) for recording in recordings]
    found = transcriber.notes("renders", recordings)
    tracks = [(truth, notes) for (truth, _), notes in zip(truths, found, strict=True)]
    sources = families(truths, kits)
    judged = [drum for drum, number in sources.items() if number >= FEWEST_FAMILIES]
    return {
        "tracks": len(tracks),
        "kits": len({about["kit"] for _, about in truths}),
        "families": sources,
        "seconds": sum(truth[-1].seconds for truth, _ in truths),
        "notes": sum(len(truth) for truth, _ in truths),
        "audible": sum(note.audible for truth, _ in truths for note in truth),
        "groups": {f"{window:g}": by_group(tracks, window) for window in WINDOWS},
        "drums": {f"{window:g}": by_drum(tracks, window, judged) for window in WINDOWS},
        "parts": _parts(recordings, truths, tracks),
        "beginnings": by_group(beginnings(tracks), RENDER_WINDOW),
        "timing": timing(tracks),
        "velocity": velocity(tracks),
    }


def _parts(
    recordings: Sequence[Path], truths: Sequence[tuple[object, dict[str, object]]], tracks: Sequence[Pair]
) -> dict[str, Figure]:
    """Tell all groups as one for each kind of kit, as played and with rarer drums: both decide more than the model."""
    parts: dict[str, list[Pair]] = {}
    for recording, (_, about), track in zip(recordings, truths, tracks, strict=True):
        played = "as played" if recording.stem.endswith("-plain") else "rarer drums"
        parts.setdefault(f"{about['kind']}, {played}", []).append(track)
    return {name: by_group(own, RENDER_WINDOW)["all"] for name, own in sorted(parts.items())}


def measure_case18(args: argparse.Namespace, transcriber: Transcriber) -> dict[str, Any]:
    """Transcribe the 18-note case and judge every render of it."""
    folder = make_case18(args.work, unseen_kits(args.work, args.oneshots))
    recordings = sorted(folder.glob("*.wav"))
    found = transcriber.notes("case18", recordings)
    by: dict[str, list[int]] = {}
    kits: dict[str, list[bool]] = {}
    wrong = []
    verdicts = []
    for recording, notes in zip(recordings, found, strict=True):
        truth, about = read_truth(recording.with_suffix(".json"))
        verdict = judge(truth, notes)
        verdicts.append(verdict)
        kits.setdefault(str(about["kit"]), []).append(verdict.right)
        for name in (str(about["kit"]), str(about["chain"]), f"lead {about['lead']} s"):
            right, of = by.get(name, (0, 0))
            by[name] = [right + verdict.right, of + 1]
        if not verdict.right:
            wrong.append(f"{recording.stem}: {verdict.missed} missed, {verdict.late} late, {verdict.extra} extra")
    errors = [error for verdict in verdicts for error in verdict.velocity_errors]
    return {
        "renders": len(verdicts),
        "right": sum(verdict.right for verdict in verdicts),
        "missed": sum(verdict.missed for verdict in verdicts),
        "late": sum(verdict.late for verdict in verdicts),
        "extra": sum(verdict.extra for verdict in verdicts),
        "velocity_error": float(np.mean(errors)) if errors else 127.0,
        "by": by,
        "by_kit": [(sum(right), len(right)) for right in kits.values()],
        "wrong": wrong,
    }


def measure_peers(work: Path, dev: Path, folder: Path, ours: dict[str, Any]) -> dict[str, Any]:
    """Score every peer's MIDI files and compare ours with them."""
    peers = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not peers:
        raise InputError(f"{folder}: no folder of a peer's MIDI files")
    result = {}
    for peer in peers:
        scores = score_recordings(work, Transcriber(work, "", 1, peer), dev)
        result[peer.name] = {name: lead(ours[name], scores[name]) for name in ours}
    return result
