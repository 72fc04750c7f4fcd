# SPDX-License-Identifier: Apache-2.0
"""Programs of Debian packages that sounds are made and changed with."""

from __future__ import annotations

import subprocess

from kitscribe_models.errors import InputError


def run(packages: str, *command: object) -> None:
    """Run one of these packages' programs; one that is missing or fails is an error that names it."""
    words = [str(word) for word in command]
    try:
        subprocess.run(words, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise InputError(f"{words[0]} is not installed: apt-get install {packages}") from error
    except subprocess.CalledProcessError as error:
        raise InputError(f"{' '.join(words)}: {error.stderr.strip()}") from error
