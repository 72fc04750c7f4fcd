# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np

from kitscribe_models.effects import db
from kitscribe_models.kit import Voice, attack, beater, level_db, random_pitch
from kitscribe_models.manifest import RATE
from kitscribe_models.oneshots import OneShot


def test_drums_that_few_kits_have_are_retuned_further() -> None:
    rng = np.random.default_rng(0)
    spread = {drum: np.std([np.log(random_pitch(drum, rng)) for _ in range(2000)]) for drum in ("snare", "side_stick")}
    assert 0.06 < spread["snare"] < 0.09
    assert 0.14 < spread["side_stick"] < 0.2


def test_a_beater_clicks_at_the_attack_as_loud_as_the_kick_says() -> None:
    t = np.arange(RATE // 5) / RATE
    thump = (8000 * np.sin(2 * np.pi * 60 * t) * np.exp(-t / 0.05)).astype(np.int16)
    shot = OneShot(np.concatenate([np.zeros(500, np.int16), thump]), "hit", 0.0, 0.0, 1)
    click = beater(np.random.default_rng(1))
    plain, clicking = (Voice([shot], 0.0, None, 1.0, 1.0, False, click=c).sound(0).audio for c in (None, click))
    start = attack(plain)
    added = clicking - plain
    assert not added[:start].any()
    expected = click * db(level_db(plain))
    np.testing.assert_allclose(added[start : start + len(click)], expected, atol=1e-6)
    assert -20.5 < level_db(click) < 3.5
