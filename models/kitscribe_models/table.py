# SPDX-License-Identifier: Apache-2.0
"""Reads the index.csv of a folder of material."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from kitscribe_models.errors import InputError


def read_rows(folder: Path, *columns: str) -> list[dict[str, str]]:
    """Lines of `folder`/index.csv, which must have these columns."""
    index = folder / "index.csv"
    if not index.exists():
        raise InputError(f"{index}: is missing; make one with the verb index")
    try:
        with index.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets begin with a mark
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{index}: not readable as a table in UTF-8: {error}") from error
    if not rows:
        raise InputError(f"{index}: lists nothing")
    if missing := [c for c in columns if c not in rows[0]]:
        raise InputError(f"{index}: has no column {', '.join(missing)}; models/README.md describes the columns")
    return rows


def number(folder: Path, row: dict[str, str], column: str, least: float = -math.inf) -> float:
    """The number that stands in a line of `folder`/index.csv, at least `least`."""
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = math.nan
    if not least <= value < math.inf:
        raise InputError(f"{folder / 'index.csv'}: {row['path']}: {column} is {row[column]!r}, which it cannot be")
    return value
