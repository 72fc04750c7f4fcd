# SPDX-License-Identifier: Apache-2.0
"""Teach a pack's network to hear through voices, music, louder drums and what harms a recording.

What its old self, the teacher (Hinton, Vinyals and Dean 2015), made of the drums alone, it has to make of the mix; what
the teacher made of parts of the kit, each alone, it has to make of the whole kit. So nothing else changes: trained on
true labels, a network drifts, and errs more on kits that it does not know. Powers of what sounds at once are added, as
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
from kitscribe_models.embed import FAMILY
from kitscribe_models.errors import InputError
from kitscribe_models.harm import harmed
from kitscribe_models.manifest import CONSISTENCY, DRUMS, FEATURES, GROUP_OF, GROUPS, HEADS, LATE
from kitscribe_models.network import LEVEL_SCALE, Network
from kitscribe_models.stems import PARTS
from kitscribe_models.train import PAIRS, Slices, drawn, of_head, started
from kitscribe_models.vary import raised, varied

# Rows and embeddings of one head, [B, T, 48] and [B, T, EMBEDDING].
Heard = tuple[Tensor, Tensor]

# Share of clips under a backing, and of these with no drums left: nothing is struck there.
MIXED, ALONE = 0.6, 0.25
# How much louder than the drums a backing is (dB, on average over the clip).
LOUDER_DB = (-18.0, 8.0)
# A mix's floor lies up to this much (dB) deeper than in use.
DEEPER_DB = 4.0
# Share of clips whose kit is heard in parts, and by how much (dB, standard deviation) a part's level is changed.
APART, PART_DB = 0.25, 3.0
# Share of clips that are harmed.
HARMED = 0.25
# Share of clips that begin with silence, every second of them up to so many frames before a stroke; what is heard of
# their first sound in the frames before it, whose windows reach into it (share of its power).
BEGUN, JUST_BEFORE = 0.33, 8
ENTERING = (0.02, 0.15, 0.5)
# How much the distance of embeddings weighs.
ALIKE = 0.5
# So many frames after a stroke another of its group is told from its tail; how much more that weighs: flams and rolls,
# and double triggers, are rare, and what sounds beside drums is like them.
SOON, CLOSE = (2, 8), 2.0

OWN = [GROUP_OF[name] for name in DRUMS]
SPLIT = [len(GROUPS), len(GROUPS), len(DRUMS), len(DRUMS)]
# The part that holds each group, and that which tells each channel of a row.
PART_OF = torch.tensor([next(i for i, part in enumerate(PARTS) if group.name in part) for group in GROUPS])
CHANNEL_OF = torch.cat([PART_OF, PART_OF, PART_OF[OWN], PART_OF[OWN]])
# The groups whose strokes each family's embedding tells apart.
FAMILIES = [
    [g for g, group in enumerate(GROUPS) if FAMILY.get(group.name) == f] for f in range(len(CONSISTENCY.families))
]


def power(x: Tensor) -> Tensor:
    """Powers above the fixed floor, as multiples of it."""
    return (torch.pow(10, 5 * x) - 1).clamp(min=0)


def logged(powers: Tensor) -> Tensor:
    """The features of powers."""
    return 0.2 * torch.log10(powers + 1)


def in_parts(kits: Tensor, generator: torch.Generator) -> Tensor:
    """Powers [P, B, T, 132] of kits from `stems` [B, P, T, 132]: one tone and pitch for all parts, each at a level of its own."""
    state, parts = generator.get_state(), []
    for part in kits.unbind(1):
        generator.set_state(state)
        parts.append(power(varied(part, generator)))
    gain_db = PART_DB * torch.randn(len(parts), len(kits), 1, 1, generator=generator)
    return torch.stack(parts) * torch.pow(10, gain_db / 10)


def below(drums: Tensor, backing: Tensor, louder_db: Tensor) -> Tensor:
    """Powers of a backing that is made louder than the drums by so much [B, 1, 1]."""
    ours, theirs = (x[:, :, : FEATURES.long.bands].mean((1, 2), keepdim=True) for x in (drums, backing))
    return (ours / theirs.clamp(min=1)).clamp(max=1e8) * torch.pow(10, louder_db / 10) * backing


def beginnings(chance: Tensor, generator: torch.Generator) -> Tensor:
    """How much of each frame [B, T, 1] is heard of clips that begin late, in their first half; `chance` [B, T] that something is struck."""
    clips, frames = chance.shape
    begun, before_stroke = torch.rand(2, clips, generator=generator)
    anywhere = torch.randint(frames // 2, (clips,), generator=generator)
    stroke = torch.multinomial((chance[:, : frames // 2] > 0.5) + 1e-9, 1, generator=generator)[:, 0]
    stroke = stroke - torch.randint(JUST_BEFORE, (clips,), generator=generator)
    first = torch.where(before_stroke < 0.5, stroke, anywhere)
    first = torch.where(begun < BEGUN, first, -len(ENTERING))
    after = torch.arange(frames) - first[:, None]
    heard = torch.tensor([0.0, *ENTERING, 1.0])[(after + len(ENTERING) + 1).clamp(0, len(ENTERING) + 1)]
    return heard[:, :, None]


def together(rows: Tensor, embeddings: Tensor) -> Heard:
    """What a teacher hears in parts [P, B, T, ...], as of all at once: each drum in its own part, for a floor tom among no kicks may sound like one."""
    heard = torch.stack([rows[part, :, :, i] for i, part in enumerate(CHANNEL_OF)], 2).float()
    alike = []
    for groups, channels in zip(FAMILIES, embeddings.float().split(CONSISTENCY.channels, 3)):
        likeliest = PART_OF[groups][heard[:, :, groups].argmax(2)]
        alike.append(channels.gather(0, likeliest[None, :, :, None].expand_as(channels[:1]))[0])
    return heard, torch.cat(alike, 2)


def with_kits_together(heard: Heard, whole: int) -> Heard:
    """What a teacher heard in so many whole clips, and after them in all first parts of kits, all second ones and so on."""
    apart = [x[whole:].unflatten(0, (len(PARTS), -1)) for x in heard]
    rows, embeddings = (torch.cat([x[:whole].float(), y]) for x, y in zip(heard, together(*apart)))
    return rows, embeddings


def soon_after(chance: Tensor) -> Tensor:
    """The greatest chance [B, T, groups] of a stroke of the same group shortly before each frame."""
    first, last = SOON
    before = F.pad(chance.transpose(1, 2), (last, 0))[:, :, :-first]
    return F.max_pool1d(before, last - first + 1, 1).transpose(1, 2)


def losses(ours: Heard, theirs: Heard, struck: Tensor, whole: Tensor) -> dict[str, Tensor]:
    """How far one head's rows are from the teacher's; `struck` [B, T or 1, 1]: whether drums are heard; `whole` [B, 1, 1]: whether the clip is not harmed."""
    onset, time, member, level = torch.split(ours[0].float(), SPLIT, 2)
    t_onset, t_time, t_member, t_level = torch.split(theirs[0].float(), SPLIT, 2)
    chance = torch.sigmoid(t_onset) * struck
    any_group = chance.amax(2, keepdim=True)
    count = any_group.sum().clamp(min=1)
    own = chance[:, :, OWN]
    which = torch.sigmoid(t_member)
    played = own * which
    error = level - t_level
    # An equaliser changes all levels of a drum alike, and velocity does not hear it.
    mean = (error * played).sum(1, keepdim=True) / played.sum(1, keepdim=True).clamp(min=1e-3)
    error = torch.where(whole, error, error - mean)
    bce = F.binary_cross_entropy_with_logits
    return {
        "onset": (bce(onset, chance, reduction="none") * (1 + CLOSE * soon_after(chance))).sum() / count,
        "time": ((time - t_time).abs() * chance).sum() / count,
        "member": 0.5 * (bce(member, which, reduction="none") * own).sum() / count,
        "level": (error.abs() * played).sum() / count / LEVEL_SCALE,
        "embedding": ALIKE * ((ours[1] - theirs[1]).float().square() * any_group).sum() / count,
    }


def only_late(network: Network) -> dict[int, int]:
    """Keep all but the late heads and what they alone stand on; the deepest head teaches these (head: its teacher)."""
    late = [i for i, head in enumerate(HEADS) if LATE.get(head)]
    network.requires_grad_(False)
    for part in (
        network.late,
        *(modules[i] for i in late for modules in (network.heads, network.hints, network.embeddings)),
    ):
        part.requires_grad_(True)
    return {i: len(HEADS) - 1 for i in late}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slices", type=Path, required=True, nargs="+", help="folders from `slice`")
    parser.add_argument("--stems", type=Path, required=True, nargs="+", help="folders from `stems`")
    parser.add_argument("--backing", type=Path, required=True, nargs="+", help="folders from `backing`")
    parser.add_argument("--start", type=Path, metavar="PACK", required=True, help="the pack to teach")
    parser.add_argument("--teacher", type=Path, metavar="PACK", help="instead of the pack itself")
    parser.add_argument(
        "--late",
        action="store_true",
        help="teach late heads alone, by what the deepest one hears: the rest stays as it is",
    )
    learn.add_arguments(parser, steps=7000, rate=7e-4)


def main(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    one = PAIRS["features"]
    given = ((args.slices, one), (args.stems, (len(PARTS), *one)), (args.backing, one))
    sources = [Slices(folders, {"features": shape}) for folders, shape in given]
    if args.batch < 2:
        raise InputError(f"--batch {args.batch}: needs 2 clips, a whole kit and one in parts")
    apart = max(1, round(APART * args.batch))
    counts = (args.batch - apart, apart, args.batch)
    for source, folders, count in zip(sources, (args.slices, args.stems, args.backing), counts):
        if len(source) < count:
            raise InputError(f"{', '.join(map(str, folders))}: {len(source)} slices, of which a batch needs {count}")
    # Neither dropout nor a batch's own norms: what is heard without a backing shall stay as it is.
    network = started(args.start, sources[0]).eval()
    teacher = started(args.teacher, sources[0]).eval() if args.teacher else copy.deepcopy(network)
    below_db = FEATURES.below_loudest_db
    by = only_late(network) if args.late else {head: head for head in range(len(HEADS))}

    def loss_at(step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        whole, kits, backing = (
            source.batch(drawn(len(source), count, step, args.seed + i))[0]
            for i, (source, count) in enumerate(zip(sources, counts))
        )
        whole = varied(whole, generator)
        parts = in_parts(kits, generator)
        kit = parts.sum(0)
        drums = torch.cat([power(whole), kit])
        floored = raised(logged(parts.flatten(0, 1)), below_db, logged(kit).repeat(len(PARTS), 1, 1))
        backing = power(varied(backing, generator))[torch.randperm(args.batch, generator=generator)]
        kind, louder, deeper, hurt = torch.rand(4, args.batch, 1, 1, generator=generator)
        mixed, alone, harm = kind < MIXED, kind < MIXED * ALONE, hurt < HARMED
        # Louder drums are enough to hear through: fewer backings, and none alone.
        mixed[-apart:], alone[-apart:] = kind[-apart:] < MIXED / 2, False
        mix = drums + mixed * below(drums, backing, LOUDER_DB[0] + (LOUDER_DB[1] - LOUDER_DB[0]) * louder)
        mix = torch.where(alone, backing, mix)
        mix[harm.flatten()] = harmed(mix[harm.flatten()], generator)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            with torch.no_grad():
                taught = teacher.heard(torch.cat([raised(whole, below_db), floored]))
                wanted = [with_kits_together(of_head, len(whole)) for of_head in taught]
            chance = torch.sigmoid(wanted[-1][0][:, :, : len(GROUPS)]).amax(2)
            heard = beginnings(chance, generator)
            mix_below_db = below_db + DEEPER_DB * deeper * mixed
            found = network.heard(raised(logged(mix * heard), mix_below_db, following=heard.amin(1, keepdim=True) < 1))
        loss, log = torch.zeros(()), {}
        struck = ~alone * heard
        for head, teaching in by.items():
            for name, value in of_head(HEADS[head], losses(found[head], wanted[teaching], struck, ~harm)).items():
                loss = loss + value
                log[f"{HEADS[head]} {name}"] = float(value.detach())
        return loss, log

    learn.learn(network, loss_at, args, 0.0)
    return 0
