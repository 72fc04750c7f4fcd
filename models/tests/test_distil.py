# SPDX-License-Identifier: Apache-2.0
"""What a network that is taught to hear through music and louder drums is given, and what it is asked."""

from __future__ import annotations

import pytest
import torch

from kitscribe_models.distil import CLOSE, ENTERING, SOON, beginnings, below, logged, losses, power, together
from kitscribe_models.manifest import DRUM_INDEX, FEATURES, GROUPS, HEAT_WIDTH
from kitscribe_models.network import EMBEDDING
from kitscribe_models.stems import PARTS
from kitscribe_models.vary import raised

DECIBELS_0 = torch.zeros(1, 1, 1)
NAMES = [group.name for group in GROUPS]
HARM, DRUMS_PLAY = torch.ones(2, 1, 1, dtype=torch.bool), torch.ones(2, 1, 1)


def test_features_and_powers_are_one() -> None:
    x = torch.rand(2, 30, FEATURES.width) * 2
    assert logged(power(x)).numpy() == pytest.approx(x.numpy(), abs=1e-4)


def test_a_backing_is_as_loud_as_asked_whatever_level_it_was_made_at() -> None:
    drums = power(torch.full((1, 30, FEATURES.width), 1.5))
    for level in (0.8, 1.5, 2.0):
        backing = power(torch.full((1, 30, FEATURES.width), level))
        assert below(drums, backing, DECIBELS_0).numpy() == pytest.approx(drums.numpy(), rel=1e-3)
        assert below(drums, backing, DECIBELS_0 + 20).numpy() == pytest.approx(100 * drums.numpy(), rel=1e-3)
    assert float(below(drums, torch.zeros_like(drums), DECIBELS_0).max()) == 0


def test_some_clips_begin_late_half_of_them_just_before_a_stroke() -> None:
    chance = torch.zeros(600, 250)
    chance[:, [100, 200]] = 1
    heard = beginnings(chance, torch.Generator().manual_seed(1))[:, :, 0]
    late = heard[:, 0] < 1
    assert 150 < int(late.sum()) < 250
    assert bool((heard[~late] == 1).all())
    assert bool((heard.diff(dim=1) >= 0).all())
    assert heard[:, 150:].min() == 1
    first = (heard[late] < 1).sum(1)
    assert 70 < int(((first > 100 - 8) & (first <= 100)).sum()) < 130
    assert heard[late][0, first[0] - len(ENTERING) : first[0]].tolist() == pytest.approx(list(ENTERING))


def test_a_floor_that_follows_lies_under_what_was_loudest_so_far() -> None:
    x = torch.zeros(1, 30, FEATURES.width)
    x[:, 10:20], x[:, 20:] = 1.0, 2.0
    both = raised(x.expand(2, -1, -1), 20.0, following=torch.tensor([True, False])[:, None, None])
    floor = both[:, :, 0] * 50
    assert floor[0, [0, 10, 20]].tolist() == pytest.approx([0.04, 50.04, 100.04], abs=0.01)
    assert floor[1, [0, 20]].tolist() == pytest.approx([80, 100.04], abs=0.01)


def silence(*shape: int) -> torch.Tensor:
    rows = torch.zeros(*shape, HEAT_WIDTH)
    rows[..., : len(GROUPS)] = -12
    return rows


def test_what_parts_have_the_kit_has() -> None:
    kick, hat = NAMES.index("kick"), NAMES.index("hat")
    rows, embeddings = silence(len(PARTS), 1, 5), torch.zeros(len(PARTS), 1, 5, EMBEDDING)
    rows[0, 0, 2, kick], rows[2, 0, 2, hat] = 3.0, 2.0
    rows[0, 0, 2, 6 + kick], rows[2, 0, 2, 6 + hat] = 0.25, -0.5
    member = 12 + DRUM_INDEX["open_hat"]
    rows[0, 0, 2, member], rows[2, 0, 2, member] = 1.0, 4.0
    embeddings[2] = 0.5
    heard, alike = together(rows, embeddings)
    assert heard[0, 2, [kick, hat]].tolist() == pytest.approx([3.0, 2.0], abs=1e-3)
    assert heard[0, 2, [6 + kick, 6 + hat]].tolist() == [0.25, -0.5]
    assert float(heard[0, 2, member]) == 4.0
    assert float(heard[0, [0, 1, 3, 4], :6].max()) == -12
    assert alike[0, 2].tolist() == [0.0] * 16 + [0.5] * 16  # the hat's family is the second


def test_nothing_is_heard_in_a_part_that_does_not_hold_it() -> None:
    for part, groups in enumerate(PARTS):
        rows = silence(len(PARTS), 1, 1)
        rows[part, :, :, : len(GROUPS)] = 6.0
        heard = together(rows, torch.zeros(len(PARTS), 1, 1, EMBEDDING))[0][0, 0]
        assert {name for g, name in enumerate(NAMES) if heard[g] > 5} == set(groups)


def test_what_hears_as_its_teacher_has_nothing_to_learn_but_where_there_are_no_drums() -> None:
    rows = silence(2, 30)
    rows[:, 10, 0] = 12.0
    pair = rows, torch.zeros(2, 30, EMBEDDING)
    same = losses(pair, pair, DRUMS_PLAY, ~HARM)
    assert float(same["onset"]) < 0.02
    assert all(float(same[name]) == 0 for name in ("time", "level", "embedding"))
    assert float(losses(pair, pair, torch.zeros(2, 1, 1), ~HARM)["onset"]) > 10


@pytest.mark.parametrize(
    ("later", "weight"), [(SOON[0] - 1, 1), (SOON[0], 1 + CLOSE), (SOON[1], 1 + CLOSE), (SOON[1] + 1, 1)]
)
def test_what_is_missed_soon_after_a_stroke_of_its_group_weighs_more(later: int, weight: float) -> None:
    alone = silence(2, 60)
    alone[:, 10, 0] = 12.0
    twice = alone.clone()
    twice[:, 10 + later, 0] = 12.0
    alike = torch.zeros(2, 60, EMBEDDING)
    missed = losses((alone, alike), (twice, alike), DRUMS_PLAY, ~HARM)["onset"]
    # Each of two clips has one of two strokes missed: 12 nats for two strokes told.
    assert float(missed) == pytest.approx(12 / 2 * weight, rel=0.01)


def test_an_equaliser_may_change_a_drums_level_but_not_its_dynamics() -> None:
    theirs = silence(2, 30)
    theirs[:, [10, 20], 0] = 12.0
    theirs[:, :, 12] = 12.0
    ours = theirs.clone()
    ours[:, :, -len(DRUM_INDEX)] += 6.0
    alike = torch.zeros(2, 30, EMBEDDING)
    assert float(losses((ours, alike), (theirs, alike), DRUMS_PLAY, ~HARM)["level"]) < 1e-3
    assert float(losses((ours, alike), (theirs, alike), DRUMS_PLAY, HARM)["level"]) == pytest.approx(0.6, rel=0.01)
    ours[:, 20, -len(DRUM_INDEX)] -= 6.0
    assert float(losses((ours, alike), (theirs, alike), DRUMS_PLAY, ~HARM)["level"]) == pytest.approx(0.3, rel=0.01)
