# SPDX-License-Identifier: Apache-2.0
"""What a network that is taught to hear through music is given, and what it is asked."""

from __future__ import annotations

import pytest
import torch

from kitscribe_models.distil import losses, mixed
from kitscribe_models.manifest import FEATURES, HEAT_WIDTH

LOUDER = torch.zeros(1, 1, 1)


def test_a_silent_backing_changes_nothing() -> None:
    drums = torch.rand(2, 30, FEATURES.width) * 2
    assert mixed(drums, torch.zeros_like(drums), LOUDER).numpy() == pytest.approx(drums.numpy(), abs=1e-4)


def test_powers_add_whatever_level_the_backing_was_made_at() -> None:
    """Twice the power is 3 dB, .2 log10(2)."""
    drums = torch.full((1, 30, FEATURES.width), 1.5)
    for level in (0.8, 1.5, 2.0):
        both = mixed(drums, torch.full_like(drums, level), LOUDER)
        assert both.numpy() == pytest.approx(1.5602, abs=1e-3)
    louder = mixed(drums, drums, torch.full((1, 1, 1), 20.0))
    assert louder.numpy() == pytest.approx(1.5 + 0.2 * 2.00432, abs=1e-3)


def test_what_hears_as_its_teacher_has_nothing_to_learn_but_where_there_are_no_drums() -> None:
    rows = torch.zeros(2, 30, HEAT_WIDTH)
    rows[:, :, 0] = torch.where(torch.arange(30) == 10, 12.0, -12.0)
    rows[:, :, 1:6] = -12
    pair = rows, torch.zeros(2, 30, 32)
    same = losses(pair, pair, torch.ones(2, 1, 1))
    assert float(same["onset"]) < 0.02
    assert all(float(same[name]) == 0 for name in ("time", "level", "embedding"))
    assert float(losses(pair, pair, torch.zeros(2, 1, 1))["onset"]) > 10
