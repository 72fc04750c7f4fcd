# SPDX-License-Identifier: Apache-2.0
"""The network: a front end blind to gain, then dilated convolutions with a head after each depth of look-ahead.

The head `early` picks the peaks of `quick`, whose own head tells two frames later what was struck.

Whole-clip form (`Network.forward`, zero padding at every layer) and streaming form (`Network.stream`, carried caches)
compute the same: the stream multiplies each layer's output by `valid`, which is what zero padding does at a clip's edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitscribe_models.manifest import (
    CONSISTENCY,
    DRUMS,
    FEATURES,
    GROUPS,
    HEADS,
    HEAT_WIDTH,
    LATE,
    LOOK_AHEAD,
    SETTINGS,
)

# Level heads predict tens of dB above the loudest band of the onset's frames.
LEVEL_SCALE = 10.0
# Channels of the families' embeddings together.
EMBEDDING = len(CONSISTENCY.families) * CONSISTENCY.channels
# Farthest frames that a peak is compared with.
REACH = max(group.dominance for group in GROUPS)
# Which groups' peaks are compared with frames so far off, 2 to REACH: all are with the next ones.
WITHIN = [torch.tensor([float(far <= group.dominance) for group in GROUPS]) for far in range(2, REACH + 1)]
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
    hint: int = 128


class TimeConv(nn.Module):
    """1-D convolution over frames with batch norm: input [B, C, T], `right` frames of look-ahead, dilation."""

    product: Tensor
    product_bias: Tensor

    def __init__(self, inputs: int, outputs: int, taps: int, dilation: int, right: int) -> None:
        super().__init__()
        self.left = (taps - 1) * dilation - right
        self.right = right
        self.inputs = inputs
        self.conv = nn.Conv1d(inputs, outputs, taps, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))

    def fold(self, order: Tensor | None = None, masked: bool = False) -> None:
        """Keep weights [taps * inputs, outputs] (inputs in `order`) and biases of a product, the norm in them, for `rows`.

        Where `masked`, the biases are the weights of one more input, the frames' mask: rows of no frame stay 0.
        """
        weight, bias = without_norm(self.conv, self.norm)
        weight = weight.permute(2, 1, 0).flatten(0, 1)
        weight = weight if order is None else weight[order]
        keep(self, "product", torch.cat([weight, bias[None]]) if masked else weight)
        keep(self, "product_bias", torch.zeros_like(bias) if masked else bias)

    def taps(self, whole: Tensor) -> list[Tensor]:
        """Frames as rows [T, C], the oldest that each row of a product sees first; the newest are left out."""
        last = self.left + self.right
        return [whole[i : i - last] for i in range(0, last, self.conv.dilation[0])]

    def rows(self, x: Tensor) -> Tensor:
        """The same as `forward` over rows of all taps [T, taps * C]: with few frames a matrix product costs a third of a convolution."""
        return F.relu(torch.addmm(self.product_bias, x, self.product))


def without_norm(conv: nn.Conv1d | nn.Conv2d, norm: nn.BatchNorm1d | nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution that does what these two do one after the other."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return conv.weight * scale.reshape(-1, *[1] * (conv.weight.dim() - 1)), norm.bias - norm.running_mean * scale


def keep(module: nn.Module, name: str, value: Tensor) -> None:
    """A tensor of the streaming form, which no checkpoint holds."""
    module.register_buffer(name, value.detach().contiguous(), persistent=False)


def picked(chance: Tensor) -> Tensor:
    """Which frames [..., T, groups] are peaks as the decoder picks them; `chance` has REACH more of them on each side."""

    def at(far: int) -> Tensor:
        return chance[..., REACH + far : far - REACH or None, :]

    before, after = at(-1), at(1)
    for far, within in enumerate(WITHIN, 2):
        before = torch.maximum(before, within * at(-far))
        after = torch.maximum(after, within * at(far))
    return (at(0) > before) & (at(0) >= after)


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
        return self.inner(x)

    def inner(self, x: Tensor) -> Tensor:
        """The same where the edge bands are repeated already."""
        return F.relu(self.norm(self.conv(x)))


def zero_sum(weight: Tensor) -> None:
    """Make a first layer see contrasts only: each kernel (all its taps) sums to zero."""
    with torch.no_grad():
        weight -= weight.mean(dim=tuple(range(1, weight.dim())), keepdim=True)


def pictures(bands: Tensor) -> Tensor:
    """The front end's two channels [B, 2, T, bands]: the spectrum, seen through contrasts, and its shape, mean removed."""
    return torch.stack([bands, bands - bands.mean(2, keepdim=True)], 1)


def picture_matrix() -> Tensor:
    """`pictures` with the edge bands repeated twice, as a product with frames and their mask: [frame width + 1, 2 * (bands + 4)]."""
    bands = FEATURES.long.bands
    both = F.pad(pictures(torch.eye(bands)[None])[0], (2, 2), mode="replicate")
    return F.pad(torch.cat([*both], 1), (0, 0, 0, FEATURES.width + 1 - bands))


class Network(nn.Module):
    """Frames [B, T, 132] to heat rows [B, T, 48] of each head, logits where the heat map has probabilities.

    The embeddings of strokes that sound alike hang on the same layers, but are learnt afterwards, by `embed`.
    """

    pictures: Tensor
    head: Tensor
    head_bias: Tensor
    loudness: Tensor
    floor: Tensor
    chance: Tensor
    embedding: Tensor
    embedding_bias: Tensor
    early: Tensor
    early_bias: Tensor

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
        self.stages = nn.ModuleList([nn.ModuleList(past), nn.ModuleList(near), nn.ModuleList(far)])
        self.late = nn.ModuleList([TimeConv(width, width, 3, 1, 1) for _ in range(max(LATE.values()))])
        self.heads = nn.ModuleList([nn.Conv1d(width, HEAT_WIDTH, 1) for _ in HEADS])
        self.hints = nn.ModuleList([TimeConv(width, size.hint, 1, 1, 0) for _ in HEADS])
        self.embeddings = nn.ModuleList([nn.Conv1d(size.hint, EMBEDDING, 1) for _ in HEADS])
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
        """Whole clips: rows [B, T, 48] per head, row t belonging to frame t."""
        return self.heats(frames, self.trunks(frames))

    def heats(self, frames: Tensor, trunks: list[Tensor]) -> list[Tensor]:
        """What the heads make of the trunks of these frames."""
        loud = F.pad(frames[:, :, : FEATURES.long.bands].amax(2), (0, 2))
        loud = torch.maximum(torch.maximum(loud[:, :-2], loud[:, 1:-1]), loud[:, 2:])
        return [heat_rows(head(x).transpose(1, 2), loud) for head, x in zip(self.heads, trunks)]

    def trunks(self, frames: Tensor) -> list[Tensor]:
        """What each head stands on, whole clips: [B, width, T]."""
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
        past, near, far = self.stages
        x = self.passed(past, x)
        nearer = self.passed(near, x)
        return [x, self.passed(self.late, x), nearer, self.passed(far, nearer)]

    def passed(self, layers: nn.ModuleList, x: Tensor) -> Tensor:
        """What these layers add to, one after another."""
        for layer in layers:
            y = layer(F.pad(x, (layer.left, layer.right)))
            x = x + F.dropout1d(y, DROPOUT, self.training)
        return x

    def embed(self, trunk: Tensor, head: int) -> Tensor:
        """Embeddings [B, EMBEDDING, T] of what a head stands on."""
        return self.embeddings[head](self.hints[head](trunk))

    def heard(self, frames: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Whole clips: rows [B, T, 48], logits where the heat map has probabilities, and embeddings [B, T, EMBEDDING] per head."""
        trunks = self.trunks(frames)
        embeddings = [self.embed(trunk, i).transpose(1, 2) for i, trunk in enumerate(trunks)]
        return list(zip(self.heats(frames, trunks), embeddings))

    def rows(self, frames: Tensor) -> list[Tensor]:
        """Whole clips as a pack has them: rows with probabilities and embeddings [B, T, 80] per setting."""
        g, d = len(GROUPS), len(DRUMS)
        found = []
        (early, _), *heard = self.heard(frames)
        peak = picked(F.pad(torch.sigmoid(early[:, :, :g]), (0, 0, REACH, REACH)))
        for setting, (heat, alike) in zip(SETTINGS, heard):
            onset, time, member, level = torch.split(heat, [g, g, d, d], 2)
            chance = torch.sigmoid(onset) * peak if LATE[setting] else torch.sigmoid(onset)
            found.append(torch.cat([chance, time, torch.sigmoid(member), level, alike], 2))
        return found

    def stages_of(self, setting: str) -> list[nn.ModuleList]:
        """The stages that a setting's head stands on."""
        own = [self.late] if LATE[setting] else []
        return list(self.stages)[: SETTINGS.index(setting) + 1] + own

    def state_shapes(self, setting: str) -> list[tuple[int, ...]]:
        """Shapes of the pasts in the state: frames with their mask, second front layer, all stages one after another, the early head's chances."""
        second = self.front[1].shape
        frames = max(LOOK_AHEAD[setting] + LATE[setting], self.short.left + self.short.right)
        past = sum(layer.left + layer.right for stage in self.stages_of(setting) for layer in stage)
        early = [(2 * REACH, len(GROUPS))] if LATE[setting] else []
        return [(frames, FEATURES.width + 1), (1, second[0], 2, second[1]), (past, self.join.conv.out_channels), *early]

    def state_size(self, setting: str) -> int:
        """Floats in the carried state."""
        return sum(math.prod(shape) for shape in self.state_shapes(setting))

    def stream(self, frames: Tensor, valid: Tensor, state: Tensor, setting: str) -> tuple[Tensor, Tensor]:
        """The next N frames [1, N, 132]: a setting's heat rows with probabilities and embeddings [1, N, 80], late by its look-ahead and LATE, and the new state.

        After `fold` for this setting. Small calls are costly by their number of operations, not by their arithmetic: hence frames as rows, matrix products,
        no shape that depends on N, and nothing deeper than the setting's own head.
        """
        right = LOOK_AHEAD[setting] + LATE[setting]
        layers = [layer for stage in self.stages_of(setting) for layer in stage]
        shapes = self.state_shapes(setting)
        parts = torch.split(state, [math.prod(shape) for shape in shapes], 1)
        before, second, deep, *early = (part.reshape(shape) for part, shape in zip(parts, shapes))
        (reach, _), bands = shapes[0], FEATURES.long.bands
        both = torch.cat([before, torch.cat([frames, valid[:, :, None]], 2).reshape(-1, FEATURES.width + 1)], 0)
        mask = both[:, -1:]
        x = torch.matmul(both[reach - 2 :], self.pictures).reshape(1, -1, 2, bands + 4).transpose(1, 2)
        # The later front layers and the join lie within a frame or have their mask after the join.
        x = self.front[0].inner(x) * mask[reach - 1 : -1].reshape(1, 1, -1, 1)
        seconds = torch.cat([second, x], 2)
        x = self.front[2](self.front[1](seconds)).permute(0, 2, 3, 1)
        x = x.reshape(-1, self.join.inputs - self.short.conv.out_channels)
        fine = both[reach - self.short.left - self.short.right :, bands:-1]
        fine = self.short.rows(torch.cat([*self.short.taps(fine), both[reach:, bands:-1]], 1))
        delay = 2
        own = mask[reach - delay : -delay]
        x = self.join.rows(torch.cat([x, fine], 1)) * own
        kept: list[Tensor] = []
        for layer, past in zip(layers, torch.split(deep, [layer.left + layer.right for layer in layers], 0)):
            if layer is self.late[0]:
                early = [torch.cat([*early, torch.sigmoid(torch.addmm(self.early_bias, x, self.early)) * own], 0)]
            if layer.right:
                # What only looks back needs no mask: before the first frame it gives 0, and it reads nothing after the last.
                x = x * own
            whole = torch.cat([past, x], 0)
            kept.append(whole[-layer.left - layer.right :])
            taps = [*layer.taps(whole), x]
            if layer.right:
                delay += layer.right
                own = mask[reach - delay : -delay]
                x = whole[layer.left : -layer.right]
            x = x + layer.rows(torch.cat([*taps, own], 1))
        # The loudest band of an onset's frame and the two after it; all of the look-ahead has passed by now.
        loud = both[reach - right :, :bands].amax(1).reshape(1, 1, -1)
        loud = F.max_pool1d(loud[:, :, : 2 - right] if right > 2 else loud, 3, 1).reshape(-1, 1)
        raw = torch.addmm(self.head_bias, x, self.head) + (loud * self.loudness + self.floor)
        alike = torch.addmm(self.embedding_bias, self.hints[HEADS.index(setting)].rows(x), self.embedding)
        told = torch.where(self.chance, torch.sigmoid(raw), raw)
        if early:
            told = torch.cat([told[:, : len(GROUPS)] * picked(early[0]), told[:, len(GROUPS) :]], 1)
        rows = torch.cat([told, alike], 1)
        kept = [both[-reach:], seconds[:, :, -2:], torch.cat(kept, 0), *(chance[-2 * REACH :] for chance in early)]
        return rows[None], torch.cat([piece.reshape(1, -1) for piece in kept], 1)

    def by_band(self) -> Tensor:
        """Where the join's inputs in the stream's order (bands before channels) stand in those of `forward`."""
        channels, short = self.front[2].conv.out_channels, self.short.conv.out_channels
        every = torch.arange(self.join.inputs)
        return torch.cat([every[:-short].reshape(channels, -1).t().flatten(), every[-short:]])

    def fold(self, setting: str) -> None:
        """Prepare `stream` for this setting: norms, scales and orders folded into the weights of products."""
        self.short.fold()
        self.join.fold(self.by_band())
        self.hints[HEADS.index(setting)].fold()
        for stage in self.stages_of(setting):
            for layer in stage:
                layer.fold(masked=True)
        g, d = len(GROUPS), len(DRUMS)
        level, scale = level_scale()
        early, head = self.heads[0], self.heads[HEADS.index(setting)]
        keep(self, "early", early.weight[:g, :, 0].t())
        keep(self, "early_bias", early.bias[:g])
        keep(self, "pictures", picture_matrix())
        keep(self, "head", (head.weight[:, :, 0] * scale[:, None]).t())
        keep(self, "head_bias", head.bias * scale)
        keep(self, "floor", level * FLOOR_DB)
        keep(self, "loudness", level * 50.0)
        alike = self.embeddings[HEADS.index(setting)]
        keep(self, "embedding", alike.weight[:, :, 0].t())
        keep(self, "embedding_bias", alike.bias)
        keep(self, "chance", torch.tensor([True] * g + [False] * g + [True] * d + [False] * d))


def level_scale() -> tuple[Tensor, Tensor]:
    """Which channels of a heat row are levels (1), and what each channel of a head is multiplied by."""
    level = F.pad(torch.ones(len(DRUMS)), (HEAT_WIDTH - len(DRUMS), 0))
    return level, 1 + level * (LEVEL_SCALE - 1)


def heat_rows(raw: Tensor, loud: Tensor) -> Tensor:
    """Head outputs [B, T, 48] with levels in dB above the frames' loudest band `loud` [B, T] (feature units)."""
    split = raw.shape[2] - len(DRUMS)
    level = raw[:, :, split:] * LEVEL_SCALE + (loud[:, :, None] * 50.0 + FLOOR_DB)
    return torch.cat([raw[:, :, :split], level], 2)
