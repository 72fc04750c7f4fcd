# SPDX-License-Identifier: Apache-2.0
"""Teach a pack's network to hear through voices and music: what it made of the drums alone, it shall make of the mix.

The network that it began as is the teacher (Hinton, Vinyals and Dean 2015), so that nothing else changes: trained on
true labels, a network drifts, and errs more on kits that it does not know. Powers of drums and backing are added, as
they add on average where neither knows of the other.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from kitscribe_models import learn
from kitscribe_models.errors import InputError
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, SETTINGS
from kitscribe_models.network import LEVEL_SCALE
from kitscribe_models.train import Slices, drawn, started
from kitscribe_models.vary import raised, recolour, retune

# Share of clips under a backing, and of these with no drums left: nothing is struck there.
MIXED, ALONE = 0.6, 0.25
# How much louder than the drums a backing is (dB, on average over the clip).
LOUDER_DB = (-18.0, 8.0)
# A mix's floor lies up to this much (dB) deeper than in use.
DEEPER_DB = 4.0
# How much the distance of embeddings weighs.
ALIKE = 0.5


def mixed(drums: Tensor, backing: Tensor, louder_db: Tensor) -> Tensor:
    """Features of both at once, the backing louder by so much [B, 1, 1]."""
    ours, theirs = (torch.pow(10, 5 * x) - 1 for x in (drums, backing))
    mean = [power[:, :, : FEATURES.long.bands].mean((1, 2), keepdim=True) for power in (ours, theirs)]
    gain = (mean[0] / mean[1].clamp(min=1)).clamp(max=1e8) * torch.pow(10, louder_db / 10)
    return 0.2 * torch.log10(ours.clamp(min=0) + gain * theirs.clamp(min=0) + 1)


def losses(ours: tuple[Tensor, Tensor], theirs: tuple[Tensor, Tensor], struck: Tensor) -> dict[str, Tensor]:
    """How far one setting's rows are from the teacher's; `struck` [B, 1, 1]: 0 where the clip has no drums."""
    g, d = len(GROUPS), len(DRUMS)
    onset, time, member, level = torch.split(ours[0].float(), [g, g, d, d], 2)
    t_onset, t_time, t_member, t_level = torch.split(theirs[0].float(), [g, g, d, d], 2)
    chance = torch.sigmoid(t_onset) * struck
    any_group = chance.amax(2, keepdim=True)
    count = any_group.sum().clamp(min=1)
    own = chance[:, :, [GROUP_OF[name] for name in DRUMS]]
    which = torch.sigmoid(t_member)
    bce = F.binary_cross_entropy_with_logits
    return {
        "onset": bce(onset, chance, reduction="sum") / count,
        "time": ((time - t_time).abs() * chance).sum() / count,
        "member": 0.5 * (bce(member, which, reduction="none") * own).sum() / count,
        "level": ((level - t_level).abs() * own * which).sum() / count / LEVEL_SCALE,
        "embedding": ALIKE * ((ours[1] - theirs[1]).float().square() * any_group).sum() / count,
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slices", type=Path, required=True, nargs="+", help="folders from `slice`")
    parser.add_argument("--backing", type=Path, required=True, nargs="+", help="folders from `backing`")
    parser.add_argument("--start", type=Path, metavar="PACK", required=True, help="the pack to teach")
    learn.add_arguments(parser, steps=4000, rate=7e-4)


def main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    slices, backings = Slices(args.slices, ("features",)), Slices(args.backing, ("features",))
    if min(len(slices), len(backings)) < args.batch:
        raise InputError(f"{len(slices)} slices, {len(backings)} of backing: fewer than one batch of {args.batch}")
    # Neither dropout nor a batch's own norms: what is heard without a backing shall stay as it is.
    network = started(args.start, slices).eval()
    teacher = copy.deepcopy(network)

    def loss_at(step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        x, backing = (
            retune(recolour(source.batch(drawn(len(source), args.batch, step, args.seed + i))[0], generator), generator)
            for i, source in enumerate((slices, backings))
        )
        backing = backing[torch.randperm(args.batch, generator=generator)]
        kind, louder, deeper = torch.rand(3, args.batch, 1, 1, generator=generator)
        under, alone = kind < MIXED, kind < MIXED * ALONE
        mix = mixed(x, backing, LOUDER_DB[0] + (LOUDER_DB[1] - LOUDER_DB[0]) * louder)
        mix = torch.where(under, torch.where(alone, backing, mix), x)
        below_db = FEATURES.below_loudest_db
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            with torch.no_grad():
                wanted = teacher.heard(raised(x, below_db))
            found = network.heard(raised(mix, below_db + DEEPER_DB * deeper * under))
        loss, log = torch.zeros(()), {}
        for setting, ours, theirs in zip(SETTINGS, found, wanted):
            for name, value in losses(ours, theirs, (~alone).float()).items():
                loss = loss + value
                log[f"{setting} {name}"] = float(value.detach())
        return loss, log

    learn.learn(network, loss_at, args, 0.0)
    return 0
