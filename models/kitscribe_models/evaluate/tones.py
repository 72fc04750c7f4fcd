# SPDX-License-Identifier: Apache-2.0
"""Recordings with another tone: duller, brighter, thinner, compressed, driven, in a room, in noise."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from kitscribe_models.evaluate.effects import Chain, apply, headroom_gain
from kitscribe_models.evaluate.peers import lead
from kitscribe_models.evaluate.recordings import changed, recordings_of, score_recordings
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.transcriber import Transcriber

RECIPE = 1  # raise it whenever the tones change
# sox clips at full scale: effects that may need more than the headroom begin 6 dB lower. The compressor's curve depends
# on the level, so it ends lower instead (by its last number).
TONES: dict[str, Chain] = {
    "low-pass-6k": Chain("lowpass -2 6000"),
    "low-pass-3k": Chain("lowpass -2 3000"),
    "treble-12": Chain("treble -12 6000"),
    "treble+9": Chain("gain -6 treble +9 5000"),
    "bass+9": Chain("gain -6 bass +9 120"),
    "bass-12": Chain("bass -12 150"),
    "high-pass-200": Chain("highpass -2 200"),
    "telephone": Chain("highpass -2 300 lowpass -2 3400"),
    "middle+9": Chain("gain -6 equalizer 1500 1q +9"),
    "compressed": Chain("compand 0.005,0.1 6:-70,-60,-20 -20"),
    "22-khz": Chain("sinc -11000"),
    "overdriven": Chain("overdrive 10"),
    "reverb": Chain("reverb 50"),
    "noise-60": Chain(noise_db=-60),
    "noise-50": Chain(noise_db=-50),
    "noise-40": Chain(noise_db=-40),
}
UNCHANGED = "as they are"
SETS = {"0.05": "all", "0.025": "all", "0.01": "strict"}  # by window
WINDOW = "0.05"  # of classes and of what is lost


class Tone(TypedDict):
    """F at each window, of each class, and the points lost against the recordings as they are, paired by track."""

    f: dict[str, float]
    classes: dict[str, float]
    lost: float
    lost_interval: list[float]


def measure_tones(work: Path, transcriber: Transcriber, dev: Path) -> dict[str, Tone]:
    """Transcribe and score the recordings as they are, and with each tone."""
    own = score_recordings(work, transcriber, dev)
    result = {UNCHANGED: against(own, own)}
    for name, chain in TONES.items():
        heard = changed(recordings_of(dev), work / f"tones-{RECIPE}", name, partial(_through, chain))
        result[name] = against(own, score_recordings(work, transcriber, dev, heard))
    return result


def _through(chain: Chain, samples: Samples, _: int) -> Samples:
    return apply(chain, samples * np.float32(headroom_gain(samples)))


def against(own: dict[str, Any], scores: dict[str, Any]) -> Tone:
    """Give the scores of changed recordings, and what they lost against those of the recordings as they are."""
    lost = lead(own[SETS[WINDOW]], scores[SETS[WINDOW]])[WINDOW]
    classes = scores[SETS[WINDOW]]["windows"][WINDOW]["class"]
    return {
        "f": {window: scores[name]["windows"][window]["sum"]["F"] for window, name in SETS.items()},
        "classes": {name: row["F"] for name, row in classes.items()},
        "lost": 100 * lost["lead"],
        "lost_interval": [100 * bound for bound in lost["interval"]],
    }
