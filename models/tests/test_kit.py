# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from kitscribe_models.effects import db
from kitscribe_models.kit import Voice, attack, beater, level_db, random_pitch, ring
from kitscribe_models.manifest import RATE
from kitscribe_models.oneshots import OneShot


def test_drums_that_few_kits_have_are_retuned_further() -> None:
    rng = np.random.default_rng(0)
    spread = {drum: np.std([np.log(random_pitch(drum, rng)) for _ in range(2000)]) for drum in ("snare", "side_stick")}
    assert 0.06 < spread["snare"] < 0.09
    assert 0.14 < spread["side_stick"] < 0.2


@pytest.mark.parametrize(("make", "low", "high"), [(beater, -20.5, 3.5), (ring, -20.5, 6.5)])
def test_what_is_added_starts_at_the_attack_as_loud_as_the_drum_says(
    make: Callable[[np.random.Generator], NDArray[np.float32]], low: float, high: float
) -> None:
    t = np.arange(RATE // 5) / RATE
    thump = (8000 * np.sin(2 * np.pi * 60 * t) * np.exp(-t / 0.05)).astype(np.int16)
    shot = OneShot(np.concatenate([np.zeros(500, np.int16), thump]), "hit", 0.0, 0.0, 1)
    more = make(np.random.default_rng(1))
    plain, with_more = (Voice([shot], 0.0, None, 1.0, 1.0, False, added=a).sound(0).audio for a in (None, more))
    start = attack(plain)
    difference = with_more - np.pad(plain, (0, len(with_more) - len(plain)))
    assert not difference[:start].any()
    np.testing.assert_allclose(difference[start : start + len(more)], more * db(level_db(plain)), atol=1e-6)
    assert low < level_db(more) < high
