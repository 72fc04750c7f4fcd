# SPDX-License-Identifier: Apache-2.0
"""What every source of drum sounds offers the renderer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

RATE = 44_100
Samples = npt.NDArray[np.float32]  # mono, RATE


@dataclass(frozen=True)
class Strike:
    """One key of a source struck at a sample; a mute strike only damps what its choke group lets ring."""

    sample: int
    key: int
    velocity: int
    mute: bool = False


class Source(Protocol):
    """A soundfont's preset or a drumkit."""

    grid: int
    """Strikes start at multiples of this many samples."""

    def play(self, strikes: Sequence[Strike], length: int) -> Samples:
        """Play strikes; the same strikes give the same samples."""
