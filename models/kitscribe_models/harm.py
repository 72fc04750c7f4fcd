# SPDX-License-Identifier: Apache-2.0
"""What others' equalisers, compressors, rooms and noise do to a recording, all on powers [B, T, 132] above the fixed floor.

Phases are not known here, so a room adds the powers of what has sounded, and noise its mean power.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from kitscribe_models.features import centres, frame_centres
from kitscribe_models.manifest import FEATURES, HOP, RATE

LONG, SHORT = FEATURES.long, FEATURES.short
OCTAVES = torch.from_numpy(np.log2(frame_centres()).astype(np.float32))
# Share of harmed clips that are compressed, lie in a room, in noise.
COMPRESSED, ROOM, NOISY = 0.4, 0.3, 0.25


class Draw:
    """Random numbers [B, 1, 1], one for each clip."""

    def __init__(self, clips: int, generator: torch.Generator) -> None:
        self.shape = (clips, 1, 1)
        self.generator = generator

    def uniform(self, low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(self.shape, generator=self.generator)

    def normal(self, scale: float) -> Tensor:
        return scale * torch.randn(self.shape, generator=self.generator)

    def octave(self, low_hz: float, high_hz: float) -> Tensor:
        """A frequency, as octaves above 1 Hz."""
        return self.uniform(math.log2(low_hz), math.log2(high_hz))

    def some(self, share: float) -> Tensor:
        """1 for this share of clips."""
        return (self.uniform(0, 1) < share).float()


def tone_db(draw: Draw) -> Tensor:
    """Gains [B, 1, 132] of an equaliser: something at the low end, something at the high one, a bell between."""

    def above(hz: Tensor) -> Tensor:
        """Of a shelf."""
        return torch.sigmoid(3 * (OCTAVES - hz))

    low, high = draw.uniform(0, 1), draw.uniform(0, 1)
    gain = -draw.uniform(6, 24) * (low < 0.15) * (draw.octave(40, 300) - OCTAVES).clamp(min=0)
    gain = gain + ((low > 0.15) & (low < 0.4)) * draw.uniform(-18, 8) * (1 - above(draw.octave(60, 300)))
    gain = gain + (high < 0.35) * draw.uniform(0, 12) * above(draw.octave(2500, 9000))
    gain = gain - ((high > 0.35) & (high < 0.5)) * draw.uniform(0, 18) * above(draw.octave(2500, 9000))
    gain = gain - ((high > 0.5) & (high < 0.65)) * draw.uniform(6, 24) * (OCTAVES - draw.octave(2500, 12_000)).clamp(
        min=0
    )
    width = draw.uniform(0.3, 1.0)
    return gain + draw.some(0.3) * draw.normal(6) * torch.exp(-(((OCTAVES - draw.octave(100, 9000)) / width) ** 2))


def smoothed(x: Tensor, rising: Tensor | float, falling: Tensor) -> Tensor:
    """First-order means over frames [B, T, C] that keep this share of what they were while they rise and fall."""
    mean, means = torch.zeros_like(x[:, :1]), []
    for frame in x.split(1, 1):
        keep = torch.where(frame > mean, rising, falling)
        mean = keep * mean + (1 - keep) * frame
        means.append(mean)
    return torch.cat(means, 1)


def reduction_db(power: Tensor, draw: Draw) -> Tensor:
    """How much a feed-forward compressor takes off each frame [B, T, 1]."""
    level = 10 * torch.log10(power[:, :, : LONG.bands].sum(2, keepdim=True) + 1)
    over = (level - level.amax(1, keepdim=True) + draw.uniform(4, 26)).clamp(min=0)
    attack = draw.some(0.6) * torch.exp(-1 / draw.uniform(0.3, 2.3))
    release = torch.exp(-1 / draw.uniform(4, 34))
    return smoothed(over * (1 - 1 / draw.uniform(2, 12)), attack, release)


def tail(power: Tensor, draw: Draw) -> Tensor:
    """What a room adds: it decays by 60 dB in .15 to 1.35 s, darker than what it answers."""
    keep = torch.exp(-6.9 * HOP / RATE / draw.uniform(0.15, 1.35))
    before = torch.cat([torch.zeros_like(power[:, :1]), power[:, :-1]], 1)
    dark = 10 ** (-0.15 * (OCTAVES - math.log2(2000)).clamp(min=0))
    return 10 ** (draw.uniform(-22, -4) / 10) * dark * smoothed(before, keep, keep)


def hiss(power: Tensor, draw: Draw) -> Tensor:
    """White noise 35 to 70 dB below the loudest frame; a band has its share by its width."""
    widths = [np.gradient(centres(spectrum)) for spectrum in (LONG, SHORT)]
    shares = [torch.from_numpy(w / w.sum()).float() for w in widths]
    white = torch.cat(shares[:1] + shares[1:] * SHORT.per_hop)
    loudest = power[:, :, : LONG.bands].sum(2).amax(1)[:, None, None]
    ripple = torch.exp(0.2 * torch.randn(power.shape, generator=draw.generator))
    return loudest * 10 ** (draw.uniform(-70, -35) / 10) * white * ripple


def harmed(power: Tensor, generator: torch.Generator) -> Tensor:
    """Each clip as some of these leave it."""
    draw = Draw(len(power), generator)
    change = tone_db(draw) - draw.some(COMPRESSED) * reduction_db(power, draw)
    power = power * 10 ** (change / 10)
    power = power + draw.some(ROOM) * tail(power, draw)
    return power + draw.some(NOISY) * hiss(power, draw)
