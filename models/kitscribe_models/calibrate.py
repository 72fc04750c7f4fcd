# SPDX-License-Identifier: Apache-2.0
"""Choose the decoder's numbers on renders of kits and drummers that training never saw: thresholds, timing, members.

Without consistency over the kit: in 8.5 s there is little to remember.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from mir_eval.util import match_events
from numpy.typing import NDArray

from kitscribe_models.decode import peaks
from kitscribe_models.features import frames
from kitscribe_models.manifest import DRUM_INDEX, GROUPS, HOP, RATE, SETTINGS
from kitscribe_models.members import fit, joined, struck
from kitscribe_models.output import replacing
from kitscribe_models.pack import Pack
from kitscribe_models.progress import progress
from kitscribe_models.render import read_segment, segments_of

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

WINDOW = 0.025
LOWEST = 0.05
# Renders play toms and percussion this much more often than drum tracks do: a false note of them weighs so much more.
DEARER = {"tom": 2.0, "percussion": 2.0}
GRID = np.round(np.arange(0.08, 0.86, 0.02), 2)


def times(heat: F32, group: int, frame: NDArray[np.int64]) -> F64:
    """Onset times (s) of peaks at these frames."""
    offset = np.clip(heat[frame, len(GROUPS) + group], -0.5, 0.5)
    return np.asarray((frame + offset) * HOP / RATE, dtype=np.float64)


def counts(truth: F64, dont_care: F64, found: F64, strength: F64) -> NDArray[np.int64]:
    """Per threshold of GRID: hits, true notes, found notes; finds beside an inaudible note do not count as false."""
    rows = np.zeros((len(GRID), 3), np.int64)
    for i, limit in enumerate(GRID):
        kept = found[strength >= limit]
        pairs = match_events(truth, kept, WINDOW) if len(truth) and len(kept) else []
        matched = {int(e) for _, e in pairs}
        extra = [t for j, t in enumerate(kept) if j not in matched]
        excused = sum(bool(len(dont_care)) and float(np.abs(dont_care - t).min()) <= 0.05 for t in extra)
        rows[i] = len(pairs), len(truth), len(kept) - excused
    return rows


def f_measure(rows: F64) -> F64:
    return np.asarray(2 * rows[..., 0] / np.maximum(1, rows[..., 1] + rows[..., 2]), dtype=np.float64)


def thresholds(heats: list[F32], notes: list[NDArray[np.void]]) -> tuple[dict[str, float], dict[str, float], float]:
    """Per group the threshold of the best F and that F at one setting, and the median timing error (s)."""
    chosen, best, errors = {}, {}, [np.zeros(0)]
    for g, group in enumerate(GROUPS):
        members = [DRUM_INDEX[d] for d in group.drums]
        rows = np.zeros((len(GRID), 3))
        for heat, note in zip(heats, notes, strict=True):
            own = note[np.isin(note["drum"], members)]
            heard = onsets(own[own["audible"]]["time"])
            frame = np.array(peaks(heat[:, g].astype(np.float64), group.dominance, LOWEST), np.int64)
            found = times(heat, g, frame)
            rows += counts(heard, own[~own["audible"]]["time"].astype(np.float64), found, heat[frame, g].astype(float))
            if len(heard) and len(found):
                gap = found[:, None] - heard
                nearest = gap[np.arange(len(found)), np.abs(gap).argmin(axis=1)]
                errors.append(nearest[(np.abs(nearest) < WINDOW) & (heat[frame, g] > 0.5)])
        rows[:, 2] += (DEARER.get(group.name, 1.0) - 1) * (rows[:, 2] - rows[:, 0])
        f = f_measure(rows)
        # A group that the renders lack has no best threshold.
        chosen[group.name] = float(GRID[int(f.argmax())]) if f.any() else 0.5
        best[group.name] = round(float(f.max()), 4)
    error = np.concatenate(errors)
    return chosen, best, float(np.median(error)) if len(error) else 0.0


def onsets(time: NDArray[np.float32]) -> F64:
    """Times of a group's onsets: drums of one group struck within 10 ms are one."""
    ordered = np.sort(time.astype(np.float64))
    return ordered[np.diff(ordered, prepend=-1.0) > HOP / RATE]


def members(
    heats: list[F32], notes: list[NDArray[np.void]], limits: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Biases of the members per drum and `also` per group."""
    bias: dict[str, float] = {}
    also = {}
    for g, group in enumerate(GROUPS):
        found = []
        for heat, note in zip(heats, notes, strict=True):
            frame = peaks(heat[:, g].astype(np.float64), group.dominance, limits[group.name])
            found.append(struck(heat, note, np.array(frame, np.int64), g))
        of_drums, also[group.name] = fit(joined(found), group)
        bias |= of_drums
    return bias, also


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, required=True, help="a pack from `export` without calibration")
    parser.add_argument("--segments", type=Path, required=True, help="validation folder from `render`")
    parser.add_argument("--out", type=Path, required=True, help="calibration.json, for `export`")


def main(args: argparse.Namespace) -> int:
    pack = Pack(args.pack)
    paths = segments_of(args.segments)
    notes = []
    heats: dict[str, list[F32]] = {s: [] for s in SETTINGS}
    for path in progress(paths, len(paths), "calibrate"):
        audio, of_segment = read_segment(path)
        notes.append(of_segment)
        x = frames(audio)
        for setting in SETTINGS:
            heats[setting].append(pack.heat(x, setting))
    result: dict[str, Any] = {"thresholds": {g.name: {} for g in GROUPS}, "f": {}}
    for setting in SETTINGS:
        limits, best, error = thresholds(heats[setting], notes)
        for name, limit in limits.items():
            result["thresholds"][name][setting] = limit
        result["f"][setting] = best
        print(f"{setting}: F at 25 ms {best}, median timing {error * 1000:+.2f} ms")
        result["offset_ms"] = round(-error * 1000, 2)  # of the last, most accurate setting
    accurate = {name: limit[SETTINGS[-1]] for name, limit in result["thresholds"].items()}
    result["bias"], result["also"] = members(heats[SETTINGS[-1]], notes, accurate)
    with replacing(args.out) as partial:
        partial.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))
    return 0
