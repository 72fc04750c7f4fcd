# SPDX-License-Identifier: Apache-2.0
"""Strokes of one drum in quick succession: flams, rolls, blast beats."""

from __future__ import annotations

from collections.abc import Sequence

from kitscribe_models.evaluate.failures.row import Row, Track, false_notes, found_flags, percent, total
from kitscribe_models.evaluate.notes import TrueNote
from kitscribe_models.evaluate.scores import RENDER_WINDOW

SNARE = ("snare",)
FLAM_SECONDS = 0.05
ROLL_GAP_SECONDS = 0.1
FEWEST_STROKES = 8


def flams(tracks: Sequence[Track]) -> Row:
    """Both strokes found, of snare flams 15 to 45 ms wide."""
    counts = []
    for track in tracks:
        both = pairs = 0
        snares = [note for note in track.truth if note.drum == "snare"]
        found = found_flags(track, snares, SNARE, RENDER_WINDOW)
        for number in range(len(snares) - 1):
            if 0.015 <= snares[number + 1].seconds - snares[number].seconds <= 0.045 and snares[number].audible:
                pairs += 1
                both += found[number] and found[number + 1]
        counts.append((both, pairs))
    return Row(counts, least=0.75, of=total(counts))


def split_strokes(tracks: Sequence[Track]) -> Row:
    """Return the percentage of single snare strokes written twice."""
    counts = []
    for track in tracks:
        split = singles = 0
        times = [note.seconds for note in track.truth if note.drum == "snare"]
        false = [note.seconds for note in false_notes(track, SNARE)]
        for time in times:
            if all(abs(time - other) > FLAM_SECONDS for other in times if other != time):
                singles += 1
                split += any(abs(time - other) <= FLAM_SECONDS for other in false)
        counts.append((split, singles))
    return Row(counts, percent, most=0.3, of=total(counts))


def rolls(tracks: Sequence[Track]) -> Row:
    """Return notes written per stroke, over rolls and blasts."""
    counts = []
    for track in tracks:
        written = strokes = 0
        for roll in _rolls(track.truth):
            first, last, drum = roll[0].seconds - 0.03, roll[-1].seconds + 0.03, roll[0].drum
            written += sum(note.drum == drum and first <= note.seconds <= last for note in track.found)
            strokes += len(roll)
        counts.append((written, strokes))
    return Row(counts, least=0.9, most=1.1, of=total(counts, "for"))


def _rolls(truth: Sequence[TrueNote]) -> list[list[TrueNote]]:
    runs: list[list[TrueNote]] = []
    for drum in ("snare", "kick"):
        runs.append([])
        for note in (note for note in truth if note.drum == drum):
            if runs[-1] and note.seconds - runs[-1][-1].seconds > ROLL_GAP_SECONDS:
                runs.append([])
            runs[-1].append(note)
    return [run for run in runs if len(run) >= FEWEST_STROKES]
