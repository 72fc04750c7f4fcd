# SPDX-License-Identifier: Apache-2.0
"""What was struck where the strokes before were the same."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kitscribe_models.manifest import GROUPS, RECURRENCE
from kitscribe_models.recurrence import recurring, surroundings

F64 = NDArray[np.float64]
KICK, SNARE, HAT = 0, 1, 3


@pytest.fixture(scope="module")
def decoder(plain: dict[str, Any]) -> dict[str, Any]:
    rules: dict[str, Any] = plain["decoder"]
    return rules


def bars(*snares: float) -> tuple[F64, list[list[int]]]:
    """Bars of a second: kick, hat, snare of this onset, hat; and the peaks of each group."""
    onset = np.zeros((100 * len(snares), len(GROUPS)))
    onset[::100, KICK] = onset[25::50, HAT] = 0.9
    onset[50::100, SNARE] = snares
    return onset, [[int(t) for t in np.flatnonzero(own)] for own in onset.T]


def snare(bar: int, decoder: dict[str, Any], *snares: float, hindsight: int = 0) -> float:
    onset, peaks = bars(*snares)
    return float(recurring(onset, onset, decoder, "accurate", peaks, hindsight)[100 * bar + 50, SNARE])


def test_a_snare_hardly_heard_is_likelier_where_the_bars_before_have_one(decoder: dict[str, Any]) -> None:
    assert snare(3, decoder, 0.9, 0.9, 0.9, 0.3) > 0.5
    assert snare(3, decoder, 0.9, 0.2, 0.2, 0.3) < snare(3, decoder, 0.9, 0.9, 0.9, 0.3)


def test_by_hand(decoder: dict[str, Any]) -> None:
    onset, peaks = bars(0.9, 0.3)
    places = np.array(sorted({t for own in peaks for t in own}))
    like = surroundings(onset, places, RECURRENCE.span) @ surroundings(onset, places, RECURRENCE.span).T
    here = list(places).index(150)
    weights = np.exp(RECURRENCE.sharpness * (like[here, :here] - 1))
    n = RECURRENCE.neutral * 0.5
    r = (RECURRENCE.doubt * n + weights @ onset[places[:here], SNARE]) / (RECURRENCE.doubt + weights.sum())
    assert snare(1, decoder, 0.9, 0.3) == pytest.approx(1 / (1 + 0.7 / 0.3 * (n / (1 - n)) / (r / (1 - r))))


def test_only_with_hindsight_the_bars_after_tell(decoder: dict[str, Any]) -> None:
    alone = snare(1, decoder, 0, 0.3, 0.9, 0.9)
    assert alone < 0.3
    assert snare(1, decoder, 0, 0.3, 0.9, 0.9, hindsight=150) > alone
    assert snare(1, decoder, 0, 0.3, 0.9, 0.9, hindsight=99) < 0.3


def test_a_context_is_what_was_struck_before_and_nothing_after() -> None:
    onset, _ = bars(0.9, 0.9)
    earlier = onset.copy()
    earlier[50:] = 0
    places = np.array([50])
    assert surroundings(onset, places, 40) == pytest.approx(surroundings(earlier, places, 40))
    assert not surroundings(onset, np.array([0]), 40).any()


def test_without_rules_all_stays(decoder: dict[str, Any]) -> None:
    without = copy.deepcopy(decoder)
    del without["recurrence"]
    onset, peaks = bars(0.9, 0.9, 0.3)
    assert np.array_equal(recurring(onset, onset, without, "accurate", peaks, 0), onset)


def test_a_double_trigger_gets_no_likelier_by_those_before(decoder: dict[str, Any]) -> None:
    onset, peaks = bars(0.9, 0.9, 0.9)
    onset[55::100, SNARE] = 0.4
    peaks[SNARE] = [int(t) for t in np.flatnonzero(onset[:, SNARE])]
    assert recurring(onset, onset, decoder, "accurate", peaks, 0)[255, SNARE] <= 0.4
