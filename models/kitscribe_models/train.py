# SPDX-License-Identifier: Apache-2.0
"""Train the network on slices: resumable, seeded, with an exponential moving average of the weights."""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from kitscribe_models.errors import InputError
from kitscribe_models.features import centres, mel
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, SETTINGS, Spectrum
from kitscribe_models.network import LEVEL_SCALE, Network
from kitscribe_models.output import replacing
from kitscribe_models.slice import WIDTHS
from kitscribe_models.start import start

# In training a clip's floor lies up to this much (dB) deeper than in use: given less than it learned from, a network
# errs less on kits that it does not know.
DEEPER_DB = 10.0
# Slices on which a pack's layers are looked at before it is trained further.
START_SLICES = 192


class Slices:
    """Feature and target arrays of one or more `slice` folders, read batch by batch."""

    def __init__(self, folders: list[Path]) -> None:
        self.features = [np.load(f / "features.npy", mmap_mode="r") for f in folders]
        self.targets = [np.load(f / "targets.npy", mmap_mode="r") for f in folders]
        self.starts = np.cumsum([0] + [len(f) for f in self.features])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def batch(self, indices: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Features [B, T, 132] and targets [B, T, channels]."""
        places = [(int(np.searchsorted(self.starts, i, "right")) - 1, int(i)) for i in indices]
        x = np.stack([self.features[f][i - self.starts[f]] for f, i in places])
        y = np.stack([self.targets[f][i - self.starts[f]] for f, i in places])
        return torch.from_numpy(x).float(), torch.from_numpy(y).float()


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


def raised(x: Tensor, below_db: Tensor | float) -> Tensor:
    """Clips whose floor lies `below_db` ([B, 1, 1] or one for all) below their loudest band, as in `features.followed`."""
    loudest = x[:, :, : FEATURES.long.bands].amax((1, 2), keepdim=True)
    return 0.2 * torch.log10(10 ** (5 * x) + 10 ** (5 * loudest - below_db / 10))


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
    for setting, rows in zip(SETTINGS, heats):
        for name, value in losses(rows, y).items():
            loss = loss + value
            log[f"{setting} {name}"] = float(value.detach())
    return loss, log


def validate(network: Network, slices: Slices, batch: int) -> dict[str, float]:
    """Mean of each term over the validation slices."""
    network.eval()
    sums: dict[str, float] = {}
    starts = range(0, len(slices), batch)
    with torch.no_grad():
        for start in starts:
            x, y = slices.batch(np.arange(start, min(start + batch, len(slices))))
            for name, value in total(network(raised(x, FEATURES.below_loudest_db)), y)[1].items():
                sums[name] = sums.get(name, 0.0) + value / len(starts)
    return sums


def learning_rate(step: int, steps: int, highest: float) -> float:
    """Up over the first 300 steps, then down to a hundredth along a cosine.

    A function of the step alone: a resumed training may be given more steps.
    """
    fall = 0.5 * (1 + math.cos(math.pi * step / steps))
    return highest * min(1.0, (step + 1) / 300) * (0.01 + 0.99 * fall)


def save(path: Path, state: dict[str, object]) -> None:
    """Write beside and rename, so that a checkpoint is whole or the one before it."""
    with replacing(path) as partial:
        torch.save(state, partial)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slices", type=Path, required=True, nargs="+", help="folders from `slice`")
    parser.add_argument("--validation", type=Path, help="folder from `slice` of other kits and drummers")
    parser.add_argument("--steps", type=int, default=4000, help="optimiser steps in all")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--start", type=Path, metavar="PACK", help="begin with the weights of this pack")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--bf16", action="store_true", help="bfloat16 in the middle layers: twice as fast where the CPU has it"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoint.pt and log.jsonl; resumes what is there"
    )


def main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    slices = Slices(args.slices)
    validation = Slices([args.validation]) if args.validation else None
    some = np.linspace(0, len(slices) - 1, min(len(slices), START_SLICES)).astype(np.int64)
    network = start(args.start, raised(slices.batch(some)[0], FEATURES.below_loudest_db)) if args.start else Network()
    average = Network()
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=1e-2)
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    step = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        step = state["step"]
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        print(f"resumed at step {step}", flush=True)
    began = time.monotonic()
    recent: dict[str, float] = {}
    per_epoch = len(slices) // args.batch
    if not per_epoch:
        raise InputError(f"{len(slices)} slices are fewer than one batch of {args.batch}")
    drawn = -1
    while step < args.steps:
        epoch, place = divmod(step, per_epoch)
        if epoch != drawn:
            order = np.random.default_rng((args.seed, epoch)).permutation(len(slices))
            drawn = epoch
        x, y = slices.batch(np.sort(order[place * args.batch : (place + 1) * args.batch]))
        generator = torch.Generator().manual_seed(args.seed * 1_000_003 + step)
        below_db = FEATURES.below_loudest_db + DEEPER_DB * torch.rand(len(x), 1, 1, generator=generator)
        x = raised(retune(recolour(x, generator), generator), below_db)
        network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            heats = network(x)
        loss, log = total(heats, y)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, args.steps, args.rate)
        optimiser.step()
        network.contrast()
        step += 1
        keep = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for a, n in zip(average.state_dict().values(), network.state_dict().values()):
                if a.dtype.is_floating_point:
                    a.mul_(keep).add_(n, alpha=1 - keep)
                else:
                    a.copy_(n)
        for name, value in log.items():
            recent[name] = recent.get(name, value) * 0.98 + value * 0.02
        if step % 100 == 0 or step == args.steps:
            line: dict[str, object] = {"step": step, "seconds": round(time.monotonic() - began, 1)}
            line["train"] = {k: round(v, 4) for k, v in recent.items()}
            if validation is not None and (step % 500 == 0 or step == args.steps):
                line["validation"] = {k: round(v, 4) for k, v in validate(average, validation, args.batch).items()}
            with (args.out / "log.jsonl").open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(json.dumps(line), flush=True)
            save(
                checkpoint,
                {
                    "step": step,
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(),
                },
            )
    return 0
