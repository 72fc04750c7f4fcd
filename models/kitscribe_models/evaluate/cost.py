# SPDX-License-Identifier: Apache-2.0
"""What a pack costs: time by ``kitscribe bench`` and by a whole run of ``kitscribe transcribe``, and its size."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import TypedDict

import numpy as np
import soundfile

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.look_ahead import HEARD_MS
from kitscribe_models.evaluate.sound import RATE
from kitscribe_models.evaluate.transcriber import REPOSITORY

SECONDS = 180
RUNS = 5


class Cost(TypedDict):
    """Features and network on one thread, in calls as short as live use makes them."""

    ms_per_second: dict[str, float]  # by latency setting
    seconds_for_180: float
    pack_bytes: int


def measure_cost(work: Path, renders: Path, pack: Path | None) -> Cost:
    """Measure on the machine as it is: nothing else should run."""
    chosen = ["--pack", str(pack)] if pack else []
    folder = pack or REPOSITORY / "models" / "packs" / "drums"
    return {
        "ms_per_second": read_bench(_kitscribe("bench", *chosen)),
        "seconds_for_180": _whole(work, renders, chosen),
        "pack_bytes": sum(path.stat().st_size for path in folder.iterdir()),
    }


def read_bench(printed: str) -> dict[str, float]:
    """Take the cost at each setting from what ``bench`` prints."""
    found = {
        name: float(ms) for name, ms in re.findall(r"^(\w+) +([\d.]+) ms a second of audio", printed, re.MULTILINE)
    }
    if set(found) != set(HEARD_MS):
        raise InputError(f"kitscribe bench: costs of {', '.join(found) or 'no setting'}, not of {', '.join(HEARD_MS)}")
    return found


def _whole(work: Path, renders: Path, chosen: list[str]) -> float:
    """Return the median time from start to written file."""
    samples = np.concatenate([soundfile.read(path, dtype="float32")[0] for path in sorted(renders.glob("*.wav"))])
    recording, target = work / "cost.wav", work / "cost.mid"
    soundfile.write(recording, np.resize(samples, SECONDS * RATE), RATE, subtype="PCM_16")
    times = []
    for _ in range(RUNS):
        start = time.monotonic()
        _kitscribe("transcribe", *chosen, "--overwrite", "-o", str(target), str(recording))
        times.append(time.monotonic() - start)
    return statistics.median(times)


def _kitscribe(*words: str) -> str:
    done = subprocess.run([str(REPOSITORY / "kitscribe"), *words], check=False, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"kitscribe {words[0]}: exit code {done.returncode}: {last}")
    return done.stdout
