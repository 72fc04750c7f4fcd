# SPDX-License-Identifier: Apache-2.0
"""Toms told by their pitch."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kitscribe_models.decode import decode
from kitscribe_models.heights import runs
from kitscribe_models.manifest import DRUM_INDEX, GROUP_OF, GROUPS, HEAT_WIDTH, HEIGHTS, ROW_WIDTH

F64 = NDArray[np.float64]

TOM = GROUP_OF["low_tom"]
STEP = 20
FILL = (55.0, 55.2, 49.0, 49.1, 42.0, 42.3, 55.1)


def fill(pitches: tuple[float, ...]) -> NDArray[np.float32]:
    """Rows of toms that the network takes for the lowest, those of the same pitch sounding alike."""
    heat = np.zeros((STEP * (len(pitches) + 1), ROW_WIDTH + 1), np.float32)
    for i, pitch in enumerate(pitches):
        t = STEP * (i + 1)
        heat[t, TOM] = 0.9
        heat[t, 2 * len(GROUPS) + DRUM_INDEX["high_tom"]] = 0.05
        heat[t, 2 * len(GROUPS) + DRUM_INDEX["mid_tom"]] = 0.2
        heat[t, 2 * len(GROUPS) + DRUM_INDEX["low_tom"]] = 0.75
        heat[t, HEAT_WIDTH : HEAT_WIDTH + 16] = pitch
        heat[t + HEIGHTS.after, -1] = pitch
    return heat


def test_toms_that_the_network_takes_for_one_are_told_by_their_pitch(plain: dict[str, Any]) -> None:
    drums = [note.drum for note in decode(fill(FILL), plain, "accurate", afterwards=True)]
    assert drums == ["high_tom"] * 2 + ["mid_tom"] * 2 + ["low_tom"] * 2 + ["high_tom"]


def test_live_only_those_before_tell(plain: dict[str, Any]) -> None:
    drums = [note.drum for note in decode(fill(FILL), plain, "accurate")]
    assert drums[:2] == ["low_tom"] * 2
    assert drums[4:] == ["low_tom"] * 2 + ["high_tom"]


def test_without_a_pitch_toms_are_what_the_network_takes_them_for(plain: dict[str, Any]) -> None:
    heat = fill(FILL)[:, :ROW_WIDTH]
    assert {note.drum for note in decode(heat, plain, "accurate", afterwards=True)} == {"low_tom"}


@pytest.mark.parametrize("seed", range(20))
def test_runs_are_the_likeliest_of_all_cuts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9))
    heights = rng.uniform(40, 60, count)
    logs = np.log(rng.dirichlet((1, 1, 1), count))
    order = np.argsort(-heights)

    def cost(cuts: tuple[int, int]) -> float:
        total = 0.0
        for d, part in enumerate(np.split(order, cuts)):
            if len(part):
                total += np.square(heights[part] - heights[part].mean()).sum() / (2 * 0.55**2) - logs[part, d].sum()
        return total

    best = min(itertools.combinations_with_replacement(range(count + 1), 2), key=cost)
    wanted = np.empty(count, int)
    for d, part in enumerate(np.split(order, best)):
        wanted[part] = d
    assert runs(heights, logs, 0.55).tolist() == wanted.tolist()
