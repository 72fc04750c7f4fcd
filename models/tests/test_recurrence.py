# SPDX-License-Identifier: Apache-2.0
"""What was struck where the strokes before were the same."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit

from kitscribe_models.consistency import shifted
from kitscribe_models.manifest import CONSISTENCY, DRUM_INDEX, GROUPS, HEAT_WIDTH, RECURRENCE, ROW_WIDTH
from kitscribe_models.recurrence import recurring, surroundings

F64 = NDArray[np.float64]
KICK, SNARE, HAT = 0, 1, 3
FIRST_MEMBER = 2 * len(GROUPS)


@pytest.fixture(scope="module")
def decoder(plain: dict[str, Any]) -> dict[str, Any]:
    rules: dict[str, Any] = plain["decoder"]
    return rules


def bars(*snares: float) -> tuple[F64, list[list[int]]]:
    """Bars of a second: kick, hat, snare of this onset, hat; and the peaks of each group."""
    heat = np.zeros((100 * len(snares), ROW_WIDTH))
    heat[::100, KICK] = heat[25::50, HAT] = 0.9
    heat[50::100, SNARE] = snares
    return heat, [[int(t) for t in np.flatnonzero(own)] for own in heat[:, : len(GROUPS)].T]


def snare(bar: int, decoder: dict[str, Any], *snares: float, hindsight: int = 0) -> float:
    heat, peaks = bars(*snares)
    return float(recurring(heat, heat, decoder, "accurate", peaks, hindsight)[100 * bar + 50, SNARE])


def test_a_snare_hardly_heard_is_likelier_where_the_bars_before_have_one(decoder: dict[str, Any]) -> None:
    assert snare(3, decoder, 0.9, 0.9, 0.9, 0.3) > 0.5
    assert snare(3, decoder, 0.9, 0.2, 0.2, 0.3) < snare(3, decoder, 0.9, 0.9, 0.9, 0.3)


def test_by_hand(decoder: dict[str, Any]) -> None:
    heat, peaks = bars(0.9, 0.3)
    onset = heat[:, : len(GROUPS)]
    places = np.array(sorted({t for own in peaks for t in own}))
    like = surroundings(onset, places, RECURRENCE.span) @ surroundings(onset, places, RECURRENCE.span).T
    here = list(places).index(150)
    weights = np.exp(RECURRENCE.sharpness * (like[here, :here] - 1))
    there = onset[places[:here], SNARE]
    n = RECURRENCE.neutral * 0.5
    r = (RECURRENCE.doubt * n + weights @ there) / (RECURRENCE.doubt + weights.sum())
    again = RECURRENCE.again * weights  # all sound alike
    p = expit((logit(0.3) + again @ logit(np.maximum(there, RECURRENCE.lowest))) / (1 + again.sum()))
    assert snare(1, decoder, 0.9, 0.3) == pytest.approx(shifted(p, r / (1 - r) / (n / (1 - n))))


def test_a_stroke_of_a_loop_is_named_and_heard_as_the_others(decoder: dict[str, Any]) -> None:
    heat, peaks = bars(0.7, 0.7, 0.7, 0.4, 0.7, 0.7)
    names = slice(FIRST_MEMBER + DRUM_INDEX["snare"], FIRST_MEMBER + DRUM_INDEX["side_stick"] + 1)
    heat[50::100, names] = [0.8, 0.2]
    heat[350, names] = [0.4, 0.6]
    found = recurring(heat, heat, decoder, "accurate", peaks, 1000)
    assert found[350, names] == pytest.approx([0.8, 0.2], abs=0.1)
    assert found[350, SNARE] > 0.6
    # what sounds otherwise is named by itself
    heat[350, HEAT_WIDTH : HEAT_WIDTH + CONSISTENCY.channels] = 1.0
    assert recurring(heat, heat, decoder, "accurate", peaks, 1000)[350, names] == pytest.approx([0.4, 0.6], abs=1e-3)


def test_packs_before_0_11_decide_each_stroke_by_itself(decoder: dict[str, Any]) -> None:
    older, without = copy.deepcopy(decoder), copy.deepcopy(decoder)
    older["recurrence"] |= {"again": 0}
    del without["recurrence"]["again"], without["recurrence"]["alike"]
    heat, peaks = bars(0.7, 0.7, 0.4)
    found = [recurring(heat, heat, rules, "accurate", peaks, 1000) for rules in (older, without, decoder)]
    assert np.array_equal(found[0], found[1])
    assert found[1][250, SNARE] < found[2][250, SNARE]


def test_toms_are_named_by_their_height_alone(decoder: dict[str, Any]) -> None:
    heat, peaks = bars(0.7, 0.7, 0.7)
    heat[:, 2], peaks[2] = heat[:, SNARE], peaks[SNARE]
    heat[50::100, FIRST_MEMBER + DRUM_INDEX["low_tom"]] = [0.9, 0.2, 0.9]
    found = recurring(heat, heat, decoder, "accurate", peaks, 1000)
    assert np.array_equal(found[:, FIRST_MEMBER + DRUM_INDEX["low_tom"]], heat[:, FIRST_MEMBER + DRUM_INDEX["low_tom"]])


def test_only_with_hindsight_the_bars_after_tell(decoder: dict[str, Any]) -> None:
    alone = snare(1, decoder, 0, 0.3, 0.9, 0.9)
    assert alone < 0.3
    assert snare(1, decoder, 0, 0.3, 0.9, 0.9, hindsight=150) > alone
    assert snare(1, decoder, 0, 0.3, 0.9, 0.9, hindsight=99) < 0.3


def test_a_context_is_what_was_struck_before_and_nothing_after() -> None:
    heat, _ = bars(0.9, 0.9)
    onset = heat[:, : len(GROUPS)]
    earlier = onset.copy()
    earlier[50:] = 0
    places = np.array([50])
    assert surroundings(onset, places, 40) == pytest.approx(surroundings(earlier, places, 40))
    assert not surroundings(onset, np.array([0]), 40).any()


def test_without_rules_all_stays(decoder: dict[str, Any]) -> None:
    without = copy.deepcopy(decoder)
    del without["recurrence"]
    heat, peaks = bars(0.9, 0.9, 0.3)
    assert np.array_equal(recurring(heat, heat, without, "accurate", peaks, 0), heat)


def test_a_double_trigger_gets_no_likelier_by_those_before(decoder: dict[str, Any]) -> None:
    heat, peaks = bars(0.9, 0.9, 0.9)
    heat[55::100, SNARE] = 0.4
    peaks[SNARE] = [int(t) for t in np.flatnonzero(heat[:, SNARE])]
    assert recurring(heat, heat, decoder, "accurate", peaks, 0)[255, SNARE] <= 0.4
