# SPDX-License-Identifier: Apache-2.0
"""A network with the weights of a pack, to be trained further: on one's own kits, or where a checkpoint is gone.

`export` folds each batch norm into its convolution. Here it is set up anew, from what the convolution gives on some of
the slices, so that the network computes what the pack does. Embeddings stay folded, for `train` does not touch them.
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import numpy_helper
from torch import Tensor, nn

from kitscribe_models.errors import InputError, first_line
from kitscribe_models.manifest import GROUPS, LATE, SETTINGS
from kitscribe_models.network import FrequencyConv, Network, TimeConv, level_scale
from kitscribe_models.pack import network_file

# Gain of a layer that the pack has not.
NEW_GAIN = 0.05


def layers(network: Network) -> list[FrequencyConv | TimeConv]:
    """Convolutions with batch norm, in the order in which a stream of the deepest setting passes them; then `late` ones."""
    parts = (network.front, network.short, network.join, network.stages, network.late)
    found = [m for part in parts for m in part.modules()]
    return [m for m in found if isinstance(m, (FrequencyConv, TimeConv))]


def folded(path: Path) -> list[tuple[Tensor, Tensor]]:
    """Weight and bias of each layer of a pack's network in order, the head last: convolutions, then products [inputs, outputs]."""
    graph = onnx.load(str(path)).graph
    tensors = {i.name: i for i in graph.initializer} | {
        n.output[0]: n.attribute[0].t for n in graph.node if n.op_type == "Constant"
    }
    arrays = {name: torch.from_numpy(numpy_helper.to_array(t).copy()) for name, t in tensors.items() if t.dims}
    return [(arrays[n.input[1]], arrays[n.input[2]]) for n in graph.node if n.op_type in ("Conv", "Gemm")]


def take(layer: FrequencyConv | TimeConv, weight: Tensor, bias: Tensor) -> None:
    """Weights of a layer, its norm but adding the bias; a product's [taps * inputs, outputs], below them at times the bias, become a convolution's."""
    if weight.dim() == 2:
        if len(weight) > layer.inputs * layer.conv.kernel_size[0]:
            weight, bias = weight[:-1], weight[-1]
        weight = weight.reshape(*layer.conv.weight.permute(2, 1, 0).shape).permute(2, 1, 0)
    layer.conv.load_state_dict({"weight": weight})
    layer.norm.reset_parameters()
    nn.init.constant_(layer.norm.running_var, 1 - layer.norm.eps)
    layer.norm.bias.data.copy_(bias)


def take_head(head: nn.Module, weight: Tensor, bias: Tensor) -> None:
    """Weights of a head: `head_rows` in reverse."""
    _, scale = level_scale()
    head.load_state_dict({"weight": (weight / scale).t()[:, :, None], "bias": bias / scale})


def take_early(head: nn.Conv1d, weight: Tensor, bias: Tensor) -> None:
    """Weights of the head `early`, of which packs have the onsets alone."""
    with torch.no_grad():
        head.weight[: len(GROUPS), :, 0], head.bias[: len(GROUPS)] = weight.t(), bias


def start(pack: Path, frames: Tensor) -> Network:
    """The network of a pack; `frames` [B, T, width]: slices that show what its layers give."""
    network = Network()
    try:
        *found, _, _, _ = folded(pack / network_file(SETTINGS[-1]))
        for layer, (weight, bias) in zip(layers(network), found):
            take(layer, weight[network.by_band().argsort()] if layer is network.join else weight, bias)
        *_, last = network.stages[0]
        for i, setting in enumerate(SETTINGS, 1):
            *own, head, hint, (weight, bias) = folded(pack / network_file(setting))
            take_head(network.heads[i], *head)
            take(network.hints[i], *hint)
            network.embeddings[i].load_state_dict({"weight": weight.t()[:, :, None], "bias": bias})
            if LATE[setting]:
                early, *late = own[layers(network).index(last) + 1 :]
                take_early(network.heads[0], *early)
                for layer, folds in zip(network.late, late):
                    take(layer, *folds)
                found += late
    except (OSError, RuntimeError, KeyError, IndexError, ValueError, DecodeError) as error:
        raise InputError(f"--start {pack}: is no pack of this network: {first_line(error)}") from error
    for layer in layers(network)[len(found) :]:
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
