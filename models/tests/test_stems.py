# SPDX-License-Identifier: Apache-2.0
"""The parts in which `distil` hears a kit."""

from __future__ import annotations

import numpy as np

from kitscribe_models.manifest import DRUMS, GROUP_OF, GROUPS
from kitscribe_models.stems import PARTS, part_of


def test_every_stem_has_its_part() -> None:
    assert sorted(name for part in PARTS for name in part) == sorted(group.name for group in GROUPS)
    for drum in DRUMS:
        assert GROUPS[GROUP_OF[drum]].name in PARTS[part_of(drum)]
    assert part_of("hat") == 2
    assert np.unique([part_of(drum) for drum in DRUMS]).tolist() == [0, 1, 2, 3]
