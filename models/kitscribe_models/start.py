# SPDX-License-Identifier: Apache-2.0
"""A network with the weights of a pack, to be trained further: on one's own kits, or where a checkpoint is gone.

`export` folds each batch norm into its convolution. Here it is set up anew, from what the convolution gives on some of
the slices, so that the network computes what the pack does.
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from kitscribe_models.errors import InputError
from kitscribe_models.manifest import SETTINGS
from kitscribe_models.network import FrequencyConv, Network, TimeConv
from kitscribe_models.pack import network_file

# Gain of a layer that the pack has not.
NEW_GAIN = 0.05


def layers(network: Network) -> list[FrequencyConv | TimeConv]:
    """Convolutions with batch norm, in the order in which a stream passes them."""
    found = [m for part in (network.front, network.short, network.join, network.stages) for m in part.modules()]
    return [m for m in found if isinstance(m, (FrequencyConv, TimeConv))]


def folded(path: Path) -> tuple[list[tuple[Tensor, Tensor]], tuple[Tensor, Tensor]]:
    """Weight and bias of each convolution of a pack's network in order, and of its head."""
    graph = onnx.load(str(path)).graph
    arrays = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    pairs = [(arrays[n.input[1]], arrays[n.input[2]]) for n in graph.node if n.op_type == "Conv"]
    return pairs[:-1], pairs[-1]


def start(pack: Path, frames: Tensor) -> Network:
    """The network of a pack; `frames` [B, T, width]: slices that show what its layers give."""
    network = Network()
    try:
        convolutions, _ = folded(pack / network_file(SETTINGS[-1]))
        heads = [folded(pack / network_file(setting))[1] for setting in SETTINGS]
        for layer, (weight, bias) in zip(layers(network), convolutions):
            layer.conv.load_state_dict({"weight": weight})
            nn.init.constant_(layer.norm.running_var, 1 - layer.norm.eps)
            layer.norm.bias.data.copy_(bias)
        for head, (weight, bias) in zip(network.heads, heads):
            head.load_state_dict({"weight": weight, "bias": bias})
    except (OSError, RuntimeError, KeyError, IndexError) as error:
        raise InputError(f"--start {pack}: is no pack of this network: {str(error).splitlines()[0]}") from error
    for layer in layers(network)[len(convolutions) :]:
        nn.init.constant_(layer.norm.weight, NEW_GAIN)
    unfold(network, frames)
    return network


def unfold(network: Network, frames: Tensor) -> None:
    """Give each batch norm the statistics of its convolution, which is scaled to a variance of 1."""
    seen: dict[nn.Module, Tensor] = {}

    def look(module: nn.Module, _: object, output: Tensor) -> None:
        seen[module] = output.transpose(0, 1).flatten(1)

    hooks = [layer.conv.register_forward_hook(look) for layer in layers(network)]
    with torch.no_grad():
        network.eval()(frames)
        for layer, hook in zip(layers(network), hooks):
            hook.remove()
            mean, spread = seen[layer.conv].mean(1), seen[layer.conv].std(1).clamp(min=1e-4)
            layer.conv.weight /= spread.reshape(-1, *[1] * (layer.conv.weight.dim() - 1))
            # What was the bias of the folded convolution: the norm now takes the mean away, and gives it back.
            layer.norm.bias += layer.norm.weight * mean
            layer.norm.weight *= spread
            layer.norm.running_mean.copy_(mean / spread)
