# SPDX-License-Identifier: Apache-2.0
"""What hearing less after a stroke costs: F at each latency setting, and its loss against the longest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import numpy as np

from kitscribe_models.evaluate.beginnings import beginnings
from kitscribe_models.evaluate.drums import GROUPS
from kitscribe_models.evaluate.notes import read_truth
from kitscribe_models.evaluate.peers import lead_of, scored
from kitscribe_models.evaluate.recordings import score_recordings
from kitscribe_models.evaluate.scores import RENDER_WINDOW, Counts, f_measure, group_counts, interval, resampled
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.gallery import COLOURS, figure, write

HEARD_MS = {"quick": 50, "balanced": 150, "accurate": 500}
RECORDING_WINDOW = "0.05"
CLASSES = {"kick": "KD", "snare": "SD", "tom": "TT", "hat": "HH", "cymbal": "CY"}
STYLES = {"renders": "-", "recordings": "--"}


class Loss(TypedDict):
    """F at a setting, and the points lost against the longest look-ahead; intervals over tracks, paired."""

    f: float
    interval: list[float]
    lost: float
    lost_interval: list[float]


Losses = dict[str, dict[str, dict[str, Loss]]]  # material, setting, group or all


def measure_look_ahead(work: Path, transcriber: Transcriber, renders: Path, dev: Path | None) -> Losses:
    """Transcribe the render set, and the recordings if there are any, at each setting."""
    by_setting = {setting: transcriber.at(setting) for setting in HEARD_MS}
    counts = {"renders": {setting: _renders(one, renders) for setting, one in by_setting.items()}}
    if dev:
        counts["recordings"] = {setting: _recordings(work, one, dev) for setting, one in by_setting.items()}
    return {material: _losses(settings) for material, settings in counts.items()}


def _renders(transcriber: Transcriber, folder: Path) -> dict[str, Counts]:
    recordings = sorted(folder.glob("*.wav"))
    truths = [read_truth(recording.with_suffix(".json"))[0] for recording in recordings]
    tracks = list(zip(truths, transcriber.notes("renders", recordings)))
    counts, first = (group_counts(some, RENDER_WINDOW) for some in (tracks, beginnings(tracks)))
    groups = {group: counts[:, row] for row, group in enumerate(GROUPS)}
    return {"all": counts.sum(axis=1)} | groups | {"first .3 s": first.sum(axis=1)}


def _recordings(work: Path, transcriber: Transcriber, folder: Path) -> dict[str, Counts]:
    scores = score_recordings(work, transcriber, folder)["all"]
    there = {group: name for group, name in CLASSES.items() if name in scores["windows"][RECORDING_WINDOW]["class"]}
    counts = {group: scored(scores, RECORDING_WINDOW, name) for group, name in there.items()}
    return {"all": scored(scores, RECORDING_WINDOW)} | counts


def _losses(settings: Mapping[str, Mapping[str, Counts]]) -> dict[str, dict[str, Loss]]:
    longest = settings[max(HEARD_MS, key=lambda setting: HEARD_MS[setting])]
    return {
        setting: {name: _loss(longest[name], its) for name, its in counts.items()}
        for setting, counts in settings.items()
    }


def _loss(longest: Counts, its: Counts) -> Loss:
    behind = lead_of(longest, its)
    return {
        "f": behind["peer"],
        "interval": interval(f_measure(resampled(its))),
        "lost": 100 * behind["lead"],
        "lost_interval": [100 * bound for bound in behind["interval"]],
    }


def draw(losses: Losses, path: Path) -> None:
    """Draw F against look-ahead, all groups pooled with their intervals, kick and snare apart."""
    picture = figure(7.5, 4.5)
    axes = picture.subplots()
    for material, settings in losses.items():
        for name, colour in zip(("all", "kick", "snare"), COLOURS):
            rows = [settings[setting][name] for setting in HEARD_MS]
            f = np.array([row["f"] for row in rows])
            window = f"{1000 * RENDER_WINDOW if material == 'renders' else 1000 * float(RECORDING_WINDOW):g} ms"
            label = f"{material} at {window}, {name}"
            axes.plot(list(HEARD_MS.values()), f, STYLES[material], marker="o", color=colour, label=label)
            if name == "all":
                bounds = np.array([row["interval"] for row in rows]).T
                axes.fill_between(list(HEARD_MS.values()), *bounds, color=colour, alpha=0.1, linewidth=0)
    axes.set_xscale("log")
    axes.set_xticks(list(HEARD_MS.values()), [str(heard) for heard in HEARD_MS.values()])
    axes.minorticks_off()
    axes.set_xlabel("heard after a stroke (ms)")
    axes.set_ylabel("F")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="lower right")
    write(picture, path)
