# SPDX-License-Identifier: Apache-2.0
"""What is told and doubted where other music covers the drums."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kitscribe_models import manifest
from kitscribe_models.cover import Cover
from kitscribe_models.decode import decode
from kitscribe_models.manifest import COVER, DRUM_INDEX, GROUP_OF, GROUPS, HEAT_WIDTH, ROW_WIDTH

F32 = NDArray[np.float32]

SPEC = manifest.Cover(0, first=20, open_db=13, covered_db=9, groups=("snare",), clear_db=5, deep_db=2, doubt=1)
RULES = asdict(SPEC)


def after_strokes(db: float, stroke: float = 0) -> Cover:
    """200 frames of -40 dB, one in ten of them so much louder; then a stroke of this loudness in the last but one."""
    loudness = np.full((200, 1), -40.0)
    loudness[9::10] += db
    loudness[198] = -40 + stroke
    return Cover(RULES, loudness, 2)


@pytest.mark.parametrize(("db", "covered"), [(30, 0), (13, 0), (12, 0.25), (11, 0.5), (9, 1), (3, 1)])
def test_drums_alone_are_now_loud_and_now_not(db: float, covered: float) -> None:
    assert after_strokes(db).hears(190, "snare")[0] == pytest.approx(covered)
    assert after_strokes(db).hears(18, "snare") == (0, 0)
    assert Cover(None, np.zeros((200, 1)), 2).hears(190, "snare") == (0, 0)
    assert Cover(RULES, np.zeros((200, 0)), 2).hears(190, "snare") == (0, 0)


@pytest.mark.parametrize(("above", "doubt"), [(8.9, 0), (5, 0), (3.5, 0.5), (2, 1), (0, 1)])
def test_what_hardly_rises_above_other_music_is_doubted(above: float, doubt: float) -> None:
    assert after_strokes(9, above).hears(196, "snare")[1] == pytest.approx(doubt)
    assert after_strokes(11, above).hears(196, "snare")[1] == pytest.approx(doubt / 2)
    assert after_strokes(30, above).hears(196, "snare")[1] == 0
    assert after_strokes(9, above).hears(196, "hat")[1] == 0


def struck(drum: str, doubtful: float, above: float) -> F32:
    """A clear stroke in every ten frames, a doubtful one last, that rise so far above what sounds all along."""
    heat = np.zeros((400, ROW_WIDTH + 4), np.float32)
    heat[:, ROW_WIDTH + 1 :] = -30
    for frame in range(5, 400, 10):
        heat[frame, GROUP_OF[drum]] = 0.98 if frame < 395 else doubtful
        heat[frame, 2 * len(GROUPS) + DRUM_INDEX[drum]] = 1
        heat[frame : frame + 3, ROW_WIDTH + 1 + COVER.range] += above
    heat[:, HEAT_WIDTH - len(DRUM_INDEX) : HEAT_WIDTH] = -30
    return heat


@pytest.mark.parametrize(("drum", "doubtful", "above", "written"), [
    ("snare", 0.6, 1, False), ("snare", 0.6, 6, True), ("snare", 0.8, 1, True), ("kick", 0.6, 1, True),
    # clear hats have a logit of 3.9: doubtful is what lies 3 below, or 1.5 where all is covered
    ("closed_hat", 0.8, 1, False), ("closed_hat", 0.8, 20, True), ("closed_hat", 0.95, 1, True),
])  # fmt: skip
def test_what_other_music_may_be_is_left_out(
    plain: dict[str, Any], drum: str, doubtful: float, above: float, written: bool
) -> None:
    others = ("consistency", "heights", "recurrence", "masking")
    rules = {name: rule for name, rule in plain["decoder"].items() if name not in others}
    last = decode(struck(drum, doubtful, above), {**plain, "decoder": rules}, "accurate")[-1].time
    assert (last > 3.94) == written
