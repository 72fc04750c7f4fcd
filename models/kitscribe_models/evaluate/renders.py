# SPDX-License-Identifier: Apache-2.0
"""The render set: unseen drummers on unseen kits, played by the renderer that training does not use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.effects import CHAINS
from kitscribe_models.evaluate.kits import Kit
from kitscribe_models.evaluate.performances import STEPS, Groove, Grooves, enrich
from kitscribe_models.evaluate.render import render, write_render
from kitscribe_models.progress import progress

RECIPE = 1  # raise it whenever the same seed gives other renders
TAIL_SECONDS = 1.0


def make_renders(work: Path, kits: Sequence[Kit], grooves: Path | None, seed: int) -> Path:
    """Render two performances on each kit, as played and with rarer drums; what is there stays. Return the folder."""
    folder = work / f"renders-{RECIPE}-{seed}"
    wanted = [(number, kit, rich) for rich in (False, True) for number, kit in enumerate(kits)]
    bases = {(number, rich): folder / f"{kit.name}-{'rich' if rich else 'plain'}" for number, kit, rich in wanted}
    missing = [one for one in wanted if not bases[one[0], one[2]].with_suffix(".json").exists()]
    if missing:
        if grooves is None:
            raise InputError(f"{folder}: lacks {len(missing)} renders: give the folder of grooves (--grooves)")
        source = Grooves(grooves)
        for number, kit, rich in progress(missing, len(missing), "rendering"):
            _make(bases[number, rich], kit, source, (seed, number, int(rich)))
    return folder


def _make(base: Path, kit: Kit, grooves: Grooves, seed: tuple[int, int, int]) -> None:
    random = np.random.default_rng(seed)
    groove = grooves.pick(random)
    if seed[2]:
        layer = list(STEPS)[seed[1] % len(STEPS)]
        groove = enrich(groove, list(kit.voices), layer, random)
    chain = list(CHAINS)[(seed[1] + 4 * seed[2]) % len(CHAINS)]
    lead = float(random.choice([0.0, random.uniform(0, 1)]))
    hits = [
        replace(hit, seconds=hit.seconds + lead, velocity=velocity)
        for hit, velocity in zip(groove.hits, _touch(groove, random), strict=True)
    ]
    peak_db = float(random.uniform(-15, -1))
    samples, truth = render(kit, hits, groove.seconds + lead + TAIL_SECONDS, chain, peak_db)
    about: dict[str, object] = {
        "kit": kit.name,
        "family": kit.family,
        "kind": kit.kind,
        "chain": chain,
        "groove": groove.name,
        "peak_db": round(peak_db, 1),
    }
    write_render(base, samples, truth, about)


def _touch(groove: Groove, random: np.random.Generator) -> list[int]:
    """Bend the e-kit's velocities as another pair of hands would: softer strokes come up, more or less."""
    bend = random.uniform(0.5, 0.9)
    return [max(1, round(127 * (hit.velocity / 127) ** bend)) for hit in groove.hits]
