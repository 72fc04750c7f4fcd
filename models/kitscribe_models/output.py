# SPDX-License-Identifier: Apache-2.0
"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


@contextlib.contextmanager
def replacing(target: Path | str) -> Iterator[Path]:
    """Give a path beside ``target`` with the same suffix; renamed to it on success, removed on failure."""
    target = Path(target)
    partial = target.with_name(f".{target.stem}.{os.getpid()}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


@contextlib.contextmanager
def halves(target: Path, shape: tuple[int, ...]) -> Iterator[Callable[[NDArray[Any]], object]]:
    """Give a function that appends to ``target``, an array (.npy) of this shape of half floats, along its first axis."""
    with replacing(target) as partial, partial.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f2", "fortran_order": False, "shape": shape})
        yield lambda part: file.write(part.astype("<f2").tobytes())
