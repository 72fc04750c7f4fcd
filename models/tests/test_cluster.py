# SPDX-License-Identifier: Apache-2.0
"""Clusters of one-shots and what they flag."""

import csv
import shutil
from pathlib import Path

import pytest

from kitscribe_models.__main__ import main

from .conftest import KITS, Material


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def mislabelled(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The material with one kick claimed to be a crash."""
    folder = tmp_path_factory.mktemp("cluster") / "oneshots"
    shutil.copytree(material.oneshots, folder)
    index = folder / "index.csv"
    lines = index.read_text().splitlines()
    wrong = next(i for i, line in enumerate(lines) if line.startswith("gamma/kick/"))
    lines[wrong] = lines[wrong].replace(",kick,", ",crash,", 1)
    index.write_text("\n".join(lines) + "\n")
    return folder


def test_a_wrong_label_is_flagged_and_only_that(mislabelled: Path, tmp_path: Path) -> None:
    before = (mislabelled / "index.csv").read_bytes()
    out = tmp_path / "out"
    assert main(["cluster", "--oneshots", str(mislabelled), "--out", str(out)]) == 0
    flagged = rows(out / "flagged.csv")
    assert [(r["path"].split("/")[0], r["drum"], r["sounds_like"]) for r in flagged] == [("gamma", "crash", "kick")]
    assert "none of the" in flagged[0]["reason"]
    assert (mislabelled / "index.csv").read_bytes() == before

    listed = rows(out / "clusters.csv")
    assert len(listed) == 72
    assert {r["drum"] for r in listed} == {p.stem for p in out.glob("*.png")}
    nearest = next(r for r in listed if r["drum"] == "snare" and r["rank"] == "1")
    link = out / "nearest" / "snare" / f"cluster_{nearest['cluster']}" / f"1_{nearest['path'].replace('/', '_')}"
    assert link.read_bytes() == (mislabelled / nearest["path"]).read_bytes()


def test_too_few_families_are_not_judged(
    material: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = material.oneshots / "index.csv"
    lines = index.read_text().splitlines()
    few = tmp_path / "few"
    for kit in KITS[:2]:
        shutil.copytree(material.oneshots / kit, few / kit)
    (few / "index.csv").write_text("\n".join([lines[0], *(x for x in lines[1:] if x.split("/")[0] in KITS[:2])]) + "\n")
    assert main(["cluster", "--oneshots", str(few), "--drums", "kick", "--out", str(tmp_path / "out")]) == 0
    assert "not judged, for too few other families: " in capsys.readouterr().out
    assert [p.name for p in (tmp_path / "out").glob("*.png")] == ["kick.png"]


def test_unknown_drum_is_an_error(material: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cluster", "--oneshots", str(material.oneshots), "--drums", "gong", "--out", str(tmp_path / "o")]) == 3
    assert "no such drum: gong" in capsys.readouterr().err
