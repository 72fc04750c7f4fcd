# SPDX-License-Identifier: Apache-2.0
"""Work that processes share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kitscribe_models.errors import InputError
from kitscribe_models.workers import each


def left_alone(_: str, number: int) -> tuple[int, bool]:
    return number, signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_workers_leave_an_interruption_to_the_one_that_started_them() -> None:
    # a shell lets what it starts in the background ignore interruptions
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert list(each(left_alone, "material", range(3, 9), 2)) == [(number, True) for number in range(3, 9)]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def killed(_: str, number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_worker_that_is_killed_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(InputError, match="give fewer --jobs"):
        list(each(killed, "material", range(40), 2))


def test_no_worker_outlives_its_parent(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys, time\n"
        "from kitscribe_models.workers import each\n"
        "def work(folder, number):\n"
        "    pathlib.Path(folder, str(os.getpid())).touch()\n"
        "    time.sleep(0.01)\n"
        "list(each(work, sys.argv[1], range(10**5), 2))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.DEVNULL) as parent:
        while len(workers := list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
        parent.kill()
    for worker in workers:
        while alive(int(worker.name)):
            time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether a process runs, and is not only waited for by nobody."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
