# SPDX-License-Identifier: Apache-2.0
"""Streamed against whole, PyTorch against ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kitscribe_models.decode import peaks
from kitscribe_models.export import load_network
from kitscribe_models.manifest import DRUMS, FEATURES, GROUPS, HEAT_WIDTH, LATE, LOOK_AHEAD, SETTINGS
from kitscribe_models.network import Network
from kitscribe_models.pack import Pack

F32 = NDArray[np.float32]

# Frames after its own that a row hears.
HEARD = {setting: ahead + LATE[setting] for setting, ahead in LOOK_AHEAD.items()}


@pytest.fixture(scope="module")
def network() -> Network:
    """Untrained but with lively batch statistics, so that a mistake shows."""
    made = load_network(None)
    generator = torch.Generator().manual_seed(1)
    made.train()
    with torch.no_grad():
        for _ in range(3):
            made.rows(torch.rand(4, 120, FEATURES.width, generator=generator) * 2)
    return made.eval()


@pytest.fixture(scope="module")
def frames() -> F32:
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 2, (150, FEATURES.width)).astype(np.float32)
    x[60:75] = 0
    return x


def whole(network: Network, frames: F32) -> dict[str, F32]:
    with torch.no_grad():
        rows = network.rows(torch.from_numpy(frames)[None])
    return {setting: row[0].numpy() for setting, row in zip(SETTINGS, rows)}


@pytest.mark.parametrize("cut", [1, 7, 400])
def test_streamed_is_whole(network: Network, frames: F32, cut: int) -> None:
    expected = whole(network, frames)
    for setting, right in HEARD.items():
        x = torch.cat([torch.from_numpy(frames), torch.zeros(right, FEATURES.width)])[None]
        valid = torch.cat([torch.ones(len(frames)), torch.zeros(right)])[None]
        state = torch.zeros(1, network.state_size(setting))
        network.fold(setting)
        rows = []
        with torch.no_grad():
            for start in range(0, x.shape[1], cut):
                heat, state = network.stream(x[:, start : start + cut], valid[:, start : start + cut], state, setting)
                rows.append(heat[0])
        assert torch.cat(rows)[right:].numpy() == pytest.approx(expected[setting], abs=1e-4), setting


def test_the_future_beyond_the_look_ahead_is_not_heard(network: Network, frames: F32) -> None:
    changed = frames.copy()
    changed[100:] = 1
    before, after = whole(network, frames), whole(network, changed)
    for setting, right in HEARD.items():
        same = 100 - right
        assert after[setting][:same] == pytest.approx(before[setting][:same], abs=1e-5)
        assert np.abs(after[setting][same : same + 2] - before[setting][same : same + 2]).max() > 1e-5, setting


def test_the_past_beyond_the_declared_context_is_forgotten(network: Network) -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(0, 2, (network.left + 60, FEATURES.width)).astype(np.float32)
    changed = x.copy()
    changed[:5] = 0
    rows = slice(5 + network.left, None)
    for setting in SETTINGS:
        same = whole(network, changed)[setting][rows]
        assert same == pytest.approx(whole(network, x)[setting][rows], abs=1e-5)


def test_gain_changes_levels_only(network: Network) -> None:
    x = np.random.default_rng(4).uniform(0.5, 1.5, (network.left + 60, FEATURES.width)).astype(np.float32)
    louder = whole(network, x + np.float32(0.2))
    plain = whole(network, x)
    for setting in SETTINGS:
        # Beside a stream's edges lies silence, which no gain changes.
        inside = slice(network.left + 2, -50)
        change = louder[setting][inside] - plain[setting][inside]
        level = slice(HEAT_WIDTH - len(DRUMS), HEAT_WIDTH)
        assert change[:, level] == pytest.approx(10.0, abs=1e-2)
        assert np.delete(change, level, axis=1) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("cut", [None, 13])
def test_onnx_is_pytorch(untrained: Path, frames: F32, cut: int | None) -> None:
    expected = whole(load_network(None), frames)
    pack = Pack(untrained)
    for setting in SETTINGS:
        rows = pack.heat(frames, setting, cut)
        told = len(frames) - LATE[setting]
        assert rows[:told] == pytest.approx(expected[setting][:told], abs=1e-4)
        assert not rows[told:].any()


def test_of_a_late_setting_only_peaks_have_onsets(network: Network, frames: F32) -> None:
    x = torch.from_numpy(frames)[None]
    with torch.no_grad():
        early, _, _, _ = network(x)
        rows = network.rows(x)[SETTINGS.index("quick")][0].numpy()
    chance = torch.sigmoid(early[0]).numpy().astype(np.float64)
    for g, group in enumerate(GROUPS):
        assert np.flatnonzero(rows[:, g]).tolist() == peaks(chance[:, g], group.dominance, 0.0)
