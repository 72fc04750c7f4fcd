# SPDX-License-Identifier: Apache-2.0
"""Train the network on slices: resumable, seeded, with an exponential moving average of the weights."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from kitscribe_models import learn
from kitscribe_models.errors import InputError, first_line
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, HEADS, WINDOW_FRAMES
from kitscribe_models.network import LEVEL_SCALE, Network
from kitscribe_models.slice import TARGET_WIDTH, WIDTHS
from kitscribe_models.start import start
from kitscribe_models.vary import raised, varied

# In training a clip's floor lies up to this much (dB) deeper than in use: given less than it learned from, a network
# errs less on kits that it does not know.
DEEPER_DB = 10.0
# Slices on which a pack's layers are looked at before it is trained further.
START_SLICES = 192


# What one slice of each array of a `slice` folder has.
PAIRS = {"features": (WINDOW_FRAMES, FEATURES.width), "targets": (WINDOW_FRAMES, TARGET_WIDTH)}


def opened(path: Path, shape: tuple[int, ...]) -> NDArray[np.float16]:
    """An array of slices of this shape."""
    try:
        found: NDArray[np.float16] = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{path}: not readable as slices: {first_line(error)}") from error
    if found.shape[1:] != shape:
        raise InputError(f"{path}: has slices of {found.shape[1:]}, not of {shape}: it is of another verb or version")
    return found


class Slices:
    """Arrays of one or more `slice` folders, or of others by their names and shapes, read batch by batch."""

    def __init__(self, folders: list[Path], shapes: Mapping[str, tuple[int, ...]] = PAIRS) -> None:
        self.arrays = [[opened(f / f"{name}.npy", shape) for f in folders] for name, shape in shapes.items()]
        self.starts = np.cumsum([0] + [len(f) for f in self.arrays[0]])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def batch(self, indices: NDArray[np.int64]) -> list[Tensor]:
        """Of each array, in the order of the names: features [B, T, 132], targets [B, T, channels]."""
        places = [(int(np.searchsorted(self.starts, i, "right")) - 1, int(i)) for i in indices]
        stacked = [np.stack([arrays[f][i - self.starts[f]] for f, i in places]) for arrays in self.arrays]
        return [torch.from_numpy(array).float() for array in stacked]


@lru_cache(maxsize=3)  # one for each source of `distil`
def order(slices: int, epoch: int, seed: int) -> NDArray[np.int64]:
    """In which slices are drawn: none comes again in an epoch, but those that fill no batch wait for another."""
    return np.random.default_rng((seed, epoch)).permutation(slices)


def drawn(slices: int, batch: int, step: int, seed: int) -> NDArray[np.int64]:
    """Which slices a step is given."""
    epoch, place = divmod(step, slices // batch)
    return np.sort(order(slices, epoch, seed)[place * batch : (place + 1) * batch])


def losses(rows: Tensor, target: Tensor) -> dict[str, Tensor]:
    """Loss terms of one head: `rows` [B, T, 48] as `Network.forward` gives them, `target` from `slice`."""
    g, d = len(GROUPS), len(DRUMS)
    onset, offset, member, level = torch.split(rows.float(), [g, g, d, d], 2)
    t_onset, weight, t_offset, t_member, t_level = torch.split(target, list(WIDTHS.values()), 2)
    near = t_onset * weight
    count = (t_onset == 1).sum().clamp(min=1)
    struck = near[:, :, [GROUP_OF[name] for name in DRUMS]]
    played = struck * t_member
    bce = F.binary_cross_entropy_with_logits
    return {
        "onset": (bce(onset, t_onset, reduction="none") * weight).sum() / count,
        "time": ((offset - t_offset).abs() * near).sum() / count,
        "member": 0.5 * (bce(member, t_member, reduction="none") * struck).sum() / count,
        "level": level_loss(level - t_level, played) / count / LEVEL_SCALE,
    }


def of_head(head: str, terms: dict[str, Tensor]) -> dict[str, Tensor]:
    """The terms that a head is taught by: of `early` nothing but its onsets is heard."""
    return {"onset": terms["onset"]} if head == "early" else terms


def level_loss(error: Tensor, played: Tensor) -> Tensor:
    """Absolute errors [B, T, drums], mostly of what remains after a clip's mean error of each drum.

    Velocity is level against the drum's own loud hits: an offset that a tone control puts on all of them cancels.
    """
    mean = (error * played).sum(1, keepdim=True) / played.sum(1, keepdim=True).clamp(min=1e-3)
    return ((2.0 * (error - mean).abs() + 0.4 * error.abs()) * played).sum()


def total(heats: list[Tensor], y: Tensor) -> tuple[Tensor, dict[str, float]]:
    """Sum of all terms over all heads, and each term's value for the log."""
    loss = torch.zeros(())
    log = {}
    for head, rows in zip(HEADS, heats):
        for name, value in of_head(head, losses(rows, y)).items():
            loss = loss + value
            log[f"{head} {name}"] = float(value.detach())
    return loss, log


def validate(network: Network, slices: Slices, batch: int) -> dict[str, float]:
    """Mean of each term over batches of the validation slices."""
    network.eval()
    sums: dict[str, float] = {}
    starts = range(0, len(slices), batch)
    with torch.no_grad():
        for start in starts:
            x, y = slices.batch(np.arange(start, min(start + batch, len(slices))))
            for name, value in total(network(raised(x, FEATURES.below_loudest_db)), y)[1].items():
                sums[name] = sums.get(name, 0.0) + value / len(starts)
    return sums


def started(pack: Path, slices: Slices) -> Network:
    """The network of a pack, its layers looked at on some of the slices."""
    some = np.linspace(0, len(slices) - 1, min(len(slices), START_SLICES)).astype(np.int64)
    return start(pack, raised(slices.batch(some)[0], FEATURES.below_loudest_db))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slices", type=Path, required=True, nargs="+", help="folders from `slice`")
    parser.add_argument("--validation", type=Path, help="folder from `slice` of other kits and drummers")
    parser.add_argument("--start", type=Path, metavar="PACK", help="begin with the weights of this pack")
    learn.add_arguments(parser, steps=4000, rate=2e-3)


def main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    slices = Slices(args.slices)
    validation = Slices([args.validation]) if args.validation else None
    network = started(args.start, slices) if args.start else Network()
    if len(slices) < args.batch:
        raise InputError(f"{len(slices)} slices are fewer than one batch of {args.batch}")

    def loss_at(step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        x, y = slices.batch(drawn(len(slices), args.batch, step, args.seed))
        below_db = FEATURES.below_loudest_db + DEEPER_DB * torch.rand(len(x), 1, 1, generator=generator)
        x = raised(varied(x, generator), below_db)
        network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            heats = network(x)
        return total(heats, y)

    check = (lambda average: validate(average, validation, args.batch)) if validation is not None else None
    learn.learn(network, loss_at, args, 1e-2, check)
    return 0
