# SPDX-License-Identifier: Apache-2.0
"""Pictures of one-shots: where a drum's samples lie beside each other, and what those in the middle look like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from kitscribe_models.manifest import HOP, RATE
from kitscribe_models.output import replacing
from kitscribe_models.timbre import FLOOR_DB

F32 = NDArray[np.float32]

# Distinct and readable on white (Okabe and Ito, and two more).
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999933", "#555555")
SHOWN_FRAMES = 40
PER_CLUSTER = 5


def figure(width: float, height: float) -> Figure:
    """A figure that needs no display."""
    made = Figure(figsize=(width, height), dpi=100, layout="constrained")
    FigureCanvasAgg(made)
    return made


def write(picture: Figure, path: Path) -> None:
    """Write a PNG."""
    with replacing(path) as partial:
        picture.savefig(partial, format="png")


def scatter(axes: object, places: F32, clusters: NDArray[np.int64], flagged: NDArray[np.bool_]) -> None:
    """Dots coloured by cluster; flagged samples wear a black ring."""
    for cluster in np.unique(clusters):
        own = clusters == cluster
        axes.scatter(  # type: ignore[attr-defined]
            *places[own].T, s=22, color=COLOURS[cluster % len(COLOURS)], alpha=0.75, label=f"{cluster + 1}: {own.sum()}"
        )
    axes.scatter(  # type: ignore[attr-defined]
        *places[flagged].T, s=80, facecolors="none", edgecolors="black", label=f"flagged: {flagged.sum()}"
    )


def page(
    drum: str,
    places: F32,
    clusters: NDArray[np.int64],
    flagged: NDArray[np.bool_],
    middle: list[list[tuple[str, F32]]],
    path: Path,
) -> None:
    """One drum: the scatter of its samples and, a row a cluster, spectrograms [frames, bands] nearest each centre."""
    rows = len(middle)
    picture = figure(16, max(6.0, 1.9 * rows + 1))
    left, right = picture.subfigures(1, 2, width_ratios=(5, 9))
    axes = left.subplots()
    scatter(axes, places, clusters, flagged)
    axes.set(title=f"{drum}: {len(places)} samples, {rows} clusters", xlabel="1st component of timbre", ylabel="2nd")
    axes.legend(title="cluster: samples", loc="best", fontsize=9)
    grid = right.subplots(rows, PER_CLUSTER, squeeze=False)
    for cluster, (line, samples) in enumerate(zip(grid, middle)):
        for cell in line:
            cell.set(xticks=[], yticks=[], frame_on=False)
        for cell, (name, cells) in zip(line, samples):
            cell.imshow(
                cells[:SHOWN_FRAMES].T, origin="lower", aspect="auto", cmap="magma", vmin=FLOOR_DB, vmax=0,
                interpolation="nearest",
            )  # fmt: skip
            cell.set_title(name, fontsize=7)
        line[0].set_ylabel(f"cluster {cluster + 1}", color=COLOURS[cluster % len(COLOURS)], fontsize=11)
    right.supxlabel(
        f"nearest each centre, left the nearest: log-mel, 30 Hz to 16 kHz upwards, first {SHOWN_FRAMES * HOP / RATE:.1f} s",
        fontsize=9,
    )
    write(picture, path)
