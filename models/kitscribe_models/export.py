# SPDX-License-Identifier: Apache-2.0
"""Export a trained network as a model pack."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kitscribe_models.errors import InputError, first_line
from kitscribe_models.learn import loading
from kitscribe_models.manifest import DRUM_INDEX, FEATURES, GROUPS, SETTINGS
from kitscribe_models.network import Network
from kitscribe_models.output import replacing
from kitscribe_models.pack import manifest, network_file


class Streaming(nn.Module):
    """The streaming form of one setting."""

    def __init__(self, network: Network, setting: str) -> None:
        super().__init__()
        network.fold(setting)
        self.network = network
        self.setting = setting

    def forward(self, frames: Tensor, valid: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.stream(frames, valid, state, self.setting)


def load_network(checkpoint: Path | None, seed: int = 0) -> Network:
    """The averaged network of a checkpoint, or an untrained one."""
    torch.manual_seed(seed)
    network = Network()
    if checkpoint is not None:
        with loading(checkpoint) as state:
            network.load_state_dict(state["average"])
    network.contrast()
    return network.eval()


def correct_members(network: Network, bias: dict[str, float]) -> None:
    """Add the calibrated biases to the heads' member channels."""
    with torch.no_grad():
        for head in network.heads:
            for drum, value in bias.items():
                head.bias[2 * len(GROUPS) + DRUM_INDEX[drum]] += value


def export_onnx(network: Network, setting: str, path: Path) -> None:
    """Write the streaming form of a setting with N (frames of a call) free."""
    n = 8
    example = (torch.zeros(1, n, FEATURES.width), torch.ones(1, n), torch.zeros(1, network.state_size(setting)))
    options = {} if torch.__version__ < "2" else {"dynamo": False}
    with replacing(path) as partial:
        torch.onnx.export(
            Streaming(network, setting).eval(),
            example,
            str(partial),
            input_names=["frames", "valid", "state"],
            output_names=["heat", "state_out"],
            dynamic_axes={name: {1: "N"} for name in ("frames", "valid", "heat")},
            opset_version=17,
            **options,
        )


def read_calibration(path: Path) -> dict[str, Any]:
    """What `calibrate` wrote."""
    try:
        found = json.loads(path.read_text())
        return {name: found[name] for name in ("thresholds", "also", "bias", "offset_ms")}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: is no calibration ({first_line(error)}); make one with the verb calibrate"
        ) from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, help="from `train`; an untrained network without it")
    parser.add_argument("--calibration", type=Path, help="from `calibrate`; thresholds of 0.5 without it")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--out", type=Path, required=True, help="the pack's folder")


def main(args: argparse.Namespace) -> int:
    if args.calibration:
        calibration = read_calibration(args.calibration)
    else:
        flat = {g.name: dict.fromkeys(SETTINGS, 0.5) for g in GROUPS}
        calibration = {"thresholds": flat, "also": {}, "bias": {}, "offset_ms": 0.0}
    network = load_network(args.checkpoint)
    correct_members(network, calibration["bias"])
    args.out.mkdir(parents=True, exist_ok=True)
    for setting in SETTINGS:
        export_onnx(network, setting, args.out / network_file(setting))
    text = json.dumps(
        manifest(
            args.version,
            {s: network.state_size(s) for s in SETTINGS},
            network.left,
            calibration["thresholds"],
            calibration["also"],
            calibration["offset_ms"],
        ),
        indent=2,
    )
    with replacing(args.out / "pack.json") as partial:
        partial.write_text(text + "\n")
    size = sum((args.out / network_file(s)).stat().st_size for s in SETTINGS)
    print(f"{args.out}: {sum(p.numel() for p in network.parameters())} parameters, networks of {size / 1e6:.2f} MB")
    return 0
