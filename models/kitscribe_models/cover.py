# SPDX-License-Identifier: Apache-2.0
"""Where other music covers the drums, what hardly rises above it is doubted (docs/design.md, "Cover")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

# So many last frames tell what is covered; loud ones are those of this percentile.
MEMORY = 256
LOUD = 95


class Cover:
    """How much other music covers, and how deep strokes lie in it; `rules`: the manifest's, if any.

    `loudness` [frames, ranges] in dB, with no ranges where nothing was measured; a stroke is as loud as its frame or so
    many `after` it.
    """

    def __init__(self, rules: Mapping[str, Any] | None, loudness: F64, after: int) -> None:
        self.rules = rules
        self.loudness = loudness
        self.after = after

    def hears(self, frame: int, group: str) -> tuple[float, float]:
        """How much is covered, 0 to 1, around a stroke of a group, and the logits by which its threshold is raised for it."""
        if self.rules is None or not self.loudness.size or frame + 1 < self.rules["first"]:
            return 0.0, 0.0
        heard = self.loudness[:, self.rules["range"]]
        usual, loud = np.percentile(heard[max(0, frame + 1 - MEMORY) : frame + 1], (50, LOUD))
        covered = float(np.interp(loud - usual, (self.rules["covered_db"], self.rules["open_db"]), (1, 0)))
        if group not in self.rules["groups"]:
            return covered, 0.0
        above = heard[frame : frame + self.after + 1].max() - usual
        deep = float(np.interp(above, (self.rules["deep_db"], self.rules["clear_db"]), (1, 0)))
        return covered, self.rules["doubt"] * covered * deep
