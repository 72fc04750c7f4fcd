# SPDX-License-Identifier: Apache-2.0
"""Plays drums through the LV2 plugin in jalv, beside a JACK without hardware: jalv.py MAKE_DRUMS JACK_PLAYER.

The notes must be those of `transcribe`, each within a millisecond of its onset plus the latency that jalv was told. JACK freewheels meanwhile,
which jalv does not tell the plugin by itself: with the clock, a busy machine would give late notes.
"""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from common import RATE, SECONDS, Note, expect_same, installed, run, transcribe

BLOCK = 512
TOLERANCE = 0.001


def main(make_drums: str, jack_player: str) -> None:
    with installed() as home, running_jack(), running_jalv(f"{home}/.lv2") as jalv:
        drums = home / "drums.wav"
        run(make_drums, drums, str(RATE), str(SECONDS))
        expected = transcribe(drums)
        latency = wait_for_ready(jalv) / RATE
        tell(jalv, "set freewheel 1")
        notes = []
        for line in run("timeout", "120", jack_player, drums, "drums:in_mono", "drums:notes").splitlines():
            sample, key, velocity = map(int, line.split())
            notes.append(Note(key, sample / RATE - latency, velocity))
    expect_same("jalv", expected, notes)
    pairs = zip(sorted(expected), sorted(notes), strict=True)
    off = max(abs(heard.seconds - note.seconds) for note, heard in pairs)
    if off > TOLERANCE:
        sys.exit(f"jalv: notes lie up to {off} s from their onsets")
    print(f"jalv: {len(notes)} notes as in the file, {off * 1000:.3f} ms off at most")


@contextlib.contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Runs a program until the end of the block, or for four minutes; it writes whole lines."""
    pipe = subprocess.PIPE
    command = ("timeout", "240", "stdbuf", "-oL", *command)
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextlib.contextmanager
def running_jack() -> Iterator[None]:
    server = f"kitscribe-{os.getpid()}"
    os.environ |= {"JACK_DEFAULT_SERVER": server, "JACK_NO_AUDIO_RESERVATION": "1"}
    dummy = ("-d", "dummy", "-C", "0", "-P", "0", "-r", str(RATE), "-p", str(BLOCK))
    with running("jackd", "--name", server, "--no-realtime", "--timeout", "10000", *dummy):
        run("jack_wait", "--server", server, "--wait", "--timeout", "30")
        yield


def running_jalv(bundles: str) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    os.environ["LV2_PATH"] = bundles
    return running("jalv", "-n", "drums", "urn:kitscribe:mono")


def tell(jalv: subprocess.Popen[str], command: str) -> None:
    jalv.stdin.write(f"{command}\n")
    jalv.stdin.flush()


def wait_for_ready(jalv: subprocess.Popen[str]) -> int:
    """Asks jalv for the plugin's outputs until its status is ready; returns the latency."""
    for _ in range(600):
        tell(jalv, "monitors")
        outputs = {}
        while "dropped_notes" not in outputs:
            line = jalv.stdout.readline()
            if not line:
                sys.exit("jalv: it ended")
            if found := re.search(r"(\w+) = ([\d.]+)", line):
                outputs[found[1]] = float(found[2])
        if outputs["status"] == 2:
            return round(outputs["latency_samples"])
        time.sleep(0.1)
    sys.exit("jalv: the plugin is not ready after a minute")


if __name__ == "__main__":
    main(*sys.argv[1:])
