# SPDX-License-Identifier: Apache-2.0
"""Clips made different from one another in training: another tone, another pitch, another floor. All on features [B, T, 132]."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from kitscribe_models.features import centres, mel
from kitscribe_models.manifest import FEATURES, Spectrum


def recolour(x: Tensor, generator: torch.Generator) -> Tensor:
    """A random tone per clip: smooth gains over the bands, the same in long and short spectra; silence stays 0.

    Recordings are darker than samples: half of the clips lose up to 12 dB towards the top, some are cut off there.
    """
    b = x.shape[0]

    def some(chance: float) -> Tensor:
        return (torch.rand(b, 1, 1, generator=generator) < chance) * torch.rand(b, 1, 1, generator=generator)

    knots = torch.randn(b, 1, 6, generator=generator) * 0.13 * torch.rand(b, 1, 1, generator=generator)
    dark, cut, edge = some(0.5) * 0.25, some(0.2) * 1.2, 0.75 + 0.25 * torch.rand(b, 1, 1, generator=generator)

    def tone(bands: int) -> Tensor:
        place = torch.linspace(0, 1, bands)
        smooth = F.interpolate(knots, bands, mode="linear", align_corners=True)
        return smooth - dark * ((place - 0.6) / 0.4).clamp(min=0) - cut * (place > edge)

    gains = torch.cat([tone(FEATURES.long.bands)] + [tone(FEATURES.short.bands)] * FEATURES.short.per_hop, 2)
    return torch.where(x > 0.02, (x + gains).clamp(0, 2.6), x)


def places(spectrum: Spectrum, ratio: NDArray[np.float64]) -> Tensor:
    """Where each band is read [B, bands], in bands, when clips are `ratio` [B] higher."""
    hz = centres(spectrum)
    mels = mel(hz)
    moved = (mel(hz * ratio[:, None]) - mels[0]) / (mels[1] - mels[0])
    return torch.from_numpy(np.clip(moved, 0, spectrum.bands - 1)).float()


def retune(x: Tensor, generator: torch.Generator) -> Tensor:
    """Every second clip at another pitch, by about 8 %: its bands read between those of the changed frequencies."""
    b, t, _ = x.shape
    ratio = torch.exp(torch.randn(b, generator=generator) * 0.08 * (torch.rand(b, generator=generator) < 0.5))
    long, short = FEATURES.long, FEATURES.short
    of_long, of_short = (places(spectrum, ratio.double().numpy()) for spectrum in (long, short))
    parts = []
    for bands, place in zip(
        x.split([long.bands] + [short.bands] * short.per_hop, 2), [of_long] + [of_short] * short.per_hop
    ):
        below = place.floor().clamp(max=bands.shape[2] - 2).long()
        share = (place - below)[:, None]
        low = bands.gather(2, below[:, None].expand(b, t, -1))
        high = bands.gather(2, below[:, None].expand(b, t, -1) + 1)
        parts.append(low + share * (high - low))
    return torch.cat(parts, 2)


def varied(x: Tensor, generator: torch.Generator) -> Tensor:
    """Clips of another tone and pitch."""
    return retune(recolour(x, generator), generator)


def raised(x: Tensor, below_db: Tensor | float, mix: Tensor | None = None, following: Tensor | None = None) -> Tensor:
    """Clips whose floor lies `below_db` ([B, 1, 1] or one for all) below the loudest band, their own or, of parts, their mix's.

    That of the whole clip, or of what came before where it is `following` ([B, 1, 1]), as in `features.followed`.
    """
    loud = (x if mix is None else mix)[:, :, : FEATURES.long.bands].amax(2, keepdim=True)
    loudest = loud.amax(1, keepdim=True)
    if following is not None:
        loudest = torch.where(following, loud.cummax(1).values, loudest)
    return 0.2 * torch.log10(10 ** (5 * x) + 10 ** (5 * loudest - below_db / 10))
