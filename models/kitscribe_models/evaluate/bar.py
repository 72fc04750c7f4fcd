# SPDX-License-Identifier: Apache-2.0
"""A figure and what it has to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A figure with its 95 % interval, where it has one, and its bounds; no value: there was no case to measure."""

    what: str
    value: float | None
    interval: Sequence[float] | None = None
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Tell whether the figure lies within its bounds."""
        if self.value is None:
            return False
        return (self.least is None or self.least <= self.value) and (self.most is None or self.value <= self.most)

    @property
    def bounds(self) -> str:
        """Say the bounds."""
        if self.least is None:
            return f"<= {self.most:g}"
        return f">= {self.least:g}" if self.most is None else f"{self.least:g} to {self.most:g}"
