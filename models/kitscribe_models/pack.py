# SPDX-License-Identifier: Apache-2.0
"""A model pack: a network for each setting, `pack.json` and the model card. Runs it with ONNX Runtime as Java does."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile

from kitscribe_models.errors import InputError, first_line
from kitscribe_models.manifest import (
    BEGINNING,
    CLARITY,
    CONSISTENCY,
    COVER,
    FEATURES,
    GM_NOTE,
    GROUPS,
    HEIGHTS,
    HINDSIGHT,
    HOP,
    LATE,
    LOOK_AHEAD,
    LOUDNESS,
    MASKING,
    RATE,
    RECURRENCE,
    ROW_WIDTH,
    SETTINGS,
    Spectrum,
)

F32 = NDArray[np.float32]

# What ONNX Runtime says of a network that it cannot read.
UNREADABLE = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile)


def network_file(setting: str) -> str:
    """A setting's network: the deepest is the whole model, the others are cut after their head."""
    return "model.onnx" if setting == SETTINGS[-1] else f"model-{setting}.onnx"


def manifest(
    version: str,
    state_sizes: dict[str, int],
    left: int,
    thresholds: dict[str, dict[str, float]],
    also: dict[str, float],
    offset_ms: float,
) -> dict[str, Any]:
    """Contents of `pack.json`: thresholds per group and setting, `also` per group."""

    def spectrum(s: Spectrum) -> dict[str, float]:
        return {"size": s.size, "bands": s.bands, "low_hz": s.low_hz, "high_hz": s.high_hz, "per_hop": s.per_hop}

    return {
        "format": 1,
        "id": "drums",
        "version": version,
        "licence": "Apache-2.0",
        "rate": RATE,
        "hop": HOP,
        "features": {
            "floor": FEATURES.floor,
            "below_loudest_db": FEATURES.below_loudest_db,
            "release_db": FEATURES.release_db,
            "treble": asdict(FEATURES.treble),
            "pitch": asdict(FEATURES.pitch),
            "loudness": [asdict(part) for part in FEATURES.loudness],
            "long": spectrum(FEATURES.long),
            "short": spectrum(FEATURES.short),
        },
        "model": {
            "networks": {s: {"file": network_file(s), "state_size": state_sizes[s]} for s in SETTINGS},
            "frames": "frames",
            "valid": "valid",
            "state": "state",
            "state_out": "state_out",
            "heat": "heat",
        },
        "receptive_field": {"left": left, "right": max(LOOK_AHEAD.values())},
        "look_ahead": LOOK_AHEAD,
        "decoder": {
            "offset_ms": offset_ms,
            "late": LATE,
            "hindsight": HINDSIGHT,
            "consistency": asdict(CONSISTENCY),
            "recurrence": asdict(RECURRENCE),
            "clarity": asdict(CLARITY),
            "cover": asdict(COVER),
            "heights": asdict(HEIGHTS),
            "loudness": asdict(LOUDNESS),
            "masking": asdict(MASKING),
            "beginning": asdict(BEGINNING),
            "groups": [
                {
                    "name": group.name,
                    "dominance": group.dominance,
                    "multiple": group.multiple,
                    "also": also.get(group.name, group.also),
                    "prior": group.prior,
                    "threshold": thresholds[group.name],
                    "drums": [{"name": d, "note": GM_NOTE[d]} for d in group.drums],
                }
                for group in GROUPS
            ],
        },
    }


class Pack:
    """A pack read from its folder."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            self.manifest: dict[str, Any] = json.loads((folder / "pack.json").read_text())
            self.sessions = {
                setting: onnxruntime.InferenceSession(
                    str(folder / network["file"]), options, providers=["CPUExecutionProvider"]
                )
                for setting, network in self.manifest["model"]["networks"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, *UNREADABLE) as error:
            raise InputError(f"{folder}: is no model pack: {first_line(error)}") from error

    def heat(self, frames: F32, setting: str, cut: int | None = None) -> F32:
        """Heat map [frames, channels] of a whole stream, in calls of `cut` frames (one call without it)."""
        names = self.manifest["model"]
        right = self.manifest["look_ahead"][setting]
        count = len(frames)
        padded = np.concatenate([frames, np.zeros((right, frames.shape[1]), np.float32)])
        valid = np.concatenate([np.ones(count, np.float32), np.zeros(right, np.float32)])
        state = np.zeros((1, names["networks"][setting]["state_size"]), np.float32)
        rows = []
        step = cut or len(padded)
        for start in range(0, len(padded), step):
            feed = {
                names["frames"]: padded[None, start : start + step],
                names["valid"]: valid[None, start : start + step],
                names["state"]: state,
            }
            heat, state = self.sessions[setting].run([names["heat"], names["state_out"]], feed)
            rows.append(heat[0])
        late = self.manifest["decoder"].get("late", {}).get(setting, 0)
        # The last frames' rows never come.
        out = np.pad(np.concatenate(rows)[right + late :], ((0, late), (0, 0)))
        assert out.shape == (count, ROW_WIDTH)
        return out
