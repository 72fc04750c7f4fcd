# SPDX-License-Identifier: Apache-2.0
"""The decoder by its rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kitscribe_models.consistency import consistent
from kitscribe_models.decode import MeasuredLevel, Note, decode, loud, peaks, threshold, velocity
from kitscribe_models.manifest import (
    CONSISTENCY,
    DRUM_INDEX,
    DRUMS,
    GROUP_OF,
    GROUPS,
    HEAT_WIDTH,
    HOP,
    MASKING,
    RATE,
    ROW_WIDTH,
)

F32 = NDArray[np.float32]

STEP = HOP / RATE
LEVELS = slice(HEAT_WIDTH - len(DRUMS), HEAT_WIDTH)


def empty(count: int = 60) -> F32:
    heat = np.zeros((count, ROW_WIDTH), np.float32)
    heat[:, LEVELS] = -20
    return heat


def strike(heat: F32, frame: int, drum: str, p: float = 0.9, time: float = 0.0, member: float = 0.9) -> None:
    g = GROUP_OF[drum]
    heat[frame, g] = p
    heat[frame, len(GROUPS) + g] = time
    heat[frame, 2 * len(GROUPS) + DRUM_INDEX[drum]] = member


def random_heat(seed: int) -> F32:
    rng = np.random.default_rng(seed)
    heat = empty(300)
    g, d = len(GROUPS), len(DRUMS)
    heat[:, :g] = rng.beta(0.3, 2, (300, g))
    heat[:, g : 2 * g] = rng.normal(0, 0.4, (300, g))
    heat[:, 2 * g : 2 * g + d] = rng.uniform(0, 1, (300, d))
    heat[:, LEVELS] = rng.normal(-20, 8, (300, d))
    return heat


def test_one_peak_is_one_note_at_its_sub_frame_time(plain: dict[str, Any]) -> None:
    heat = empty()
    strike(heat, 10, "snare", time=0.3)
    (note,) = decode(heat, plain, "accurate")
    assert note.drum == "snare"
    assert note.confidence == pytest.approx(0.9)
    assert note.time == pytest.approx(10.3 * STEP)


def test_two_drums_of_a_group_only_where_it_can_sound_twice(plain: dict[str, Any]) -> None:
    heat = empty()
    for drum in ("closed_hat", "open_hat", "crash", "ride"):
        strike(heat, 10, drum, member=0.95 if drum in ("open_hat", "crash") else 0.7)
    assert {n.drum for n in decode(heat, plain, "accurate")} == {"open_hat", "crash", "ride"}


def test_peaks_are_the_earliest_of_equals() -> None:
    p = np.zeros(20)
    p[[5, 6, 7, 12, 15]] = (0.8, 0.8, 0.8, 0.7, 0.9)
    assert peaks(p, 2, 0.5) == [5, 12, 15]
    assert peaks(p, 3, 0.5) == [5, 15]


@pytest.mark.parametrize("seed", range(5))
def test_no_two_notes_of_a_drum_within_its_dominance(plain: dict[str, Any], seed: int) -> None:
    for setting in (50, 100):
        last: dict[str, float] = {}
        for note in sorted(decode(random_heat(seed), plain, "accurate", setting), key=lambda n: n.time):
            # Two hops apart as peaks, and each can move by half a hop.
            assert note.time - last.get(note.drum, -9.0) >= 1 * STEP - 1e-9
            last[note.drum] = note.time


@pytest.mark.parametrize("seed", range(5))
def test_more_sensitivity_only_adds_notes(plain: dict[str, Any], seed: int) -> None:
    heat = random_heat(seed)
    before: set[tuple[str, float]] = set()
    for sensitivity in range(0, 101, 10):
        now = {(n.drum, n.time) for n in decode(heat, plain, "accurate", sensitivity)}
        assert before <= now
        before = now
    assert before


def test_a_drums_own_sensitivity_changes_no_other_drum(plain: dict[str, Any]) -> None:
    heat = random_heat(9)

    def others(notes: list[Note]) -> list[tuple[str, float]]:
        return [(n.drum, n.time) for n in notes if n.drum != "kick"]

    plain_notes = decode(heat, plain, "accurate")
    more = decode(heat, plain, "accurate", own={"kick": 90})
    assert len(more) > len(plain_notes)
    assert others(more) == others(plain_notes)


def test_a_shifted_heat_map_gives_shifted_notes(plain: dict[str, Any]) -> None:
    heat = random_heat(1)
    shifted = decode(np.concatenate([empty(17), heat]), plain, "accurate")
    notes = decode(heat, plain, "accurate")
    assert [n.drum for n in shifted] == [n.drum for n in notes]
    assert [n.velocity for n in shifted] == [n.velocity for n in notes]
    inside = [i for i, n in enumerate(notes) if n.time > 0]
    assert [shifted[i].time - 17 * STEP for i in inside] == pytest.approx([notes[i].time for i in inside])


def test_silence_gives_no_note(plain: dict[str, Any]) -> None:
    assert decode(empty(), plain, "accurate") == []


def test_threshold_moves_by_logits() -> None:
    assert threshold(0.4, 50, 50) == pytest.approx(0.4)
    assert threshold(0.4, 100, 50) == pytest.approx(threshold(0.4, 50, 100))
    assert threshold(0.5, 0, 50) == pytest.approx(1 / (1 + np.exp(-4)))


def test_velocities_follow_level_against_the_drums_own_loud_hits() -> None:
    assert velocity(-10, loud([-10], [1])) == round(112 * 10 ** (-0.75 / 40))
    loudest = loud([-10] * 200, [1] * 200)
    assert velocity(-10, loudest) == 112
    assert velocity(-20, loudest) == round(112 * 10 ** (-10 / 40))
    assert velocity(40, loudest) == 127
    assert velocity(-300, loudest) == 1


def test_a_doubtful_hit_says_little_of_how_loud_the_drum_is() -> None:
    levels, confidences = [-30.0] * 8 + [0.0, -30.0], [1.0] * 8 + [0.1, 1.0]
    assert velocity(-30, loud(levels, confidences)) == round(112 * 10 ** (-1.5 / 11 / 40))


def test_a_stroke_is_as_much_softer_or_louder_as_it_is_measured() -> None:
    def level(*loudness: float) -> float:
        """Of the last of strokes of which the network tells -20 dB, measured so loud in the frame after their own."""
        measured = MeasuredLevel({"after": 1, "weight": 0.8, "most_db": 1.5, "ranges": {"hat": 1}})
        return [measured.of("open_hat", "hat", -20, np.array([[0, -60], [0, db], [0, 0]]), 0.9) for db in loudness][-1]

    even = [-14.0] * 9
    assert level(-3) == pytest.approx(-20)
    assert level(*even, -19) == pytest.approx(-24)
    assert level(*even, -13) == pytest.approx(-19.2)
    # something else sounds there
    assert level(*even, -2) == pytest.approx(-18.8)
    assert MeasuredLevel(None).of("open_hat", "hat", -20, np.zeros((3, 2)), 0.9) == -20


def test_gain_does_not_change_velocities(plain: dict[str, Any]) -> None:
    heat = random_heat(2)
    quiet = heat.copy()
    quiet[:, LEVELS] -= 30
    assert [n.velocity for n in decode(quiet, plain, "accurate")] == [
        n.velocity for n in decode(heat, plain, "accurate")
    ]


def sounding(heat: F32, frame: int, family: int, z: float) -> None:
    """Strokes of the same `z` sound alike, those of another do not."""
    first = HEAT_WIDTH + family * CONSISTENCY.channels
    heat[frame, first : first + CONSISTENCY.channels] = z


def test_a_doubtful_stroke_is_the_drum_of_those_that_sound_like_it(plain: dict[str, Any]) -> None:
    heat = empty(200)
    for frame in range(10, 160, 10):
        strike(heat, frame, "ride")
        sounding(heat, frame, 1, 3.0)
    for frame, z in ((160, 3.0), (180, -3.0)):
        strike(heat, frame, "open_hat", p=0.55)
        strike(heat, frame, "ride", p=0.45)
        sounding(heat, frame, 1, z)
    rules = {name: rule for name, rule in plain["decoder"].items() if name != "recurrence"}
    last = [n.drum for n in decode(heat, {**plain, "decoder": rules}, "accurate") if n.time > 155 * STEP]
    assert last == ["ride", "open_hat"]


@pytest.mark.parametrize(("frame", "level", "written"), [(20, -60, False), (20, -50, True), (23, -60, True)])
def test_noise_that_sets_in_is_no_stroke(plain: dict[str, Any], frame: int, level: float, written: bool) -> None:
    heat = empty()
    strike(heat, frame, "kick")
    heat[:, LEVELS] = level
    assert bool(decode(heat, plain, "accurate")) == written


def test_a_doubtful_hat_among_clear_ones_is_left_out(plain: dict[str, Any]) -> None:
    heat = empty(200)
    doubtful = 160
    for frame in range(10, 160, 25):
        strike(heat, frame, "closed_hat", p=0.99)
    strike(heat, doubtful, "closed_hat", p=0.6)
    rules = {name: rule for name, rule in plain["decoder"].items() if name not in ("recurrence", "consistency")}
    without = {name: rule for name, rule in rules.items() if name != "clarity"}
    assert decode(heat, {**plain, "decoder": without}, "accurate")[-1].time > 159 * STEP
    assert decode(heat, {**plain, "decoder": rules}, "accurate")[-1].time < 159 * STEP
    # as sensitive as it takes to write one of 0.6 where limits lie at the clear ones' odds / e^3
    assert decode(heat, {**plain, "decoder": rules}, "accurate", sensitivity=70)[-1].time > 159 * STEP


@pytest.mark.parametrize(("hindsight", "first"), [(0, "open_hat"), (25, "ride"), (15, "open_hat")])
def test_with_hindsight_a_stroke_is_also_judged_by_what_comes_after_it(
    plain: dict[str, Any], hindsight: int, first: str
) -> None:
    heat = empty(200)
    strike(heat, 10, "open_hat", p=0.55)
    strike(heat, 10, "ride", p=0.45)
    heat[10, LEVELS] = -40
    for frame in range(30, 180, 10):
        strike(heat, frame, "ride")
    manifest = {**plain, "decoder": {**plain["decoder"], "hindsight": hindsight}}
    notes = decode(heat, manifest, "accurate", afterwards=True)
    assert notes[0].drum == first
    # against the rides to come it is soft
    assert notes[0].velocity == (107 if first == "open_hat" else 37)


def test_what_sounds_like_nothing_before_stays(plain: dict[str, Any]) -> None:
    heat = random_heat(3)
    rng = np.random.default_rng(4)
    heat[:, HEAT_WIDTH:] = rng.normal(0, 100, heat[:, HEAT_WIDTH:].shape)
    struck = [peaks(heat[:, g].astype(np.float64), group.dominance, 0.05) for g, group in enumerate(GROUPS)]
    assert consistent(heat.astype(np.float64), plain["decoder"], struck, 0, 0) == pytest.approx(heat, abs=2e-6)


def test_votes_are_a_kernel_regression(plain: dict[str, Any]) -> None:
    heat = empty(40)
    strike(heat, 10, "ride", p=0.8, member=0.7)
    strike(heat, 20, "open_hat", p=0.6)
    strike(heat, 20, "ride", p=0.3)
    sounding(heat, 20, 1, 0.1)
    tiny = np.full(8, 1e-6)
    first = tiny + np.array([0, 0, 0, 0.8 * 0.7 / 0.700001, 0, 0, 0, 0])
    second = tiny + np.array([0, 0, 0.6 * 0.9 / 0.900001, 0.3 * 0.9 / 0.900001, 0, 0, 0, 0])
    first, second = first / first.sum(), second / second.sum()
    vote = 0.8 * np.exp(-16 * 0.01)
    chance = (1 / 8 + vote * first) / (1 + vote)
    new = second * (8 * chance) ** CONSISTENCY.weight
    new /= new.sum()
    ratio = new[:3].sum() / second[:3].sum()
    others = (1 / 8 + (0.8 - vote) * first) / (1 + 0.8 - vote)
    named = (others + vote * first) / (1 + vote)
    hats = second[:3] / second[:3].sum() * (named / others)[:3] ** CONSISTENCY.weight
    hats /= hats.sum() * second[:3] / second[:3].sum()
    out = consistent(heat.astype(np.float64), plain["decoder"], [[], [], [], [20], [10, 20], []], 0, 0)
    assert out[20, 3] == pytest.approx(1 / (1 + 0.4 / 0.6 / ratio), abs=1e-6)
    open_hat = DRUM_INDEX["open_hat"]
    assert out[20, 2 * len(GROUPS) + open_hat] == pytest.approx(1 / (1 + 0.1 / 0.9 / hats[2]), abs=1e-6)
    assert out[10] == pytest.approx(heat[10], abs=2e-6)


def test_what_was_played_too_often_in_training_counts_less(plain: dict[str, Any]) -> None:
    """Snare and tom alike likely, twice: the second stroke is more of a snare for the first one's vote."""
    heat = empty(40)
    for frame in (10, 30):
        strike(heat, frame, "snare", p=0.5)
        strike(heat, frame, "low_tom", p=0.5)
    struck = [[], [10, 30], [10, 30], [], [], []]
    out = consistent(heat.astype(np.float64), plain["decoder"], struck, 0, 0)
    shares = np.array([1, GROUPS[2].prior])
    shares /= shares.sum()
    assert shares[0] > 0.6
    # both peaks of the first stroke vote
    snare, tom = shares * (shares * (0.5 + 0.5) + 1 / 9) ** CONSISTENCY.weight
    odds = snare / (snare + tom) / shares[0]
    assert out[30, 1] == pytest.approx(odds / (1 + odds), abs=1e-4)


@pytest.mark.parametrize(
    ("after_ms", "softer", "kick", "began_ms"),
    [
        (4, 12, 0.9, 2),
        (13, 12, 0.9, 6.5),  # in frame 21, which begins 5 ms after frame 20
        (18, 12, 0.9, 18),
        (4, 4, 0.9, 4),
        (4, 12, 0.4, 4),
        (-4, 12, 0.9, -4),
    ],
)
def test_a_hat_just_after_a_much_louder_kick_began_between_them(
    plain: dict[str, Any], after_ms: float, softer: float, kick: float, began_ms: float
) -> None:
    heat = empty()
    strike(heat, 20, "kick", kick)
    frame = 20 + round(after_ms / 10)
    strike(heat, frame, "closed_hat", 0.9, after_ms / 10 - (frame - 20))
    heat[frame, LEVELS.start + DRUM_INDEX["closed_hat"]] = -20 - softer
    hat = [n for n in decode(heat, plain, "accurate") if n.drum == "closed_hat"]
    assert [n.time for n in hat] == pytest.approx([20 * STEP + began_ms / 1000], abs=1e-6)


@pytest.mark.parametrize(
    ("drum", "after_ms", "doubted"),
    [("crash", 12, True), ("crash", 8, False), ("china", 32, False), ("open_hat", 12, False)],
)
def test_a_cymbal_that_comes_back_after_a_much_louder_kick_is_doubted(
    plain: dict[str, Any], drum: str, after_ms: float, doubted: bool
) -> None:
    heat = empty()
    strike(heat, 20, "kick")
    frame = 20 + round(after_ms / 10)
    strike(heat, frame, drum, 0.9, after_ms / 10 - (frame - 20))
    heat[frame, LEVELS.start + DRUM_INDEX[drum]] = -30
    (confidence,) = [n.confidence for n in decode(heat, plain, "accurate") if n.drum == drum]
    odds = 9 * (MASKING.back_odds if doubted else 1)
    assert confidence == pytest.approx(odds / (1 + odds), abs=1e-6)
