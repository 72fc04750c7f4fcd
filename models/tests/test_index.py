# SPDX-License-Identifier: Apache-2.0
"""Raw folders become indexed ones."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models.__main__ import main
from kitscribe_models.grooves import read_hits, read_index
from kitscribe_models.manifest import RATE
from kitscribe_models.oneshots import load

from .conftest import KITS, Material


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_samples_come_out_mono_at_the_models_rate_from_their_attack(material: Material) -> None:
    found = rows(material.oneshots)
    assert len(found) == 72
    for row in found:
        audio, rate = soundfile.read(material.oneshots / row["path"])
        assert (rate, audio.ndim) == (RATE, 1)
        assert np.abs(audio[: 3 * RATE // 1000]).max() > 0.01 * np.abs(audio).max()


def test_layers_keep_their_balance(material: Material) -> None:
    soft, loud = (
        next(r for r in rows(material.oneshots) if (r["source"], r["instrument"], r["velocity_layer"]) == key)
        for key in (("beta", "snare", "1"), ("beta", "snare", "2"))
    )
    assert soft["articulation"] == loud["articulation"]
    assert soft["n_layers"] == "2"
    assert float(loud["level_rel_db"]) == 0
    assert float(soft["level_rel_db"]) == pytest.approx(20 * np.log10(0.3), abs=2)


def test_the_loader_reads_the_index(material: Material) -> None:
    pieces, distractors = load(material.oneshots, lambda family: family != "alpha")
    assert not distractors
    assert {p.family for p in pieces} == set(KITS) - {"alpha"}
    assert {p.drum for p in pieces} == {"kick", "snare", "low_tom", "closed_hat", "open_hat", "crash"}


def test_grooves_keep_player_and_tempo(material: Material) -> None:
    found = read_index(material.grooves)
    assert {(g.path.parent.name, round(g.bpm)) for g in found} == {("ann", 120), ("bob", 100)}
    hits = read_hits(found[0].path)
    assert len(hits) == int(rows(material.grooves)[0]["n_notes"]) > 60


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "kick broken.wav").write_text("no audio")
    soundfile.write(raw / "snare silent.wav", np.zeros(RATE), RATE)
    soundfile.write(raw / "zap.wav", np.ones(RATE) * 0.5, RATE)
    soundfile.write(raw / "kick.wav", np.exp(-np.arange(RATE) / 4000) * 0.5, RATE)
    assert main(["index", "--oneshots", str(raw), "--out", str(tmp_path / "out")]) == 0
    error = capsys.readouterr().err
    assert all(name in error for name in ("kick broken.wav", "snare silent.wav", "zap.wav"))
    assert [r["instrument"] for r in rows(tmp_path / "out")] == ["kick"]


def test_an_empty_folder_and_a_full_target_are_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    assert main(["index", "--oneshots", str(tmp_path / "raw"), "--out", str(tmp_path / "new")]) == 3
    assert main(["index", "--grooves", str(tmp_path / "raw"), "--out", str(tmp_path)]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "is not empty" in lines[1]
