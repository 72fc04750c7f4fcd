# SPDX-License-Identifier: Apache-2.0
"""The network: a front end blind to gain, then dilated convolutions with a head after each depth of look-ahead.

Whole-clip form (`Network.forward`, zero padding at every layer) and streaming form (`Network.stream`, carried caches)
compute the same: the stream multiplies each layer's output by `valid`, which is what zero padding does at a clip's edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitscribe_models.manifest import DRUMS, FEATURES, GROUPS, HEAT_WIDTH, LOOK_AHEAD, SETTINGS

# Level heads predict tens of dB above the loudest band of the onset's frames.
LEVEL_SCALE = 10.0
# Share of channels left out of each layer's output in training.
DROPOUT = 0.1
# The level of a feature of 0.
FLOOR_DB = 10 * math.log10(FEATURES.floor)


@dataclass(frozen=True)
class Size:
    """Widths of the network."""

    conv: tuple[int, int, int] = (32, 48, 64)
    short: int = 64
    width: int = 128


class TimeConv(nn.Module):
    """1-D convolution over frames with batch norm: input [B, C, T], `right` frames of look-ahead, dilation."""

    def __init__(self, inputs: int, outputs: int, taps: int, dilation: int, right: int) -> None:
        super().__init__()
        self.left = (taps - 1) * dilation - right
        self.right = right
        self.inputs = inputs
        self.conv = nn.Conv1d(inputs, outputs, taps, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class FrequencyConv(nn.Module):
    """2-D convolution over frames (3, one of look-ahead, or 1) and bands with a stride over bands, batch norm: [B, C, T, bands]."""

    def __init__(
        self, inputs: int, outputs: int, taps: int, bands: int, stride: int, time: int = 3, first: bool = False
    ) -> None:
        super().__init__()
        self.shape = (inputs, bands)
        self.time = time
        # The first layer repeats the edge bands: zeros would let the gain through its contrasts.
        self.repeat = taps // 2 if first else 0
        padding = (0, 0 if self.repeat else taps // 2)
        self.conv = nn.Conv2d(inputs, outputs, (time, taps), stride=(1, stride), padding=padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        if self.repeat:
            x = F.pad(x, (self.repeat, self.repeat, 0, 0), mode="replicate")
        return F.relu(self.norm(self.conv(x)))


def zero_sum(weight: Tensor) -> None:
    """Make a first layer see contrasts only: each kernel (all its taps) sums to zero."""
    with torch.no_grad():
        weight -= weight.mean(dim=tuple(range(1, weight.dim())), keepdim=True)


def pictures(bands: Tensor) -> Tensor:
    """The front end's two channels [B, 2, T, bands]: the spectrum, seen through contrasts, and its shape, mean removed."""
    return torch.stack([bands, bands - bands.mean(2, keepdim=True)], 1)


class Network(nn.Module):
    """Frames [B, T, 132] to heat rows [B, T, 48] for each latency setting, logits where the heat map has probabilities."""

    def __init__(self, size: Size = Size()) -> None:
        super().__init__()
        a, b, c = size.conv
        width = size.width
        bands = FEATURES.long.bands
        self.front = nn.ModuleList(
            [
                FrequencyConv(2, a, 5, bands, 2, first=True),
                FrequencyConv(a, b, 3, bands // 2, 2),
                FrequencyConv(b, c, 3, bands // 4, 3, time=1),
            ]
        )
        # Five frames of three short spectra: the first layer sees 50 ms of attack at 3.3 ms.
        self.short = TimeConv(FEATURES.width - bands, size.short, 5, 1, 2)
        self.join = TimeConv(c * (bands // 12) + size.short, width, 1, 1, 0)
        past = [TimeConv(width, width, 3, d, 0) for d in (1, 2, 4, 8, 16)]
        near = [TimeConv(width, width, 3, d, d) for d in (1, 3, 6)]
        far = [TimeConv(width, width, 3, d, d) for d in (4, 8, 8, 16)]
        # What was struck in the last two seconds tells what this stroke is.
        far += [TimeConv(width, width, 3, d, 0) for d in (12, 32)]
        self.stages = nn.ModuleList([nn.ModuleList(past), nn.ModuleList(near), nn.ModuleList(far)])
        self.heads = nn.ModuleList([nn.Conv1d(width, HEAT_WIDTH, 1) for _ in SETTINGS])
        self.contrast()
        right = 2
        for stage, setting in zip(self.stages, SETTINGS):
            right += sum(layer.right for layer in stage)
            assert right == LOOK_AHEAD[setting]
        self.left = 2 + sum(layer.left for stage in self.stages for layer in stage)

    def contrast(self) -> None:
        """Project the first layers onto zero-sum kernels (after every optimiser step)."""
        zero_sum(self.front[0].conv.weight[:, :1])
        zero_sum(self.short.conv.weight)

    def forward(self, frames: Tensor) -> list[Tensor]:
        """Whole clips: rows [B, T, 48] per setting, row t belonging to frame t."""
        bands = FEATURES.long.bands
        x = pictures(frames[:, :, :bands])
        for i, layer in enumerate(self.front):
            padded = F.pad(x, (0, 0, layer.time // 2, layer.time // 2))
            # bfloat16 would round the features to half a decibel: the first layers stay in float32.
            with torch.autocast("cpu", enabled=torch.is_autocast_cpu_enabled() and i > 0):
                x = layer(padded)
        x = x.permute(0, 1, 3, 2).flatten(1, 2)
        with torch.autocast("cpu", enabled=False):
            short = self.short(F.pad(frames[:, :, bands:].transpose(1, 2), (2, 2)))
        x = self.join(torch.cat([x, short], 1))
        loud = F.pad(frames[:, :, :bands].amax(2), (0, 2))
        loud = torch.maximum(torch.maximum(loud[:, :-2], loud[:, 1:-1]), loud[:, 2:])
        heats = []
        for stage, head in zip(self.stages, self.heads):
            for layer in stage:
                y = layer(F.pad(x, (layer.left, layer.right)))
                x = x + F.dropout1d(y, DROPOUT, self.training)
            heats.append(heat_rows(head(x).transpose(1, 2), loud))
        return heats

    def stages_of(self, setting: str) -> list[nn.ModuleList]:
        """The stages that a setting's head stands on."""
        return list(self.stages)[: SETTINGS.index(setting) + 1]

    def state_shapes(self, setting: str) -> list[tuple[int, ...]]:
        """Shapes of the pasts in the state: front layers, short spectra, mask and loudest band, all stages side by side."""
        fronts = [(1, layer.shape[0], 2, layer.shape[1]) for layer in self.front if layer.time > 1]
        past = sum(layer.left + layer.right for stage in self.stages_of(setting) for layer in stage)
        right = LOOK_AHEAD[setting]
        return [*fronts, (1, self.short.inputs, 4), (1, 2, right), (1, self.join.conv.out_channels, past)]

    def state_size(self, setting: str) -> int:
        """Floats in the carried state."""
        return sum(math.prod(shape) for shape in self.state_shapes(setting))

    def stream(self, frames: Tensor, valid: Tensor, state: Tensor, setting: str) -> tuple[Tensor, Tensor]:
        """The next N frames [1, N, 132]: a setting's heat rows with probabilities [1, N, 48], late by its look-ahead, and the new state.

        Small calls are costly by their number of operations, not by their arithmetic: hence one cut for all pasts, no
        shape that depends on N, and nothing deeper than the setting's own head.
        """
        shapes = self.state_shapes(setting)
        stages = self.stages_of(setting)
        right = LOOK_AHEAD[setting]
        parts = torch.split(state[0], [math.prod(shape) for shape in shapes])
        *fronts, fine, told, deep = (part.reshape(shape) for part, shape in zip(parts, shapes))
        bands = FEATURES.long.bands
        kept: list[Tensor] = []

        def extend(past: Tensor, x: Tensor) -> Tensor:
            """The past before x; keeps as much of the new past."""
            x = torch.cat([past, x], 2)
            kept.append(x[:, :, -past.shape[2] :])
            return x

        # Row 0 tells whether a frame belongs to the stream, row 1 its loudest band.
        told = extend(told, torch.stack([valid, frames[:, :, :bands].amax(2)], 1))
        mask, loudest = told[:, :1], told[:, 1]
        x = pictures(frames[:, :, :bands])
        delay = 0
        for layer, past in zip(self.front, [*fronts, None]):
            if past is None:
                x = layer(x)
            else:
                delay += 1
                x = layer(extend(past, x)) * mask[:, :, right - delay : -delay, None]
        x = x.permute(0, 1, 3, 2).reshape(1, self.join.inputs - self.short.conv.out_channels, -1)
        short = self.short(extend(fine, frames[:, :, bands:].transpose(1, 2)))
        own = mask[:, :, right - delay : -delay]
        x = self.join(torch.cat([x, short], 1)) * own
        pasts = iter(torch.split(deep, [layer.left + layer.right for stage in stages for layer in stage], 2))
        deep_kept: list[Tensor] = []
        for layer in (layer for stage in stages for layer in stage):
            past = next(pasts)
            whole = torch.cat([past, x], 2)
            deep_kept.append(whole[:, :, -past.shape[2] :])
            if layer.right:
                delay += layer.right
                own = mask[:, :, right - delay : -delay]
                x = whole[:, :, layer.left : -layer.right]
            x = (x + layer(whole)) * own
        # The loudest band of an onset's frame and the two after it; all of the look-ahead has passed by now.
        first = loudest[:, :-right]
        second = loudest[:, 1 : 1 - right]
        third = loudest[:, 2 : 2 - right] if right > 2 else loudest[:, 2:]
        loud = torch.maximum(torch.maximum(first, second), third)
        rows = probabilities(heat_rows(self.heads[SETTINGS.index(setting)](x).transpose(1, 2), loud))
        told_kept, *front_kept, fine_kept = kept
        pieces = [*front_kept, fine_kept, told_kept, torch.cat(deep_kept, 2)]
        return rows, torch.cat([piece.reshape(1, -1) for piece in pieces], 1)


def heat_rows(raw: Tensor, loud: Tensor) -> Tensor:
    """Head outputs [B, T, 48] with levels in dB above the frames' loudest band `loud` [B, T] (feature units)."""
    split = raw.shape[2] - len(DRUMS)
    level = raw[:, :, split:] * LEVEL_SCALE + (loud[:, :, None] * 50.0 + FLOOR_DB)
    return torch.cat([raw[:, :, :split], level], 2)


def probabilities(rows: Tensor) -> Tensor:
    """Heat rows with the sigmoid applied to onset and member channels."""
    g, d = len(GROUPS), len(DRUMS)
    onset, time, member, level = torch.split(rows, [g, g, d, d], 2)
    return torch.cat([torch.sigmoid(onset), time, torch.sigmoid(member), level], 2)
