# SPDX-License-Identifier: Apache-2.0
"""The bars that a pack has to clear, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from kitscribe_models.evaluate.bar import Bar
from kitscribe_models.evaluate.peers import scored
from kitscribe_models.evaluate.scores import PLAYED, f_measure, interval, ratio, resampled

Part = Mapping[str, Any]


def bars(report: Part) -> Iterator[Bar]:
    """Give the bars of what was measured."""
    for name, its in PARTS.items():
        if name in report:
            yield from its(report[name])


def _dev(part: Part) -> Iterator[Bar]:
    everything, strict = part["all"], part["strict"]
    for scores, window, least in ((everything, "0.05", 0.945), (everything, "0.025", 0.94), (strict, "0.01", 0.88)):
        row = scores["windows"][window]
        yield Bar(f"recordings, F at {1000 * float(window):g} ms", row["sum"]["F"], row["sum_F_95"], least)
    classes = everything["windows"]["0.05"]["class"]
    for name, least in (("KD", 0.98), ("SD", 0.93), ("HH", 0.93)):
        if name in classes:
            bounds = interval(f_measure(resampled(scored(everything, "0.05", name))))
            yield Bar(f"recordings, {name}, F at 50 ms", classes[name]["F"], bounds, least)
    for name, missed, false in (("TT", 0, 4), ("CY", 10, 10)):
        if name in classes:
            row = classes[name]
            yield Bar(f"recordings, {name}, missed", row["n_ref"] - row["tp"], most=missed)
            yield Bar(f"recordings, {name}, false", row["n_est"] - row["tp"], most=false)
    for name, row in {**strict["timing"], **strict["timing_tracks"]}.items():
        if row["n"]:
            most = 2 if name == "all" else 3
            yield Bar(f"recordings, timing of {name} (ms)", row["median_ms"], least=-most, most=most)


def _peers(part: Part) -> Iterator[Bar]:
    for peer, sets in part.items():
        for name, window, least in (("strict", "0.01", 0.0), ("all", "0.05", -0.02)):
            row = sets[name][window]
            what = f"ours minus {peer}, {1000 * float(window):g} ms, lower end"
            yield Bar(what, row["interval"][0], row["interval"], least)


def _ranks(part: Part) -> Iterator[Bar]:
    for name, row in part.items():
        yield Bar(f"velocity's rank, {name}, to its level's", row["lead"], row["interval"], -0.05)


def _look_ahead(part: Part) -> Iterator[Bar]:
    for material, settings in part.items():
        for setting, name, most in (
            ("balanced", "all", 1.5),
            ("quick", "all", 4.0),
            ("quick", "kick", 1.5),
            ("quick", "snare", 1.5),
        ):
            row = settings[setting][name]
            yield Bar(f"{material}, {setting}, {name}, points lost", row["lost"], row["lost_interval"], most=most)


def _renders(part: Part) -> Iterator[Bar]:
    yield Bar("renders, audible share", part["audible"] / part["notes"], least=0.85)
    groups, drums = part["groups"]["0.025"], part["drums"]["0.025"]
    for what, figures, name, least in (
        ("6 groups", groups, "all", 0.92),
        ("18 drums", drums, "all", 0.85),
        ("mean of drums of 4 families", drums, "macro", 0.72),
        (f"{PLAYED} as one", drums, PLAYED, 0.9),
    ):
        if name in figures:
            row = figures[name]
            yield Bar(f"renders, {what}, F at 25 ms", row["f"], row["interval"], least)
    row = part["velocity"]
    if row:
        yield Bar("renders, velocity error", row["mean_absolute_error"], row["error_interval"], most=6)
        yield Bar("renders, slope of estimated on true level", row["slope"], row["slope_interval"], 0.85, 1.15)


def _case18(part: Part) -> Iterator[Bar]:
    bounds = interval(ratio(resampled(np.array(part["by_kit"]))))
    yield Bar("18 notes, share complete and exact", part["right"] / part["renders"], bounds, 0.95)
    yield Bar("18 notes, velocity error", part["velocity_error"], most=8)


def _gain(part: Part) -> Iterator[Bar]:
    yield Bar("-30 dB, F at 10 ms", part["f"], least=0.98)
    yield Bar("-30 dB, median velocity change", part["median_velocity_change"], most=2)


def _failures(part: Part) -> Iterator[Bar]:
    for name, row in part.items():
        yield Bar(name, row["value"], row["interval"], row["least"], row["most"])


def _cost(part: Part) -> Iterator[Bar]:
    for setting, milliseconds in part["ms_per_second"].items():
        yield Bar(f"cost, {setting} (ms a second of audio)", milliseconds, most=10)
    yield Bar("cost, 180 s, start to written file (s)", part["seconds_for_180"], most=3)
    yield Bar("cost, pack (MB)", part["pack_bytes"] / 1e6, most=8)


PARTS = {
    "dev": _dev,
    "peers": _peers,
    "ranks": _ranks,
    "renders": _renders,
    "look_ahead": _look_ahead,
    "case18": _case18,
    "gain": _gain,
    "failures": _failures,
    "cost": _cost,
}
