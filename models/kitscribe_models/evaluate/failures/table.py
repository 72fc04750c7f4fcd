# SPDX-License-Identifier: Apache-2.0
"""All rows of what users notice first: makes the material, transcribes it, measures it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kitscribe_models.evaluate.failures import closeness, doubles, flams_and_rolls, ghosts, hats, masking, robustness
from kitscribe_models.evaluate.failures.invariance import VARIANTS, invariance, vary
from kitscribe_models.evaluate.failures.music import music, music_without_drums
from kitscribe_models.evaluate.failures.probes import PROBES
from kitscribe_models.evaluate.failures.repeats import TIMES, loops, repeated, repeats
from kitscribe_models.evaluate.failures.robustness import HARMS, LEVELS, suffer
from kitscribe_models.evaluate.failures.row import Row, Track
from kitscribe_models.evaluate.failures.tom_height import tom_height
from kitscribe_models.evaluate.kits import Kit
from kitscribe_models.evaluate.midi_file import read_midi
from kitscribe_models.evaluate.music import PARTS
from kitscribe_models.evaluate.notes import read_truth
from kitscribe_models.evaluate.render import render, write_render
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress

RECIPE = 1  # raise it whenever the same kits give other material
EVERY_KIT = 3
CHAINS = ("dry", "room", "bus")
RECORDINGS = 6
TAIL_SECONDS = 1.0


def make_probes(work: Path, kits: Sequence[Kit], renders: Path, loop_folder: Path | None) -> Path:
    """Make what is missing of the material; return its folder."""
    folder = work / f"failures-{RECIPE}"
    wanted = [(name, kit) for kit in kits[::EVERY_KIT] for name in PROBES]
    missing = [one for one in wanted if not (folder / f"{one[0]}-{one[1].name}.json").exists()]
    for name, kit in progress(missing, len(missing), "rendering what provokes failures"):
        random = np.random.default_rng([list(PROBES).index(name), [one.name for one in kits].index(kit.name)])
        hits = sorted(PROBES[name](kit, random), key=lambda hit: hit.seconds)
        chain = CHAINS[int(random.integers(len(CHAINS)))]
        samples, truth = render(kit, hits, hits[-1].seconds + TAIL_SECONDS, chain, -3.0)
        write_render(folder / f"{name}-{kit.name}", samples, truth, {"kit": kit.name, "chain": chain})
    for part in PARTS:
        _write_once(folder / f"music-{part}.wav", functools.partial(music, part))
    for recording in _varied(renders):
        for variant in VARIANTS:
            _write_once(_variant(folder, variant, recording), functools.partial(vary, _read(recording), variant))
        for variant in (*LEVELS, *HARMS):
            _write_once(_variant(folder, variant, recording), functools.partial(suffer, _read(recording), variant))
    for loop in loops(loop_folder) if loop_folder else []:
        _write_once(_repeats(folder, loop), functools.partial(repeated, loop))
    return folder


def measure_failures(
    transcriber: Transcriber, folder: Path, renders: Path, loop_folder: Path | None
) -> dict[str, dict[str, Any]]:
    """Transcribe the material and the render set; measure every row."""
    files = transcriber.midi_files("failures", sorted([*folder.glob("*.wav"), *(folder / renders.name).glob("*.wav")]))
    own = transcriber.midi_files("renders", sorted(renders.glob("*.wav")))
    probes = {name: [_track(wav, midi) for wav, midi in files.items() if wav.stem.startswith(name)] for name in PROBES}
    played = [_track(wav, midi) for wav, midi in own.items()]
    silent = [Track([], read_midi(midi), _seconds(wav)) for wav, midi in files.items() if wav.stem.startswith("music-")]
    looped = [
        (read_midi(files[wav]), _seconds(wav) / TIMES)
        for wav in (_repeats(folder, loop) for loop in (loops(loop_folder) if loop_folder else []))
    ]
    varied = [
        (read_midi(own[wav]), {variant: read_midi(files[_variant(folder, variant, wav)]) for variant in VARIANTS})
        for wav in _varied(renders)
    ]
    rows = {
        "double triggers per 100 hits": doubles.double_triggers(played),
        "ghost notes, recall": ghosts.ghost_notes(probes["ghosts"] + played),
        "false snares per minute": ghosts.false_snares(played),
        "flams, both strokes found": flams_and_rolls.flams(probes["flams"]),
        "single snare strokes split, %": flams_and_rolls.split_strokes(probes["flams"]),
        "rolls and blasts, notes per stroke": flams_and_rolls.rolls(probes["rolls"]),
        "hats under a crash, recall": masking.hats_under_crash(played),
        "false toms per 100 kicks and snares": masking.tom_ghosts(played),
        "openness, balanced accuracy": hats.openness(probes["openness"] + played),
        "openness, flips between identical hits, %": hats.flips(probes["openness"]),
        "tom height, order of pairs": tom_height(probes["toms"]),
        "close hits, 10 to 30 ms": closeness.close_hits(probes["close"] + played),
        "close hits, 5 to 10 ms": closeness.closest_hits(probes["close"] + played),
        "music without drums, notes per minute": music_without_drums(silent),
        "repeats of a loop, F at 10 ms": repeats(looped),
        "invariance, F at 10 ms": invariance(varied),
    }
    whole = [_track(wav, own[wav]) for wav in _varied(renders)]
    for variant in (*LEVELS, *HARMS):
        harmed = [
            Track(track.truth, read_midi(files[_variant(folder, variant, wav)]), track.seconds)
            for track, wav in zip(whole, _varied(renders))
        ]
        rows[f"points lost, {variant}"] = robustness.loss(whole, harmed, 1 if variant in LEVELS else 3)
    return {name: _entry(row) for name, row in rows.items()}


def _entry(row: Row) -> dict[str, Any]:
    return {
        "value": row.value,
        "interval": row.interval,
        "least": row.least,
        "most": row.most,
        "of": row.of,
    }


def _varied(renders: Path) -> list[Path]:
    """Choose the recordings to vary."""
    recordings = sorted(renders.glob("*.wav"))
    return recordings[:: max(1, len(recordings) // RECORDINGS)][:RECORDINGS]


def _repeats(folder: Path, loop: Path) -> Path:
    return folder / f"repeats-{loop.stem}.wav"


def _variant(folder: Path, variant: str, recording: Path) -> Path:
    return folder / recording.parent.name / f"varied-{variant}-{recording.stem}.wav"


def _track(wav: Path, midi: Path) -> Track:
    truth, _ = read_truth(wav.with_suffix(".json"))
    return Track(truth, read_midi(midi), _seconds(wav))


def _seconds(wav: Path) -> float:
    return float(soundfile.info(wav).duration)


def _read(wav: Path) -> Samples:
    samples: Samples = soundfile.read(wav, dtype="float32")[0]
    return samples


def _write_once(path: Path, make: Callable[[], tuple[Samples, int]]) -> None:
    if not path.exists():
        samples, rate = make()
        with replacing(path) as partial:
            soundfile.write(partial, samples, rate, subtype="FLOAT")  # some peaks lie above full scale
