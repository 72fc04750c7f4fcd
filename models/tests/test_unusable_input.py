# SPDX-License-Identifier: Apache-2.0
"""What cannot be used ends in one line that names it, and in exit code 3."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from kitscribe_models.__main__ import main
from kitscribe_models.combine import Performance
from kitscribe_models.table import read_rows

from .conftest import Material

Told = Callable[..., str]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """The line that a verb ends with."""

    def run(*arguments: object) -> str:
        capsys.readouterr()
        assert main([str(a) for a in arguments]) == 3
        *_, line = capsys.readouterr().err.splitlines()
        assert line.startswith(f"kitscribe-models {arguments[0]}: ")
        return line

    return run


@pytest.fixture
def performance(tmp_path: Path) -> Path:
    path = tmp_path / "performance.npz"
    Performance(np.arange(20.0), np.zeros(20, np.int16), np.full(20, 99, np.int16), np.ones(20, np.float32)).save(path)
    return path


@pytest.fixture
def oneshots(material: Material, tmp_path: Path) -> Path:
    """Samples that a test may spoil."""
    return Path(shutil.copytree(material.oneshots, tmp_path / "oneshots"))


def edit(folder: Path, column: str, value: str) -> None:
    """Writes a value into the first line of an index."""
    index = folder / "index.csv"
    names, first, *rest = index.read_text().splitlines()
    cells = first.split(",")
    cells[names.split(",").index(column)] = value
    index.write_text("\n".join([names, ",".join(cells), *rest]) + "\n")


def test_a_sample_that_is_no_audio(told: Told, oneshots: Path, performance: Path, tmp_path: Path) -> None:
    sample = min(oneshots.rglob("*.flac"))
    arguments = ("--performance", performance, "--oneshots", oneshots, "--part", "all", "--count", 1, "--jobs", 1)
    for spoil in (lambda: sample.write_bytes(b"junk"), sample.unlink):
        spoil()
        assert f"{sample}: not readable as audio" in told("render", *arguments, "--out", tmp_path / "segments")
    assert not (tmp_path / "segments").exists()


@pytest.mark.parametrize(("column", "value"), [("gain_db", "loud"), ("level_rel_db", ""), ("n_layers", "0")])
def test_an_index_of_samples_with_no_number(
    told: Told, oneshots: Path, performance: Path, tmp_path: Path, column: str, value: str
) -> None:
    edit(oneshots, column, value)
    arguments = ("--performance", performance, "--oneshots", oneshots, "--part", "all")
    assert f"{column} is '{value}'" in told("render", *arguments, "--out", tmp_path / "segments")


def test_an_index_that_is_no_text(told: Told, oneshots: Path, performance: Path, tmp_path: Path) -> None:
    index = oneshots / "index.csv"
    index.write_bytes(index.read_bytes().replace(b"alpha", b"\xe4lpha"))
    arguments = ("render", "--performance", performance, "--oneshots", oneshots, "--out", tmp_path / "segments")
    assert f"{index}: not readable as a table in UTF-8" in told(*arguments)


def test_an_index_from_a_spreadsheet_is_read(oneshots: Path) -> None:
    index = oneshots / "index.csv"
    plain = read_rows(oneshots, "path")
    index.write_bytes(b"\xef\xbb\xbf" + index.read_bytes())
    assert read_rows(oneshots, "path") == plain


@pytest.mark.parametrize("bpm", ["0", "nan", "fast"])
def test_a_groove_without_a_tempo(told: Told, material: Material, tmp_path: Path, bpm: str) -> None:
    grooves = Path(shutil.copytree(material.grooves, tmp_path / "grooves"))
    edit(grooves, "bpm", bpm)
    assert f"bpm is '{bpm}'" in told("combine", "--grooves", grooves, "--out", tmp_path / "p.npz")


def test_a_groove_that_is_no_midi_or_has_no_drums(told: Told, material: Material, tmp_path: Path) -> None:
    grooves = Path(shutil.copytree(material.grooves, tmp_path / "grooves"))
    paths = sorted(grooves.rglob("*.mid"))
    paths[0].write_bytes(b"junk")
    assert f"{paths[0]}: not readable as MIDI" in told("combine", "--grooves", grooves, "--out", tmp_path / "p.npz")
    for path in paths:
        path.write_bytes(b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0")
    assert "no note of these grooves is a drum" in told("combine", "--grooves", grooves, "--out", tmp_path / "p.npz")


@pytest.mark.parametrize("content", [b"", b"junk", b"PK\3\4junk"])
def test_a_file_that_is_no_performance(told: Told, material: Material, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "junk.npz"
    path.write_bytes(content)
    arguments = ("--performance", path, "--oneshots", material.oneshots, "--out", tmp_path / "segments")
    assert f"{path}: is no performance" in told("render", *arguments)


def test_a_segment_without_notes(told: Told, material: Material, performance: Path, tmp_path: Path) -> None:
    segments = tmp_path / "segments"
    arguments = ("--performance", performance, "--oneshots", material.oneshots, "--count", 1, "--jobs", 1)
    assert main(["render", *map(str, arguments), "--out", str(segments)]) == 0
    assert sorted(p.name for p in segments.iterdir()) == ["00000000.flac", "00000000.npy"]
    for spoil in (lambda: (segments / "00000000.npy").write_bytes(b""), (segments / "00000000.npy").unlink):
        spoil()
        assert "no notes of a segment" in told("slice", "--segments", segments, "--out", tmp_path / "slices")
    assert not list((tmp_path / "slices").iterdir())


@pytest.mark.parametrize("content", ["", "{}", '{"thresholds": {}}', "[]"])
def test_a_file_that_is_no_calibration(told: Told, tmp_path: Path, content: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(content)
    assert f"{path}: is no calibration" in told("export", "--calibration", path, "--out", tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize(
    ("name", "content"), [("pack.json", "[]"), ("pack.json", "{}"), ("model.onnx", "junk"), ("model.onnx", "")]
)
def test_a_broken_pack(told: Told, untrained: Path, tmp_path: Path, name: str, content: str) -> None:
    pack = Path(shutil.copytree(untrained, tmp_path / "pack"))
    (pack / name).write_text(content)
    arguments = ("golden", "--pack", pack, "--out", tmp_path / "golden")
    assert f"{pack}: is no model pack" in told(*arguments)
    (pack / name).unlink()
    assert f"{pack}: is no model pack" in told(*arguments)


def test_a_start_or_checkpoint_of_something_else(told: Told, untrained: Path, tmp_path: Path) -> None:
    slices, out = tmp_path / "slices", tmp_path / "out"
    for folder in (slices, out):
        folder.mkdir()
    np.save(slices / "features.npy", np.zeros((4, 250, 132), np.float16))
    np.save(slices / "targets.npy", np.zeros((4, 250, 54), np.float16))
    pack = Path(shutil.copytree(untrained, tmp_path / "pack"))
    teaching = ("distil", "--slices", slices, "--backing", slices, "--start", pack, "--out", out)
    assert "not of (4, 250, 132)" in told(*teaching, "--stems", slices)
    assert "none/features.npy: not readable as slices" in told(*teaching, "--stems", tmp_path / "none")
    (pack / "model.onnx").write_text("junkjunk")
    training = ("train", "--slices", slices, "--batch", 4, "--steps", 1, "--threads", 1, "--out", out)
    assert f"--start {pack}: is no pack of this network" in told(*training, "--start", pack)
    torch.save({"step": 0, "network": {}, "average": {}, "optimiser": {}}, out / "checkpoint.pt")
    assert f"{out / 'checkpoint.pt'}: is no checkpoint of this network" in told(*training)


def test_counts_of_nothing_are_wrong_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    for option, value, least in (("--segments", 0, 1), ("--jobs", 0, 1), ("--synth", -1, 0), ("--finish", -1, 0)):
        with pytest.raises(SystemExit, match="2"):
            main(["all", "--oneshots", "a", "--grooves", "b", "--out", "c", option, str(value)])
        assert f"argument {option}: {value} is less than {least}" in capsys.readouterr().err
