# SPDX-License-Identifier: Apache-2.0
"""Each row of what users notice first, on note lists where the answer is plain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models.evaluate.failures import closeness, doubles, flams_and_rolls, ghosts, hats, masking, probes, table
from kitscribe_models.evaluate.failures.invariance import VARIANTS, invariance, vary
from kitscribe_models.evaluate.failures.music import music_without_drums
from kitscribe_models.evaluate.failures.repeats import TIMES, repeats
from kitscribe_models.evaluate.failures.robustness import loss, suffer
from kitscribe_models.evaluate.failures.row import Row, Track, percent
from kitscribe_models.evaluate.failures.tom_height import tom_height
from kitscribe_models.evaluate.kits import GM_KEYS, Kit, Voice
from kitscribe_models.evaluate.notes import Note, TrueNote
from kitscribe_models.evaluate.sound import RATE


def played(*notes: tuple[float, str], level_db: float = 0.0) -> list[TrueNote]:
    return [TrueNote(seconds, drum, 100, level_db, audible=True) for seconds, drum in notes]


def written(*notes: tuple[float, str]) -> list[Note]:
    return [Note(seconds, drum, 100) for seconds, drum in notes]


def test_rows_sum_over_tracks_and_miss_cases() -> None:
    row = Row([(1, 2), (3, 4), (0, 0)], percent)
    assert row.value == pytest.approx(100 * 4 / 6)
    assert row.interval == [50, 75]
    assert (Row([]).value, Row([(0, 0)]).value, Row([(0, 0)]).interval) == (None, None, None)


def test_double_triggers() -> None:
    truth = played((1.0, "snare"), (2.0, "kick"))
    track = Track(truth, written((1.0, "snare"), (1.08, "snare"), (2.0, "kick"), (2.5, "kick")), 3)
    assert doubles.double_triggers([track]).value == pytest.approx(50)


def test_ghosts_and_false_snares() -> None:
    truth = played((1.0, "snare"), (2.0, "snare")) + played((1.5, "snare"), (2.5, "snare"), level_db=-20)
    track = Track(truth, written((1.0, "snare"), (1.5, "snare"), (2.0, "snare"), (3.5, "snare")), 30)
    assert ghosts.ghost_notes([track]).value == pytest.approx(0.5)
    assert ghosts.false_snares([track]).value == pytest.approx(2)


def test_hats_under_a_crash_and_tom_ghosts() -> None:
    truth = played((1.0, "crash"), (1.5, "closed_hat"), (1.9, "closed_hat"), (2.5, "closed_hat"), (3.0, "kick"))
    track = Track(truth, written((1.5, "open_hat"), (3.01, "low_tom")), 4)
    assert masking.hats_under_crash([track]).value == pytest.approx(0.5)
    assert masking.tom_ghosts([track]).value == pytest.approx(100)


def test_flams_splits_and_rolls() -> None:
    flam = played((1.0, "snare"), (1.03, "snare"), (2.0, "snare"))
    both = written((1.0, "snare"), (1.03, "snare"), (2.0, "snare"), (2.03, "snare"))
    assert flams_and_rolls.flams([Track(flam, both, 3)]).value == 1
    assert flams_and_rolls.flams([Track(flam, both[1:], 3)]).value == 0
    assert flams_and_rolls.split_strokes([Track(flam, both, 3)]).value == pytest.approx(100)
    roll = played(*((number / 20, "snare") for number in range(20)))
    half = written(*((number / 10, "snare") for number in range(10)))
    assert flams_and_rolls.rolls([Track(roll, half, 1)]).value == pytest.approx(0.5)


def test_openness_leaves_the_doubtful_out() -> None:
    truth = played((0, "open_hat"), (0.3, "closed_hat"), (1, "open_hat"), (1.1, "pedal_hat"), (2, "open_hat"))
    truth += played((2.06, "closed_hat"), (3, "closed_hat"))
    answers = ["open_hat", "closed_hat", "closed_hat", "open_hat", "closed_hat", "closed_hat", "pedal_hat"]
    track = Track(truth, written(*((note.seconds, drum) for note, drum in zip(truth, answers, strict=True))), 4)
    row = hats.openness([track])
    assert row.value == pytest.approx((1 / 1 + 4 / 5) / 2)
    assert (
        hats.flips(
            [Track(played((1, "closed_hat"), (2, "closed_hat")), written((1, "open_hat"), (2, "closed_hat")), 3)]
        ).value
        == 100
    )


def test_tom_order_and_close_hits() -> None:
    truth = played((1.0, "high_tom"), (2.0, "low_tom"), (3.0, "mid_tom"))
    track = Track(truth, written((1.0, "mid_tom"), (2.0, "low_tom"), (3.0, "mid_tom")), 4)
    assert tom_height([track]).value == pytest.approx(2 / 3)
    pair = played((1.0, "kick"), (1.012, "snare"), (2.0, "kick"), (2.007, "closed_hat"))
    found = written((1.0, "kick"), (1.012, "snare"), (2.0, "kick"))
    assert closeness.close_hits([Track(pair, found, 3)]).value == 1
    assert closeness.closest_hits([Track(pair, found, 3)]).value == 0


def test_music_repeats_and_invariance() -> None:
    assert music_without_drums([Track([], written((1.0, "kick")), 60)]).value == 1
    steady = written(*((2.0 * number + 0.5, "kick") for number in range(TIMES)))
    assert repeats([(steady, 2.0)]).value == 1
    assert repeats([(steady[:4], 2.0)]).value == pytest.approx(0.4 * 2 / 1.4)
    own = written((1.0, "kick"))
    late = {variant: written((1.0 + (440 / RATE if variant == "shift-440" else 0), "kick")) for variant in VARIANTS}
    assert invariance([(own, late)]).value == 1


def test_variants_keep_the_music() -> None:
    samples = (0.1 * np.sin(np.arange(RATE) * 0.05)).astype(np.float32)
    assert len(vary(samples, "shift-150")[0]) == RATE + 150
    assert np.array_equal(vary(samples, "polarity")[0], -samples)
    resampled, rate = vary(samples, "48-khz")
    assert (len(resampled), rate) == (48_000, 48_000)
    assert np.abs(vary(samples, "mp3")[0][5000:-5000] - samples[5000:-5000]).max() < 0.02


def test_robustness_counts_the_points_lost() -> None:
    truth = played((1.0, "kick"), (2.0, "snare"))
    whole, harmed = (Track(truth, written((1.0, "kick"), (2.0, second)), 3) for second in ("snare", "ride"))
    assert loss([whole], [harmed], 3).value == pytest.approx(50)
    samples = (0.2 * np.sin(np.arange(RATE) * 0.05)).astype(np.float32)
    assert np.abs(suffer(samples, "level+6")[0]).max() == pytest.approx(10**0.3, rel=1e-3)
    assert np.abs(suffer(samples, "level-36")[0]).max() == pytest.approx(10**-1.8, rel=1e-3)
    assert np.mean(np.abs(suffer(samples, "clipped")[0]) == 1) == pytest.approx(2 / 3, abs=0.01)
    high = (0.2 * np.sin(np.arange(RATE) * 1.9)).astype(np.float32)
    assert np.abs(suffer(high, "low-pass")[0]).max() < 0.03


def test_probes_are_playable() -> None:
    source = "sounds/sf2/TimGM6mb.sf2:128:0"
    kit = Kit("tim", "tim", "acoustic", {drum: (Voice(source, keys[0]),) for drum, keys in GM_KEYS.items()})
    assert probes.softer(kit, "snare", 12) == pytest.approx(110 / 2, abs=2)
    for probe in probes.PROBES.values():
        hits = probe(kit, np.random.default_rng(0))
        assert all(hit.drum in kit.voices and 1 <= hit.velocity <= 127 and hit.seconds >= 0 for hit in hits)


def test_each_seeds_renders_have_variants_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, empty in (("PARTS", {}), ("VARIANTS", ("polarity",)), ("LEVELS", {}), ("HARMS", ())):
        monkeypatch.setattr(table, name, empty)
    for seed in (1, 2):
        renders = tmp_path / f"renders-1-{seed}"
        renders.mkdir()
        soundfile.write(renders / "kit-plain.wav", np.full(100, seed / 4), RATE)
        folder = table.make_probes(tmp_path, [], renders, None)
        varied = soundfile.read(folder / renders.name / "varied-polarity-kit-plain.wav")[0]
        assert varied == pytest.approx(np.full(100, -seed / 4), abs=1e-4)
