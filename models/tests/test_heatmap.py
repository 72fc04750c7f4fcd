# SPDX-License-Identifier: Apache-2.0
"""Pictures of target and model."""

from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import soundfile

from kitscribe_models.__main__ import main
from kitscribe_models.heatmap import per_drum
from kitscribe_models.manifest import DRUM_INDEX, GROUP_OF, GROUPS, HEAT_WIDTH, RATE

from .conftest import Material


def test_a_drums_heat_is_its_groups_onset_times_its_share() -> None:
    heat = np.zeros((3, HEAT_WIDTH), np.float32)
    heat[1, GROUP_OF["crash"]] = 0.8
    heat[1, 2 * len(GROUPS) + DRUM_INDEX["crash"]] = 0.5
    drums = per_drum(heat)
    assert drums[1, DRUM_INDEX["crash"]] == pytest.approx(0.4)
    assert np.count_nonzero(drums) == 1


def test_a_recording_with_its_truth(untrained: Path, material: Material, tmp_path: Path) -> None:
    audio = tmp_path / "take.wav"
    soundfile.write(audio, np.random.default_rng(0).normal(0, 0.1, 4 * RATE), RATE)
    midi = next(material.grooves.glob("*/*.mid"))
    picture = tmp_path / "heat.png"
    arguments = ["heatmap", "--pack", str(untrained), "--audio", str(audio), "--out", str(picture)]
    assert main([*arguments, "--start", "1", "--midi", str(midi)]) == 0
    with_truth = matplotlib.image.imread(picture)
    assert main([*arguments, "--setting", "quick"]) == 0
    without = matplotlib.image.imread(picture)
    assert with_truth.shape[0] > without.shape[0] > 800
    assert with_truth.std() > 0.1


def test_a_place_after_the_end_is_an_error(untrained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audio = tmp_path / "take.wav"
    soundfile.write(audio, np.zeros(RATE), RATE)
    picture = tmp_path / "heat.png"
    for place in (["--start", "9"], ["--seconds", "-1"]):
        assert main(["heatmap", "--pack", str(untrained), "--audio", str(audio), *place, "--out", str(picture)]) == 3
        assert "is 1.01 s long" in capsys.readouterr().err
    assert not picture.exists()
