# SPDX-License-Identifier: Apache-2.0
"""Learn the embeddings by which strokes that sound alike are known, on rendered segments; the rest of the network stays.

In each segment one kit plays: two strokes of the same drum are alike, two of different drums are not. That two strokes
are alike has the logit `margin - |z - z'|^2` (a siamese network, Bromley et al. 1993).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from kitscribe_models.arguments import natural, positive
from kitscribe_models.errors import InputError
from kitscribe_models.export import load_network
from kitscribe_models.features import frames
from kitscribe_models.manifest import CONSISTENCY, DRUMS, GROUP_OF, GROUPS, HOP, RATE, SETTINGS
from kitscribe_models.network import Network
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress
from kitscribe_models.render import read_segment, segments_of

# Strokes nearer than this to another of their family are left out: their sound is not one drum's.
ALONE = 0.025
# Strokes of a family taken from a segment.
MOST = 24
# Segments in a step, and the share of inputs left out in training.
BATCH = 64
DROPOUT = 0.2
# By how much more, in squared distance, a vote reaches than was learnt, by family: one hand plays either hat or ride.
REACH = (1.0, 2.0)
# Each drum's family, -1 for those of none.
FAMILY = {name: f for f, names in enumerate(CONSISTENCY.families) for name in names}
FAMILY_OF = np.array([FAMILY.get(group.name, -1) for group in GROUPS for _ in group.drums])


@dataclass(frozen=True)
class Strokes:
    """Strokes of one family in one segment: what each head stands on [heads, n, width], and their drums [n]."""

    family: int
    trunk: Tensor
    drum: Tensor


def alone(notes: NDArray[np.void], family: int) -> NDArray[np.void]:
    """The family's audible strokes that no other of it is near to."""
    own = np.sort(notes[FAMILY_OF[notes["drum"]] == family], order="time")
    gap = np.diff(own["time"], prepend=-1.0, append=1e9)
    return own[own["audible"] & (gap[:-1] > ALONE) & (gap[1:] > ALONE)][:MOST]


def strokes(network: Network, path: Path) -> list[Strokes]:
    """What the network makes of a segment's strokes, at the frame where it sees each of them best."""
    audio, notes = read_segment(path)
    x = torch.from_numpy(frames(audio))[None]
    with torch.no_grad():
        trunks = [trunk[0] for trunk in network.trunks(x)]
        onsets = [head(trunk[None])[0, : len(GROUPS)] for head, trunk in zip(network.heads, trunks)]
    found = []
    for family in range(len(CONSISTENCY.families)):
        own = alone(notes, family)
        if len(own) < 2:
            continue
        drum = torch.from_numpy(own["drum"].astype(np.int64))
        group = torch.tensor([GROUP_OF[DRUMS[d]] for d in drum])
        frame = torch.from_numpy(np.round(own["time"] * RATE / HOP).astype(np.int64)).clamp(1, x.shape[1] - 2)
        near = frame + torch.tensor([-1, 0, 1])[:, None]
        best = [near.gather(0, onset[group, near].argmax(0)[None])[0] for onset in onsets]
        found.append(Strokes(family, torch.stack([t[:, b].t().half() for t, b in zip(trunks, best)]), drum))
    return found


class Embedder(nn.Module):
    """One setting's part of the network that is learnt here."""

    def __init__(self, network: Network, setting: int) -> None:
        super().__init__()
        self.hint, self.embedding = network.hints[setting], network.embeddings[setting]
        self.margin = nn.Parameter(torch.tensor(1.0))

    def forward(self, trunk: Tensor, family: int) -> Tensor:
        """Embeddings [n, channels] of strokes of one family."""
        z = self.embedding(F.dropout(self.hint(trunk.t()[None]), DROPOUT, self.training))
        return z[0, family * CONSISTENCY.channels : (family + 1) * CONSISTENCY.channels].t()

    def loss(self, batch: list[Strokes], setting: int) -> Tensor:
        """Mean over the segments, all of one family, of the cross-entropy over pairs of strokes."""
        z = self(torch.cat([s.trunk[setting] for s in batch]).float(), batch[0].family)
        terms = []
        for own, s in zip(z.split([len(s.drum) for s in batch]), batch):
            a, b = torch.triu_indices(len(own), len(own), 1)
            alike = (s.drum[a] == s.drum[b]).float()
            terms.append(F.binary_cross_entropy_with_logits(self.margin - (own[a] - own[b]).square().sum(1), alike))
        return torch.stack(terms).mean()


def gather(network: Network, folders: list[Path], most: int) -> list[list[Strokes]]:
    """Per family its strokes in up to `most` segments, evenly from all folders."""
    paths = segments_of(*folders)
    chosen = paths[:: max(1, len(paths) // most)][:most]
    found = [s for p in progress(chosen, len(chosen), "listen") for s in strokes(network, p)]
    return [[s for s in found if s.family == f] for f in range(len(CONSISTENCY.families))]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="from `train`")
    parser.add_argument("--segments", type=Path, required=True, nargs="+", help="folders from `render`")
    parser.add_argument("--validation", type=Path, help="folder from `render` of other kits and drummers")
    parser.add_argument("--most", type=positive, default=6000, help="segments to learn from")
    parser.add_argument("--steps", type=positive, default=3000, help="optimiser steps of each setting")
    parser.add_argument("--seed", type=natural, default=0)
    parser.add_argument("--threads", type=positive, default=2)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint with the embeddings, for `export`")


def main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    network = load_network(args.checkpoint, args.seed)
    families = gather(network, args.segments, args.most)
    if not any(families):
        raise InputError(
            f"{', '.join(map(str, args.segments))}: no segment holds two strokes that could be taken for one another"
        )
    held = gather(network, [args.validation], args.most) if args.validation else []
    rng = np.random.default_rng(args.seed)
    for i, setting in enumerate(SETTINGS, 1):
        embedder = Embedder(network, i)
        optimiser = torch.optim.AdamW(embedder.parameters(), lr=3e-3, weight_decay=1e-3)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, args.steps)
        embedder.train()
        for _ in progress(range(args.steps), args.steps, setting):
            batches = [[own[j] for j in rng.integers(len(own), size=min(BATCH, len(own)))] for own in families if own]
            loss = torch.stack([embedder.loss(batch, i) for batch in batches]).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        embedder.eval()
        with torch.no_grad():
            seen = [[round(float(embedder.loss(own, i)), 4) for own in part if own] for part in (families, held)]
            width = np.repeat(np.sqrt(REACH), CONSISTENCY.channels)
            for part in embedder.embedding.parameters():
                part /= torch.from_numpy(width).float().reshape(-1, *[1] * (part.dim() - 1))
        others = f", on other kits {seen[1]}" if held else ""
        print(f"{setting}: loss of a pair by family {seen[0]}{others}", flush=True)
    with replacing(args.out) as partial:
        torch.save({"average": network.state_dict()}, partial)
    return 0
