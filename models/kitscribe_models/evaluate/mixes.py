# SPDX-License-Identifier: Apache-2.0
"""Full mixes: renders and recordings under music that is as loud as their drums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kitscribe_models.evaluate.music import band, rms
from kitscribe_models.evaluate.notes import read_truth
from kitscribe_models.evaluate.recordings import changed, recordings_of, score_recordings
from kitscribe_models.evaluate.scores import RENDER_WINDOW, by_drum, by_group
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.transcriber import Transcriber

RECIPE = 1  # raise it whenever the mixes change


def measure_mixes(work: Path, transcriber: Transcriber, renders: Path, dev: Path | None) -> dict[str, Any]:
    """Mix, transcribe, and judge by the truth of the drums alone."""
    folder = work / f"mixes-{RECIPE}"
    played = sorted(renders.glob("*.wav"))
    found = transcriber.notes("mixes", changed(played, folder / renders.name, "mix", _under_music))
    truths = [read_truth(recording.with_suffix(".json"))[0] for recording in played]
    tracks = list(zip(truths, found, strict=True))
    groups, drums = by_group(tracks, RENDER_WINDOW), by_drum(tracks, RENDER_WINDOW)
    result: dict[str, Any] = {"groups": groups, "drums": drums["all"]}
    if dev:
        mixes = changed(recordings_of(dev), folder / "recordings", "mix", _under_music)
        result["dev"] = score_recordings(work, transcriber, dev, mixes)["all"]
    return result


def _under_music(drums: Samples, number: int) -> Samples:
    return drums + band(len(drums), number) * rms(drums)
