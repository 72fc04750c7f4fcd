# SPDX-License-Identifier: Apache-2.0
"""Work that processes share: each is given its material once, not with every item."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, TypeVar

from kitscribe_models.errors import InputError

Material = TypeVar("Material")
Result = TypeVar("Result")

# A worker's function of a number, its material in it: forked, not pickled.
_work: Callable[[int], Any]


def _start(work: Callable[[int], Any]) -> None:
    global _work
    _work = work
    # Ctrl-C reaches every process of the terminal: the one that started the others ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """No worker outlives a parent that was killed."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _of(number: int) -> Any:
    return _work(number)


def each(
    function: Callable[[Material, int], Result], material: Material, numbers: range, jobs: int
) -> Iterator[Result]:
    """The function of the material and of each number, in order, by `jobs` processes."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, _start, (partial(function, material),)) as pool:
        try:
            yield from pool.map(_of, numbers, chunksize=4)
        except BrokenProcessPool as error:
            raise InputError("a process was killed, most likely for want of memory: give fewer --jobs") from error
