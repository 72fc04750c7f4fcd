# SPDX-License-Identifier: Apache-2.0
"""What is done to recordings' powers: each effect's direction and bounds."""

from __future__ import annotations

import pytest
import torch

from kitscribe_models.features import centres
from kitscribe_models.harm import Draw, harmed, hiss, reduction_db, smoothed, tail, tone_db
from kitscribe_models.manifest import FEATURES

CLIPS = 64
LONG = FEATURES.long.bands


def draw() -> Draw:
    return Draw(CLIPS, torch.Generator().manual_seed(1))


def stroke() -> torch.Tensor:
    """Silence, a loud frame, and what follows it 20 dB below."""
    power = torch.ones(CLIPS, 40, FEATURES.width)
    power[:, 10] = 1e8
    power[:, 11:] = 1e6
    return power


def test_tones_differ_and_are_the_same_in_long_and_short_spectra() -> None:
    gain = tone_db(draw())
    assert gain.shape == (CLIPS, 1, FEATURES.width)
    assert float(gain.abs().amax(2).median()) > 3
    short = gain[:, 0, LONG:].reshape(CLIPS, FEATURES.short.per_hop, -1)
    assert torch.equal(short[:, 0], short[:, 2])
    at = int(centres(FEATURES.long).searchsorted(centres(FEATURES.short)[8]))
    assert float((gain[:, 0, at] - short[:, 0, 8]).abs().median()) < 0.5


def test_a_compressor_takes_from_what_is_loud_and_lets_go() -> None:
    reduction = reduction_db(stroke(), draw())
    assert reduction.shape == (CLIPS, 40, 1)
    assert float(reduction.min()) >= 0
    assert float(reduction[:, :10].max()) == 0
    assert float(reduction[:, 10:].amax(1).min()) > 0
    assert bool((reduction[:, -1] <= reduction.amax(1)).all())


def test_means_follow_at_once_where_they_keep_nothing() -> None:
    x = torch.tensor([0.0, 4.0, 4.0, 0.0, 0.0])[None, :, None]
    assert smoothed(x, torch.zeros(1), torch.full((1,), 0.5))[0, :, 0].tolist() == [0, 4, 4, 2, 1]


def test_a_room_answers_after_the_stroke_and_decays() -> None:
    power = torch.zeros(CLIPS, 40, FEATURES.width)
    power[:, 10] = 1e8
    wet = tail(power, draw())
    assert float(wet[:, :11].max()) == 0
    assert bool((wet[:, 11] > wet[:, 30]).all())
    assert float(wet.max()) < 1e8


def test_noise_lies_below_the_drums() -> None:
    below_db = 10 * torch.log10(
        stroke()[:, :, :LONG].sum(2).amax(1) / hiss(stroke(), draw())[:, :, :LONG].sum(2).mean(1)
    )
    assert 34 < float(below_db.min()) < float(below_db.max()) < 71


def test_the_same_seed_harms_in_the_same_way() -> None:
    first, again = (harmed(stroke(), torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, again)
    assert bool(torch.isfinite(first).all())
    assert float(first.min()) >= 0
    assert first.numpy() != pytest.approx(stroke().numpy(), rel=0.1)
