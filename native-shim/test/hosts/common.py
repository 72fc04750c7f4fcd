# SPDX-License-Identifier: Apache-2.0
"""What the tests in other people's hosts share: drums, the notes that they should give, and a home with the plugin installed."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
KITSCRIBE = HERE.parents[2] / "kitscribe"
RATE = 48000
SECONDS = 10


class Note(NamedTuple):
    """A note and when it begins."""

    key: int
    seconds: float
    velocity: int


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def installed() -> Iterator[Path]:
    """Makes a home of its own, with the plugin installed as a user would."""
    run(KITSCRIBE, "host", "--help")  # builds it, with the user's own home
    with tempfile.TemporaryDirectory() as home:
        for variable in (
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "LV2_PATH",
            "VST3_PATH",
        ):
            os.environ.pop(variable, None)
        os.environ["HOME"] = home
        run(KITSCRIBE, "install")
        yield Path(home)


def transcribe(drums: Path, *options: str) -> list[Note]:
    """The notes of the command line, balanced."""
    midi = drums.with_suffix(".mid")
    (line,) = run(KITSCRIBE, "transcribe", drums, "--latency", "balanced", *options, "--json", "-o", midi).splitlines()
    return [Note(note["note"], note["position"] / RATE, note["velocity"]) for note in json.loads(line)["notes"]]


def expect_same(host: str, expected: list[Note], notes: list[Note]) -> None:
    """Ends with a message where keys and velocities differ."""
    wanted, got = (Counter((n.key, n.velocity) for n in some) for some in (expected, notes))
    if wanted != got:
        sys.exit(f"{host}: {len(notes)} of {len(expected)} notes; missing {wanted - got}, too many {got - wanted}")
