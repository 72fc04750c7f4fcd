# SPDX-License-Identifier: Apache-2.0
"""Work that processes share."""

from __future__ import annotations

import signal

from kitscribe_models.workers import each


def left_alone(_: str, number: int) -> tuple[int, bool]:
    return number, signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_workers_leave_an_interruption_to_the_one_that_started_them() -> None:
    assert list(each(left_alone, "material", range(3, 9), 2)) == [(number, True) for number in range(3, 9)]
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
