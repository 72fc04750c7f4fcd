# SPDX-License-Identifier: Apache-2.0
"""Bars, what look-ahead costs, ranks of velocities, and time and size."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate import _bars_of, cost, report
from kitscribe_models.evaluate.bar import Bar
from kitscribe_models.evaluate.bars import bars
from kitscribe_models.evaluate.look_ahead import HEARD_MS, draw, measure_look_ahead
from kitscribe_models.evaluate.notes import Note, TrueNote, write_truth
from kitscribe_models.evaluate.ranks import rank
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.transcriber import Transcriber, own_command

from .midi import write_midi


def test_bars_have_bounds_on_either_side() -> None:
    assert Bar("x", 0.5, most=0.5).met
    assert not Bar("x", None, most=0.5).met
    assert not Bar("x", -3.1, least=-3, most=3).met
    assert [Bar("x", 1, None, *bounds).bounds for bounds in ((0.9, 1.1), (2, None), (None, 2))] == [
        "0.9 to 1.1",
        ">= 2",
        "<= 2",
    ]


def test_counts_of_toms_and_cymbals_and_the_lead_over_a_peer() -> None:
    row = {"F": 0.8, "P": 0.8, "R": 0.8, "n_ref": 6, "n_est": 9, "tp": 5}
    window = {"sum": row, "sum_F_95": [0.7, 0.9], "class": {"TT": row}, "tracks": {"A": row}}
    scores = {"windows": dict.fromkeys(("0.05", "0.025", "0.01"), window), "timing": {}, "timing_tracks": {}}
    lead = {"interval": [-0.01, 0.1]}
    rows = {
        row.what: row
        for row in bars(
            {
                "dev": {"all": scores, "strict": scores},
                "peers": {"p": {"strict": {"0.01": lead}, "all": {"0.05": lead}}},
            }
        )
    }
    assert (rows["recordings, TT, missed"].value, rows["recordings, TT, false"].value) == (1, 4)
    assert (rows["recordings, TT, missed"].met, rows["recordings, TT, false"].met) == (False, True)
    assert not rows["ours minus p, 10 ms, lower end"].met
    assert rows["ours minus p, 50 ms, lower end"].met


def test_other_seeds_give_the_spread(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"bars": [{"what": "a", "value": 0.7}, {"what": "b", "value": None}]}))
    lines = list(report.bars([Bar("a", 0.9, [0.8, 1.0], 0.85), Bar("b", None, None, 1)], [_bars_of(other)]))
    assert "0.800 to 1.000" in lines[1]
    assert lines[1].endswith("0.700 to 0.900")
    assert lines[2].startswith("MISSED")
    for junk in ("{}", "[]", "none"):
        other.write_text(junk)
        with pytest.raises(InputError, match=r"other\.json"):
            _bars_of(other)


def hits(velocities: list[int]) -> tuple[Samples, list[Note]]:
    """Bursts of noise a third of a second apart, as loud as the velocities say."""
    samples = np.zeros((len(velocities) + 1) * RATE // 3, np.float32)
    random = np.random.default_rng(0)
    for number, velocity in enumerate(velocities):
        decay = np.exp(-np.arange(4410) / 800) * random.normal(0, 0.1, 4410)
        samples[(number + 1) * RATE // 3 :][:4410] = decay * (velocity / 112) ** 2
    return samples, [Note((number + 1) / 3, "snare", velocity) for number, velocity in enumerate(velocities)]


def test_ranks_compare_with_the_level_on_the_same_isolated_notes() -> None:
    samples, reference = hits([30 + (37 * number) % 80 for number in range(24)])
    same = rank(samples, RATE, reference, reference)["snare"]
    assert (same["alone"], same["found"], same["lead"]) == (24, 24, same["ours"] - same["level"])
    assert same["ours"] == pytest.approx(1)
    assert same["level"] > 0.9
    flat = [Note(note.seconds, "side_stick", 100) for note in reference]
    assert rank(samples, RATE, reference, flat)["snare"]["ours"] == pytest.approx(0)
    crowded = [*reference, *(Note(note.seconds + 0.02, "kick", 90) for note in reference[:5])]
    assert rank(samples, RATE, crowded, reference) == {}
    lost = rank(samples, RATE, reference, reference[:7])
    assert (lost["snare"]["found"], lost["snare"]["lead"]) == (7, None)
    assert not next(bars({"ranks": lost})).met


def test_less_look_ahead_loses_points(tmp_path: Path) -> None:
    renders = tmp_path / "renders"
    for name in ("a", "b"):
        truth = [TrueNote(1.0, "kick", 100, 0.0, True), TrueNote(2.0, "snare", 100, 0.0, True)]
        write_truth(renders / f"{name}.json", truth, {})
        soundfile.write(renders / f"{name}.wav", np.zeros(100), RATE)
    for setting in HEARD_MS:
        second = "closed_hat" if setting == "quick" else "snare"
        write_midi(tmp_path / f"{setting}.mid", [Note(1.0, "kick", 100), Note(2.0, second, 100)])
    script = tmp_path / "transcribe.sh"
    script.write_text(
        f'#!/bin/sh\nout="$4"; at="$6"; shift 6\nfor f in "$@"; do b=$(basename "$f" .wav); cp "{tmp_path}/$at.mid" "$out/$b.mid"; done\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    transcriber = Transcriber(tmp_path, str(script), 1, None)
    losses = measure_look_ahead(tmp_path, transcriber, renders, None)
    assert losses["renders"]["quick"]["all"]["lost"] == pytest.approx(50)
    assert losses["renders"]["quick"]["kick"]["lost"] == 0
    assert losses["renders"]["balanced"]["all"]["lost_interval"] == [0, 0]
    assert losses["renders"]["quick"]["first .3 s"]["lost"] == 0
    assert [row.met for row in bars({"look_ahead": losses})] == [True, False, True, False]
    draw(losses, tmp_path / "look-ahead.png")
    assert (tmp_path / "look-ahead.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="no latency setting"):
        Transcriber(tmp_path, "", 1, tmp_path).at("quick")


def test_cost_is_read_from_bench() -> None:
    printed = (
        "STFT 600 x real time (100 ms)\nquick        12.34 ms a second of audio\nbalanced  8.00 ms a second of audio\n"
    )
    with pytest.raises(InputError, match="quick, balanced, not of"):
        cost.read_bench(printed)
    costs = cost.read_bench(printed + "accurate  5.10 ms a second of audio\n")
    assert costs == {"quick": 12.34, "balanced": 8.0, "accurate": 5.1}
    part = {"ms_per_second": costs, "seconds_for_180": 2.0, "pack_bytes": 3_000_000}
    assert [row.met for row in bars({"cost": part})] == [False, True, True, True, True]


def test_another_pack_is_passed_on() -> None:
    assert own_command(Path("my pack")).endswith("kitscribe transcribe --pack 'my pack'")
