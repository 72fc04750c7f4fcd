# SPDX-License-Identifier: Apache-2.0
"""Progress of long work: a bar on a terminal, a line now and then when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(items: Iterable[T], total: int | None, what: str) -> Iterator[T]:
    """`items`, with progress on standard error."""
    interval = 0.1 if sys.stderr.isatty() else 30.0
    yield from tqdm(items, total=total, desc=what, mininterval=interval, dynamic_ncols=True)
