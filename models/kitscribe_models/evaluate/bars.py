# SPDX-License-Identifier: Apache-2.0
"""The bars a pack has to clear: the project's first ones, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def bars(report: Mapping[str, Any]) -> Iterator[tuple[str, float, str, bool]]:
    """Give each bar whose part was measured: what, its value, the bar, whether it is cleared."""
    if "dev" in report:
        everything, strict = report["dev"]["all"]["windows"], report["dev"]["strict"]
        yield _least("recordings, F at 50 ms", everything["0.05"]["sum"]["F"], 0.90)
        yield _least("recordings, F at 10 ms", strict["windows"]["0.01"]["sum"]["F"], 0.84)
        medians = [abs(row["median_ms"]) for row in strict["timing"].values() if row["n"]]
        yield _most("recordings, worst timing median (ms)", max(medians), 3)
    if "renders" in report:
        part = report["renders"]
        yield _least("renders, audible share", part["audible"] / part["notes"], 0.85)
        yield _least("renders, 6 groups, F at 25 ms", part["groups"]["0.025"]["all"]["f"], 0.85)
        yield _least("renders, 18 drums, F at 25 ms", part["drums"]["0.025"]["all"]["f"], 0.72)
        if part["velocity"]:
            yield _most("renders, velocity error", part["velocity"]["mean_absolute_error"], 9)
    if "case18" in report:
        part = report["case18"]
        yield _least("18 notes, share right", part["right"] / part["renders"], 0.75)
        yield _most("18 notes, velocity error", part["velocity_error"], 10)
    if "gain" in report:
        yield _least("-30 dB, F at 10 ms", report["gain"]["f"], 0.98)
        yield _most("-30 dB, median velocity change", report["gain"]["median_velocity_change"], 2)


def _least(what: str, value: float, bar: float) -> tuple[str, float, str, bool]:
    return what, value, f">= {bar:g}", value >= bar


def _most(what: str, value: float, bar: float) -> tuple[str, float, str, bool]:
    return what, value, f"<= {bar:g}", value <= bar
