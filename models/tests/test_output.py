# SPDX-License-Identifier: Apache-2.0
"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from kitscribe_models.errors import OutputError
from kitscribe_models.output import replacing


def test_success_leaves_only_the_target(tmp_path: Path) -> None:
    with replacing(tmp_path / "new" / "a.txt") as path:
        path.write_text("whole")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]
    assert (tmp_path / "new" / "a.txt").read_text() == "whole"


def test_failure_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(target) as path:
        _ = path.write_text("half") // 0
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"


def test_an_unusable_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), replacing(tmp_path / "file" / "a.txt") as path:
        path.write_text("")
