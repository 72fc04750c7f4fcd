# SPDX-License-Identifier: Apache-2.0
"""Group one-shots by timbre within their claimed drum and flag the doubtful ones. Nothing is relabelled.

Writes into --out: a picture per drum, clusters.csv (every sample, nearest to its centre first), nearest/ (links to the
samples nearest each centre, to listen to) and flagged.csv: samples that their nearest neighbours from other families
take for another drum, the surest first. Listen to those, then edit or delete their lines in the samples' index.csv.
"""

from __future__ import annotations

import argparse
import csv
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

from kitscribe_models import gallery
from kitscribe_models.arguments import positive
from kitscribe_models.audio import read_audio
from kitscribe_models.errors import InputError
from kitscribe_models.manifest import DRUMS, GROUP_OF
from kitscribe_models.neighbours import Opinion, opinions
from kitscribe_models.oneshots import INSTRUMENTS
from kitscribe_models.output import replacing
from kitscribe_models.progress import progress
from kitscribe_models.table import read_rows
from kitscribe_models.timbre import embed, spectrogram
from kitscribe_models.workers import each

F32 = NDArray[np.float32]

OTHER = "other_perc"
MOST_CLUSTERS = 8
DIMENSIONS = 16


@dataclass(frozen=True)
class Sample:
    """A line of the index: where the sample lies, which drum it claims to be, whose family it is of."""

    path: str
    drum: str
    family: str


@dataclass(frozen=True)
class Clusters:
    """A drum's samples (their numbers), each one's cluster and distance to its centre, and places in the picture."""

    members: NDArray[np.int64]
    cluster: NDArray[np.int64]
    distance: F32
    places: F32

    def nearest(self, cluster: int) -> NDArray[np.int64]:
        """Positions of a cluster's samples, nearest to its centre first."""
        own = np.flatnonzero(self.cluster == cluster)
        return np.asarray(own[np.argsort(self.distance[own])])


def read_samples(folder: Path) -> list[Sample]:
    """Lines of `folder`/index.csv."""
    rows = read_rows(folder, "path", "instrument", "family")
    return [Sample(row["path"], INSTRUMENTS.get(row["instrument"], OTHER), row["family"]) for row in rows]


def beginning(folder: Path, path: str) -> F32:
    """First two seconds of a sample, mono."""
    audio, rate = read_audio(folder / path, always_2d=True, frames=2 * 48_000)
    if not len(audio):
        raise InputError(f"{folder / path}: holds no samples at all ({rate} Hz)")
    return np.asarray(audio.mean(axis=1), np.float32)


def group(vectors: F32, members: NDArray[np.int64], wanted: int | None) -> Clusters:
    """K-means of these samples; the number of clusters is `wanted` or that of the best silhouette."""
    points = np.asarray(vectors[members], np.float32)
    if len(members) > 2:
        points = PCA(min(DIMENSIONS, *points.shape), random_state=0).fit_transform(
            StandardScaler().fit_transform(points)
        )
    counts: Sequence[int] = [wanted] if wanted else range(2, min(MOST_CLUSTERS, len(members) // 4) + 1)
    best, top = np.zeros(len(members), np.int64), -1.0
    for count in counts:
        if not 1 < count < len(members):
            continue
        labels = KMeans(count, n_init=4, random_state=0).fit_predict(points)
        score = float(silhouette_score(points, labels))
        if score > top:
            best, top = labels.astype(np.int64), score
    order = [label for label, _ in Counter(best.tolist()).most_common()]
    cluster = np.array([order.index(label) for label in best], np.int64)
    centres = np.stack([points[cluster == c].mean(axis=0) for c in range(len(order))])
    return Clusters(members, cluster, np.linalg.norm(points - centres[cluster], axis=1), points[:, :2])


def doubts(samples: list[Sample], heard: list[Opinion | None], share: float) -> list[dict[str, Any]]:
    """Lines of flagged.csv: no neighbour agrees with the claimed drum and `share` of the votes name one other."""
    rows = []
    for sample, said in zip(samples, heard):
        if said is None or sample.drum in said.votes or said.votes[said.drum] < share:
            continue
        families = len({samples[i].family for i in said.nearest})
        other_group = GROUP_OF.get(sample.drum) != GROUP_OF.get(said.drum)
        rows.append(
            {
                "path": sample.path, "drum": sample.drum, "family": sample.family, "sounds_like": said.drum,
                "votes": round(said.votes[said.drum], 2), "other_group": "yes" if other_group else "no",
                "reason": f"none of the {len(said.nearest)} nearest samples of {families} other families is {sample.drum}, "
                f"{100 * said.votes[said.drum]:.0f} % of the votes say {said.drum}",
                "nearest": samples[said.nearest[0]].path, "second": samples[said.nearest[1]].path,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda r: (r["other_group"] == "no", -r["votes"], r["path"]))


def write_csv(path: Path, columns: Sequence[str], rows: list[dict[str, Any]]) -> None:
    with replacing(path) as partial, partial.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def link(source: Path, target: Path) -> None:
    """A link to the sample, or a copy where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)


def show(folder: Path, out: Path, drum: str, samples: list[Sample], found: Clusters, flagged: set[str]) -> None:
    """The picture of a drum, and links to the samples nearest each centre."""
    middle = []
    for cluster in range(found.cluster.max() + 1):
        paths = [samples[found.members[i]].path for i in found.nearest(cluster)[: gallery.PER_CLUSTER]]
        for rank, path in enumerate(paths, 1):
            name = f"{rank}_{path.replace('/', '_')}"
            link(folder / path, out / "nearest" / drum / f"cluster_{cluster + 1}" / name)
        middle.append(
            [(Path(p).parts[0][:24] + "\n" + Path(p).stem[:24], spectrogram(beginning(folder, p))) for p in paths]
        )
    marks = np.array([samples[i].path in flagged for i in found.members])
    gallery.page(drum, found.places, found.cluster, marks, middle, out / f"{drum}.png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--oneshots", type=Path, required=True, metavar="DIR", help="folder with index.csv and samples")
    parser.add_argument("--drums", help="comma list of the drums to picture; all without it")
    parser.add_argument("--clusters", type=positive, help="clusters per drum; chosen by silhouette without it")
    parser.add_argument("--share", type=float, default=0.7, help="share of votes for another drum that flags, 0 to 1")
    parser.add_argument("--jobs", type=positive, default=1, help="processes that read the samples")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new folder for what is written")


def main(args: argparse.Namespace) -> int:
    """Write `--out`."""
    if args.out.exists() and any(args.out.iterdir()):
        raise InputError(f"{args.out}: is not empty; name a new folder")
    known = {*DRUMS, OTHER}
    wanted = set(args.drums.split(",")) if args.drums else known
    if wanted - known:
        raise InputError(
            f"--drums: no such drum: {', '.join(sorted(wanted - known))}; there are {', '.join(DRUMS)}, {OTHER}"
        )
    samples = read_samples(args.oneshots)
    heard_as = each(
        lambda own, i: embed(beginning(args.oneshots, own[i].path)), samples, range(len(samples)), args.jobs
    )
    vectors = np.stack(list(progress(heard_as, len(samples), "listen")))
    drums = np.array([s.drum for s in samples])
    heard = opinions(vectors, drums, np.array([s.family for s in samples]))
    rows = doubts(samples, heard, args.share)
    flagged = {row["path"] for row in rows}
    listing: list[dict[str, Any]] = []
    shown = [d for d in (*DRUMS, OTHER) if d in wanted and (drums == d).any()]
    for drum in progress(shown, len(shown), "picture"):
        found = group(vectors, np.flatnonzero(drums == drum), args.clusters)
        show(args.oneshots, args.out, drum, samples, found, flagged)
        for cluster in range(found.cluster.max() + 1):
            for rank, i in enumerate(found.nearest(cluster), 1):
                path = samples[found.members[i]].path
                listing.append(
                    {
                        "drum": drum, "cluster": cluster + 1, "rank": rank, "distance": round(float(found.distance[i]), 3),
                        "flagged": "yes" if path in flagged else "no", "path": path,
                    }
                )  # fmt: skip
    write_csv(args.out / "clusters.csv", ("drum", "cluster", "rank", "distance", "flagged", "path"), listing)
    columns = ("path", "drum", "family", "sounds_like", "votes", "other_group", "reason", "nearest", "second")
    write_csv(args.out / "flagged.csv", columns, rows)
    unheard = Counter(s.drum for s, said in zip(samples, heard) if said is None)
    print(
        f"{args.out}: {len(samples)} samples, {len({(r['drum'], r['cluster']) for r in listing})} clusters, {len(rows)} flagged"
    )
    if unheard:
        print("not judged, for too few other families: " + ", ".join(f"{n} {d}" for d, n in unheard.most_common()))
    return 0
