# SPDX-License-Identifier: Apache-2.0
"""The product itself, run on files; or a folder of MIDI files that something else wrote."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.midi_file import read_midi
from kitscribe_models.evaluate.notes import Note
from kitscribe_models.progress import progress

BATCH = 40
REPOSITORY = Path(__file__).resolve().parents[3]


def own_command(pack: Path | None) -> str:
    """Return the command line of the product, with another pack than its own if there is one."""
    return shlex.join([str(REPOSITORY / "kitscribe"), "transcribe", *(["--pack", str(pack)] if pack else [])])


class Transcriber:
    """Turns recordings into notes.

    ``command`` is called as ``COMMAND --jobs N -o FOLDER FILES...`` and has to write FOLDER/<stem>.mid for each file;
    at a latency setting, ``--latency SETTING`` stands before the files. ``ready``, if given, is a folder that holds
    these MIDI files already; then nothing is run.
    """

    def __init__(self, work: Path, command: str, jobs: int, ready: Path | None, latency: str = "") -> None:
        self._work, self._jobs, self._ready, self._latency = work, jobs, ready, latency
        self._done: dict[Path, Path] = {}
        self._command = shlex.split(command)

    def at(self, latency: str) -> Transcriber:
        """Give the same transcriber at a latency setting."""
        if self._ready is not None:
            raise InputError(f"{self._ready}: MIDI files have no latency setting; leave out --look-ahead")
        return Transcriber(self._work, shlex.join(self._command), self._jobs, None, latency)

    def midi_files(self, name: str, recordings: Sequence[Path]) -> dict[Path, Path]:
        """Give each recording's MIDI file, written once in a run, below ``work``/estimates/``name``."""
        if self._ready is not None:
            return {recording: self._found(self._ready, recording) for recording in recordings}
        folder = self._work / "estimates" / (f"{name}-{self._latency}" if self._latency else name)
        folder.mkdir(parents=True, exist_ok=True)
        fresh = [recording for recording in recordings if recording not in self._done]
        for recording in fresh:
            (folder / f"{recording.stem}.mid").unlink(missing_ok=True)
        batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)]
        for batch in progress(batches, len(batches), f"transcribing {name}"):
            self._run(folder, batch)
        self._done |= {recording: self._found(folder, recording) for recording in fresh}
        return {recording: self._done[recording] for recording in recordings}

    def notes(self, name: str, recordings: Sequence[Path]) -> list[list[Note]]:
        """Transcribe recordings; the notes of each, in order of time."""
        files = self.midi_files(name, recordings)
        return [read_midi(files[recording]) for recording in recordings]

    def _run(self, folder: Path, batch: Sequence[Path]) -> None:
        latency = ["--latency", self._latency] if self._latency else []
        command = [
            *self._command,
            "--jobs",
            str(self._jobs),
            "-o",
            str(folder),
            *latency,
            *(str(path) for path in batch),
        ]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True)
        except OSError as error:
            raise InputError(f"{command[0]}: cannot be run ({error.strerror}); give another --command") from error
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise InputError(f"{' '.join(self._command)}: exit code {done.returncode}: {last}")

    @staticmethod
    def _found(folder: Path, recording: Path) -> Path:
        path = folder / f"{recording.stem}.mid"
        if not path.exists():
            raise InputError(f"{path}: missing: no transcription of {recording}")
        return path
