# SPDX-License-Identifier: Apache-2.0
"""Reads audio files; one that cannot be read is an error that names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import soundfile

from kitscribe_models.errors import InputError


def read_audio(path: Path, dtype: str = "float32", **options: Any) -> tuple[Any, int]:
    """Samples, [samples] or [samples, channels], and rate; the options are those of `soundfile.read`."""
    try:
        samples, rate = soundfile.read(path, dtype=dtype, **options)
    except soundfile.LibsndfileError as error:
        raise InputError(f"{path}: not readable as audio: {error.error_string}") from error
    return samples, rate
