# SPDX-License-Identifier: Apache-2.0
"""Work that processes share: each is given its material once, not with every item."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

Material = TypeVar("Material")
Result = TypeVar("Result")

# A worker's function of a number, its material in it: forked, not pickled.
_work: Callable[[int], Any]


def _start(work: Callable[[int], Any]) -> None:
    global _work
    _work = work
    # Ctrl-C reaches every process of the terminal: the one that started the others ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _of(number: int) -> Any:
    return _work(number)


def each(
    function: Callable[[Material, int], Result], material: Material, numbers: range, jobs: int
) -> Iterator[Result]:
    """The function of the material and of each number, in order, by `jobs` processes."""
    with multiprocessing.get_context("fork").Pool(jobs, _start, (partial(function, material),)) as pool:
        yield from pool.imap(_of, numbers, chunksize=4)
