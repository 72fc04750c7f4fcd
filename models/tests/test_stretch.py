# SPDX-License-Identifier: Apache-2.0
"""What hearings at other speeds correct."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

from kitscribe_models.distil import corrected
from kitscribe_models.manifest import DRUM_INDEX, GROUPS, HEAT_WIDTH, ROW_WIDTH
from kitscribe_models.network import EMBEDDING
from kitscribe_models.stretch import CORRECTED, F32, corrections

NAMES = [group.name for group in GROUPS]
SNARE = NAMES.index("snare")
TIME, STICK = len(GROUPS) + SNARE, 2 * len(GROUPS) + DRUM_INDEX["side_stick"]
LOGIT_9 = float(np.log(9))  # of .9


def heat(frames: int, at: int, onset: float, time: float, member: float) -> F32:
    """A heat map with one snare."""
    rows = np.zeros((frames, ROW_WIDTH), np.float32)
    rows[at, [SNARE, TIME, STICK]] = onset, time, member
    return rows


def test_a_stroke_is_as_likely_as_all_hearings_say_on_average() -> None:
    told = corrections(heat(100, 50, 0.5, 0.0, 0.5), [(heat(110, 55, 0.9, 0.0, 0.1), Fraction(11, 10))])
    assert told[49:52, SNARE] == pytest.approx(LOGIT_9 / 2, abs=1e-3)
    assert told[50, STICK] == pytest.approx(-LOGIT_9 * 0.9 / 1.4, abs=1e-3)  # a hearing weighs by its chance
    told[49:52, SNARE] = 0
    told[50, STICK - 1 : STICK + 1] = 0  # the snare's own, which stays at nothing
    assert not told.any()


def test_times_are_those_of_the_segment_itself() -> None:
    told = corrections(heat(100, 50, 0.9, 0.3, 0.5), [(heat(91, 46, 0.9, -0.5, 0.5), Fraction(10, 11))])
    assert told[50, TIME] == pytest.approx((50.3 + 45.5 * 1.1) / 2 - 50.3, abs=1e-3)


def test_what_no_other_hearing_has_room_for_stays() -> None:
    assert not corrections(heat(100, 99, 0.5, 0.4, 0.5), [(heat(60, 3, 0.9, 0.0, 0.1), Fraction(10, 11))]).any()
    assert corrections(heat(100, 50, 0.0, 0.0, 0.0), []).shape == (100, CORRECTED)


def test_the_deepest_head_is_corrected_wholly_the_others_in_their_onsets() -> None:
    heard = [(torch.zeros(5, 4, HEAT_WIDTH), torch.zeros(5, 4, EMBEDDING)) for _ in range(3)]
    first, _, deepest = corrected(heard, torch.ones(2, 4, CORRECTED), 1)
    assert first[0][1:3, :, : len(GROUPS)].eq(1).all()
    assert first[0][:, :, len(GROUPS) :].eq(0).all()
    assert deepest[0][1:3, :, :CORRECTED].eq(1).all()
    assert deepest[0][:, :, CORRECTED:].eq(0).all()
    for rows, _ in (first, deepest):
        assert rows[[0, 3, 4]].eq(0).all()
