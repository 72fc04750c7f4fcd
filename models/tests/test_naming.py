# SPDX-License-Identifier: Apache-2.0
"""Drums told from names."""

from pathlib import PurePath

import pytest

from kitscribe_models.naming import describe


@pytest.mark.parametrize(
    ("path", "instrument", "kit"),
    [
        ("kick_01.wav", "kick", "my-kits"),
        ("Studio A/Snare/hit_v3_rr2.wav", "snare", "studio-a"),
        ("TR-808/BD8.wav", "kick", "tr-808"),
        ("TR-808/OH25.wav", "hh_open", "tr-808"),
        ("OH/Snare 1.wav", "snare", "oh"),
        ("x/HiHat Open 3.wav", "hh_open", "x"),
        ("x/HH_Pedal.wav", "hh_pedal", "x"),
        ("Hats/Open/01.wav", "hh_open", "my-kits"),
        ("Hats/01.wav", "hh_closed", "my-kits"),
        ("x/FloorTom1.wav", "tom_low", "x"),
        ("x/Toms/High/a.wav", "tom_high", "x"),
        ("x/Tom2.wav", "tom_mid", "x"),
        ("x/ride_bell_soft.wav", "ride_bell", "x"),
        ("x/RideCymbal.wav", "ride", "x"),
        ("x/CowBell.wav", "cowbell", "x"),
        ("x/SideStick.wav", "sidestick", "x"),
        ("x/Conga Hi.wav", "other_perc", "x"),
        ("x/Cymbals/China 18.wav", "china", "x"),
    ],
)
def test_names_tell_drum_and_kit(path: str, instrument: str, kit: str) -> None:
    name = describe(PurePath(path), "My Kits")
    assert name is not None
    assert (name.instrument, name.kit) == (instrument, kit)


def test_layers_and_takes_are_not_articulations() -> None:
    soft = describe(PurePath("a/snare_rim_v1_rr2.wav"), "x")
    loud = describe(PurePath("a/snare_rim_v4_rr1.wav"), "x")
    assert soft is not None
    assert loud is not None
    assert soft.articulation == loud.articulation == "snare_rim"
    assert (soft.layer, soft.round_robin, loud.layer, loud.round_robin) == (1, 2, 4, 1)


def test_a_name_without_drum_tells_nothing() -> None:
    assert describe(PurePath("fx/zap.wav"), "x") is None
