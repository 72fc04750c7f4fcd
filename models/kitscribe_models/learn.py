# SPDX-License-Identifier: Apache-2.0
"""Optimiser steps that can be interrupted: `train` and `distil` differ in what a step's loss is, and share the rest."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from kitscribe_models.arguments import natural, positive
from kitscribe_models.errors import InputError, first_line
from kitscribe_models.network import Network
from kitscribe_models.output import replacing

# Steps after which what was learnt is saved.
SAVED = 100


def learning_rate(step: int, steps: int, highest: float) -> float:
    """Up over the first 300 steps, then down to a hundredth along a cosine.

    Whatever it was before: a resumed training may be given more steps.
    """
    fall = 0.5 * (1 + math.cos(math.pi * step / steps))
    return highest * min(1.0, (step + 1) / 300) * (0.01 + 0.99 * fall)


def save(path: Path, state: dict[str, object]) -> None:
    """Write beside and rename, so that a checkpoint is whole or the one before it."""
    with replacing(path) as partial:
        torch.save(state, partial)


@contextlib.contextmanager
def loading(path: Path) -> Iterator[dict[str, Any]]:
    """What a checkpoint holds, to be loaded into a network; one that is none of it is an error that names it."""
    try:
        yield torch.load(path, map_location="cpu")
    except (OSError, RuntimeError, KeyError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise InputError(f"{path}: is no checkpoint of this network: {first_line(error)}") from error


def add_arguments(parser: argparse.ArgumentParser, steps: int, rate: float) -> None:
    """What every training is asked, with these defaults."""
    parser.add_argument("--steps", type=positive, default=steps, help="optimiser steps in all")
    parser.add_argument("--batch", type=positive, default=48)
    parser.add_argument("--rate", type=float, default=rate, help="highest learning rate")
    parser.add_argument("--seed", type=natural, default=0)
    parser.add_argument("--threads", type=positive, default=2)
    parser.add_argument(
        "--bf16", action="store_true", help="bfloat16 in the middle layers: twice as fast where the CPU has it"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoint.pt and log.jsonl; resumes what is there"
    )


def learn(
    network: Network,
    loss_at: Callable[[int, torch.Generator], tuple[Tensor, dict[str, float]]],
    args: argparse.Namespace,
    weight_decay: float,
    validation: Callable[[Network], dict[str, float]] | None = None,
) -> None:
    """All steps up to `args.steps` that the checkpoint in `args.out` has not, with an exponential moving average of the weights.

    `loss_at` gives a step's loss and its terms for the log, random by the step's own generator; `validation` looks at the average every 500 steps.
    """
    average = Network()
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=weight_decay)
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    step = 0
    if checkpoint.exists():
        with loading(checkpoint) as state:
            step = state["step"]
            network.load_state_dict(state["network"])
            average.load_state_dict(state["average"])
            optimiser.load_state_dict(state["optimiser"])
        print(f"resumed at step {step}", flush=True)
    began = time.monotonic()
    recent: dict[str, float] = {}
    while step < args.steps:
        # Dropout's generator, too: a resumed training goes on as if it had not been interrupted.
        loss, log = loss_at(step, torch.manual_seed(args.seed * 1_000_003 + step))
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
        if step % SAVED == 0 or step == args.steps:
            line: dict[str, object] = {"step": step, "seconds": round(time.monotonic() - began, 1)}
            line["train"] = {k: round(v, 4) for k, v in recent.items()}
            if validation is not None and (step % 500 == 0 or step == args.steps):
                line["validation"] = {k: round(v, 4) for k, v in validation(average).items()}
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
