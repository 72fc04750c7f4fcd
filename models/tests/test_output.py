# SPDX-License-Identifier: Apache-2.0
"""Files appear whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from kitscribe_models.errors import OutputError
from kitscribe_models.output import halves, replacing


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


def test_an_array_is_written_part_by_part_or_not_at_all(tmp_path: Path) -> None:
    whole = np.arange(24, dtype=np.float32).reshape(4, 2, 3) / 7
    with halves(tmp_path / "a.npy", whole.shape) as append:
        append(whole[:3])
        append(whole[3:])
    read = np.load(tmp_path / "a.npy", mmap_mode="r")
    assert read.dtype == np.float16
    np.testing.assert_array_equal(read, whole.astype(np.float16))
    with pytest.raises(ZeroDivisionError), halves(tmp_path / "b.npy", whole.shape) as append:
        append(whole[: 1 // 0])
    assert [p.name for p in tmp_path.iterdir()] == ["a.npy"]
