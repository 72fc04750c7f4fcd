# SPDX-License-Identifier: Apache-2.0
"""Average the weights of networks that were trained further from one another.

What each of them learnt too well is not in the others: the average errs less on kits that none of them heard
(Wortsman et al. 2022, "Model soups"). Embeddings of several trainings have no average: run `embed` after it, unless
they are one network's before and after `distil`, which keeps them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from kitscribe_models.errors import InputError
from kitscribe_models.export import load_network
from kitscribe_models.network import Network, without_norm
from kitscribe_models.output import replacing
from kitscribe_models.start import layers, take


def fold(network: Network) -> Network:
    """Put each batch norm into its convolution: the norms of two trainings have no average."""
    for layer in [*layers(network), *network.hints]:
        take(layer, *without_norm(layer.conv, layer.norm))
    return network


def average(networks: list[Network], shares: list[float]) -> dict[str, Tensor]:
    """Weights of the folded networks, each by its share of the sum of `shares`."""
    states = [fold(network).state_dict() for network in networks]
    total = sum(shares)
    return {
        name: sum((share / total * state[name] for share, state in zip(shares, states)), torch.zeros(()))
        if first.dtype.is_floating_point
        else first
        for name, first in states[0].items()
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoints", type=Path, required=True, nargs="+", help="from `train` or `distil`")
    parser.add_argument("--shares", type=float, nargs="+", help="how much of each; of all alike if left out")
    parser.add_argument("--out", type=Path, required=True, help="the average's checkpoint")


def main(args: argparse.Namespace) -> int:
    shares = args.shares or [1.0] * len(args.checkpoints)
    if len(shares) != len(args.checkpoints) or min(shares) < 0 or sum(shares) <= 0:
        raise InputError(f"--shares {shares}: {len(args.checkpoints)} checkpoints need as many shares, none below 0")
    state = average([load_network(path) for path in args.checkpoints], shares)
    with replacing(args.out) as partial:
        torch.save({"average": state}, partial)
    return 0
