# SPDX-License-Identifier: Apache-2.0
"""The chain on a handful of synthesised kits: seconds of work, every step real."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from kitscribe_models import learn
from kitscribe_models.__main__ import main
from kitscribe_models.all import players
from kitscribe_models.arrange import Strike
from kitscribe_models.combine import Performance
from kitscribe_models.errors import InputError
from kitscribe_models.export import correct_members, load_network
from kitscribe_models.features import frames
from kitscribe_models.manifest import DRUMS, FEATURES, GROUP_OF, GROUPS, LATE, RATE, SETTINGS, WINDOW_FRAMES, Group
from kitscribe_models.members import Struck, fit
from kitscribe_models.oneshots import families
from kitscribe_models.pack import Pack
from kitscribe_models.render import NOTE, Hit, audible, crush, louder
from kitscribe_models.slice import TARGET_WIDTH, WIDTHS, targets
from kitscribe_models.start import start
from kitscribe_models.train import Slices, level_loss, started
from kitscribe_models.vary import retune

from .conftest import KITS, Material

F32 = NDArray[np.float32]


def verb(*arguments: object) -> None:
    assert main([str(a) for a in arguments]) == 0


@dataclass(frozen=True)
class Run:
    """What the verbs wrote."""

    performance: Path
    segments: Path
    slices: Path
    training: Path
    checkpoint: Path
    calibration: Path
    pack: Path


@pytest.fixture(scope="module")
def run(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    made = Run(
        *(
            folder / name
            for name in (
                "performance.npz",
                "segments",
                "slices",
                "training",
                "checkpoint.pt",
                "calibration.json",
                "pack",
            )
        )
    )
    verb("combine", "--grooves", material.grooves, "--drummers", "ann", "--out", made.performance)
    arguments = ("--performance", made.performance, "--oneshots", material.oneshots, "--count", 3, "--jobs", 1)
    verb("render", *arguments, "--out", made.segments)
    verb("slice", "--segments", made.segments, "--jobs", 1, "--out", made.slices)
    schedule = ("--steps", 2, "--batch", 4, "--threads", 1)
    verb("train", "--slices", made.slices, "--validation", made.slices, *schedule, "--out", made.training)
    learnt = (
        "--checkpoint",
        made.training / "checkpoint.pt",
        "--segments",
        made.segments,
        "--steps",
        2,
        "--threads",
        1,
    )
    verb("embed", *learnt, "--out", made.checkpoint)
    verb("export", "--checkpoint", made.checkpoint, "--out", folder / "uncalibrated")
    verb("calibrate", "--pack", folder / "uncalibrated", "--segments", made.segments, "--out", made.calibration)
    verb("export", "--checkpoint", made.checkpoint, "--calibration", made.calibration, "--out", made.pack)
    return made


def test_a_performance_joins_one_drummers_grooves(run: Run) -> None:
    performance = Performance.load(run.performance)
    assert len(performance.time) > 150
    assert np.all(np.diff(performance.time) >= 0)
    assert set(performance.beat.round(3).tolist()) == {0.5}
    assert {DRUMS[d] for d in performance.drum} == {"kick", "snare", "closed_hat", "open_hat", "low_tom"}


def test_segments_repeat_by_seed_and_carry_their_notes(run: Run, material: Material, tmp_path: Path) -> None:
    arguments = ("--performance", run.performance, "--oneshots", material.oneshots, "--count", 1, "--seed", 2)
    verb("render", *arguments, "--jobs", 1, "--out", tmp_path)
    again, rate = soundfile.read(tmp_path / "00000002.flac", dtype="int16")
    first, _ = soundfile.read(run.segments / "00000002.flac", dtype="int16")
    assert rate == RATE
    assert np.array_equal(first, again)
    notes = [np.load(p) for p in sorted(run.segments.glob("*.npy"))]
    assert sum(n["audible"].sum() for n in notes) > 10
    assert all(((n["time"] >= 0) & (n["time"] < len(first) / RATE)).all() for n in notes)


def test_music_lies_over_the_same_strokes(
    run: Run, material: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--performance", run.performance, "--oneshots", material.oneshots, "--count", 3, "--jobs", 1)
    verb("render", *arguments, "--music", 0.75, "--out", tmp_path)
    changed = 0
    for path in sorted(run.segments.glob("*.npy")):
        plain, under_music = np.load(path), np.load(tmp_path / path.name)
        assert np.array_equal(plain[["time", "drum"]], under_music[["time", "drum"]])
        assert under_music["audible"].sum() <= plain["audible"].sum()
        audio = [soundfile.read(p.with_suffix(".flac"))[0] for p in (path, tmp_path / path.name)]
        changed += not np.array_equal(*audio)
    assert changed
    with pytest.raises(SystemExit, match="2"):
        verb("render", *arguments, "--music", 0.8, "--out", tmp_path)
    assert "0.8 is not between 0 and 0.75" in capsys.readouterr().err


def test_slices_line_up_with_their_notes(run: Run) -> None:
    features = np.load(run.slices / "features.npy")
    target = np.load(run.slices / "targets.npy")
    assert features.shape == (9, WINDOW_FRAMES, FEATURES.width)
    assert target.shape == (9, WINDOW_FRAMES, TARGET_WIDTH)
    onset = target[:, :, : WIDTHS["onset"]]
    assert set(np.unique(onset).tolist()) <= {0.0, float(np.float16(0.3)), 1.0}
    assert (onset == 1).sum() > 10


def test_a_target_holds_time_member_and_level() -> None:
    notes = np.zeros(3, [("time", "f4"), ("drum", "i2"), ("level", "f4"), ("audible", "?")])
    notes[0] = (1.0 + 0.204, DRUMS.index("snare"), -12.0, True)
    notes[1] = (1.0 + 0.5, DRUMS.index("pedal_hat"), -60.0, False)
    notes[2] = (1.0 + 0.7, DRUMS.index("ride"), -50.0, False)
    onset, weight, time, member, level = np.split(
        targets(notes, 100, 1.0).astype(np.float32), np.cumsum(list(WIDTHS.values()))[:-1], axis=1
    )
    g, d = GROUP_OF["snare"], DRUMS.index("snare")
    assert onset[18:23, g].tolist() == pytest.approx([0, 0.3, 1, 0.3, 0], abs=1e-3)
    assert time[20, g] == pytest.approx(0.4, abs=1e-2)
    assert (member[20, d], level[20, d]) == (1, -12)
    assert np.count_nonzero(onset) == 3
    # what cannot be heard may be written or not
    assert weight[48:53, GROUP_OF["pedal_hat"]].tolist() == [0] * 5
    assert weight[68:73, GROUP_OF["ride"]].tolist() == [0] * 5
    assert np.count_nonzero(weight == 0) == 10


def test_drums_of_a_group_that_are_struck_at_once_share_their_frames() -> None:
    notes = np.zeros(2, [("time", "f4"), ("drum", "i2"), ("level", "f4"), ("audible", "?")])
    struck = [DRUMS.index("ride"), DRUMS.index("crash")]
    for row, drum in zip(notes, struck):
        row["time"], row["drum"], row["level"], row["audible"] = 0.2, drum, -12.0, True
    onset, _, _, member, level = np.split(targets(notes, 40, 0.0), np.cumsum(list(WIDTHS.values()))[:-1], axis=1)
    assert onset[19:22, GROUP_OF["ride"]].tolist() == pytest.approx([0.3, 1, 0.3], abs=1e-3)
    assert member[19:22, struck].tolist() == [[1, 1]] * 3
    assert level[19:22, struck].tolist() == [[-12, -12]] * 3


def test_a_kick_too_loud_for_the_limiter_hides_everything_else_for_a_while() -> None:
    rng = np.random.default_rng(0)
    t = np.arange(RATE // 20) / RATE
    thump = (0.2 * np.sin(2 * np.pi * 50 * t)).astype(np.float32)
    ringing = rng.normal(0, 0.02, RATE).astype(np.float32)
    stems = {"kick": np.zeros(RATE, np.float32)}
    stems["kick"][RATE // 2 : RATE // 2 + len(t)] = thump
    hits = [
        Hit(Strike(0.5, "kick", 1.0), RATE // 2, -14.0, thump),
        Hit(Strike(0.7, "snare", 1.0), 7 * RATE // 10, -30.0, thump / 5),
    ]
    kick, snare = louder("kick", 20.0, stems, hits)
    assert kick.level == 6.0
    np.testing.assert_allclose(kick.head, 10 * thump, rtol=1e-5)
    assert snare is hits[1]
    mix = ringing + stems["kick"]
    crushed = crush(mix, [kick, snare], rng)
    limit = float(np.abs(crushed).max())
    assert limit < 1.5 * np.abs(ringing).max()
    # at the top of its wave, 5 ms after it starts, nothing else is left; before it all is as it was
    top = RATE // 2 + RATE // 200
    assert not np.diff(crushed[top - 50 : top + 50]).any()
    np.testing.assert_allclose(crushed[: RATE // 2], np.clip(ringing[: RATE // 2], -limit, limit), atol=1e-7)


def test_a_stroke_below_the_floor_is_not_audible() -> None:
    rng = np.random.default_rng(4)
    burst = (rng.standard_normal(2000) * np.exp(-np.arange(2000) / 400)).astype(np.float32)
    for soft, heard in ((1e-2, True), (1e-4, False)):
        mix = np.zeros(2 * RATE, np.float32)
        hits = [
            Hit(Strike(0.5, "snare", 1.0), RATE // 2, 0.0, burst),
            Hit(Strike(1.0, "hat", 0.1), RATE, 0.0, burst * soft),
        ]
        for hit in hits:
            mix[hit.attack : hit.attack + len(hit.head)] += hit.head
        assert audible(hits, mix).tolist() == [True, heard]


def test_training_moves_the_weights_and_keeps_the_contrast(run: Run) -> None:
    state = torch.load(run.training / "checkpoint.pt")
    untrained = load_network(None).state_dict()
    assert state["step"] == 2
    assert any(not torch.equal(state["average"][k], v) for k, v in untrained.items() if "conv.weight" in k)
    first = next(v for k, v in state["network"].items() if k == "front.0.conv.weight")
    assert first[:, 0].sum(dim=(1, 2)).abs().max() < 1e-5
    log = [json.loads(line) for line in (run.training / "log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == 2
    assert all(np.isfinite(v) for part in ("train", "validation") for v in log[-1][part].values())


def test_a_training_that_was_interrupted_goes_on_as_if_it_had_not_been(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = ("--slices", run.slices, "--steps", 2, "--batch", 4, "--threads", 1)
    verb("train", *schedule, "--out", tmp_path / "whole")

    def interrupt(path: Path, state: dict[str, object]) -> None:
        torch.save(state, path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(learn, "SAVED", 1)
        patched.setattr(learn, "save", interrupt)
        assert main(["train", *map(str, schedule), "--out", str(tmp_path / "resumed")]) == 130
    verb("train", *schedule, "--out", tmp_path / "resumed")
    whole, resumed = (torch.load(tmp_path / name / "checkpoint.pt") for name in ("whole", "resumed"))
    assert resumed["step"] == 2
    for part in ("network", "average"):
        assert all(torch.equal(resumed[part][name], value) for name, value in whole[part].items())


def test_a_clip_at_another_pitch_is_the_clip_with_its_bands_moved() -> None:
    bands = FEATURES.long.bands
    x = torch.zeros(400, 1, FEATURES.width)
    x[:, :, 40] = 1
    y = retune(x, torch.Generator().manual_seed(0))
    unchanged = ((y - x).abs() < 1e-2).all(dim=2).float().mean()
    assert 0.4 < unchanged < 0.6
    peak = y[:, 0, :bands].argmax(dim=1)
    assert 1 < float(peak.float().std()) < 3
    assert abs(float(peak.float().mean()) - 40) < 1


def test_a_constant_level_error_costs_less_than_one_that_varies() -> None:
    played = torch.ones(1, 4, len(DRUMS))
    same = torch.full((1, 4, len(DRUMS)), 3.0)
    varying = same * torch.tensor([1.0, -1.0, 1.0, -1.0])[None, :, None]
    assert level_loss(same, played) < 0.25 * level_loss(varying, played)
    assert level_loss(same * 0, played) == 0


def test_an_ended_training_resumes_without_a_step(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    verb("train", "--slices", run.slices, "--steps", 2, "--batch", 4, "--threads", 1, "--out", run.training)
    assert "resumed at step 2" in capsys.readouterr().out


def test_a_training_can_start_from_a_pack(run: Run, tmp_path: Path) -> None:
    """The network that training starts with computes what the pack does, and is trained on like any other."""
    x = torch.from_numpy(np.load(run.slices / "features.npy")).float()
    with torch.no_grad():
        rows = start(run.pack, x).eval().rows(x[:1])
    for setting, row in zip(SETTINGS, rows):
        told = len(x[0]) - LATE[setting]
        heat = Pack(run.pack).heat(x[0].numpy(), setting)
        assert row[0, :told].numpy() == pytest.approx(heat[:told], abs=1e-3)
    schedule = ("--steps", 1, "--batch", 4, "--threads", 1, "--start", run.pack)
    verb("train", "--slices", run.slices, *schedule, "--out", tmp_path / "further")
    assert (tmp_path / "further" / "checkpoint.pt").exists()


@pytest.fixture(scope="module")
def taught_by(run: Run, material: Material, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What `distil` is given."""
    folder = tmp_path_factory.mktemp("taught_by")
    arguments = ("--performance", run.performance, "--oneshots", material.oneshots, "--jobs", 1)
    verb("stems", *arguments, "--count", 1, "--out", folder / "stems")
    verb("backing", "--count", 4, "--jobs", 1, "--out", folder / "backing")
    return "--slices", run.slices, "--stems", folder / "stems", "--backing", folder / "backing", "--start", run.pack


def test_parts_are_of_one_kit_and_none_is_the_whole(taught_by: tuple[object, ...]) -> None:
    parts = np.load(Path(str(taught_by[3])) / "features.npy")
    assert parts.shape == (3, 4, WINDOW_FRAMES, FEATURES.width)
    loud = parts.astype(np.float32).max((0, 2, 3))
    assert (loud[:3] > 1).all()
    assert loud[3] < 1e-3  # no cymbal is played
    kick, hat = parts[:, 0], parts[:, 2]
    low, high = slice(0, 10), slice(60, 84)
    assert kick[:, :, low].mean() > kick[:, :, high].mean()
    assert hat[:, :, low].mean() < hat[:, :, high].mean()


def test_a_pack_taught_to_hear_through_music_hears_drums_alone_as_before(
    run: Run, taught_by: tuple[object, ...], tmp_path: Path
) -> None:
    schedule = ("--threads", 1, "--steps", 2, "--batch", 4)
    verb("distil", *taught_by, "--teacher", run.pack, *schedule, "--out", tmp_path / "taught")
    state = torch.load(tmp_path / "taught" / "checkpoint.pt")
    assert state["step"] == 2
    x = torch.from_numpy(np.load(run.slices / "features.npy")).float()
    first, taught = start(run.pack, x).eval(), load_network(tmp_path / "taught" / "checkpoint.pt")
    assert any(not torch.equal(taught.state_dict()[k], v) for k, v in first.state_dict().items() if "weight" in k)
    with torch.no_grad():
        for setting, ours, theirs in zip(SETTINGS, taught.rows(x), first.rows(x)):
            # a late setting's onsets come and go with the frame of their peak
            same = slice(len(GROUPS) if LATE[setting] else 0, None)
            assert ours[:, :, same].numpy() == pytest.approx(theirs[:, :, same].numpy(), abs=0.2)


def test_late_heads_can_be_taught_alone(run: Run, taught_by: tuple[object, ...], tmp_path: Path) -> None:
    verb("distil", *taught_by, "--late", "--threads", 1, "--steps", 2, "--batch", 4, "--out", tmp_path / "taught")
    torch.manual_seed(0)
    first = started(run.pack, Slices([run.slices])).state_dict()
    taught = load_network(tmp_path / "taught" / "checkpoint.pt").state_dict()
    changed = {name for name, value in first.items() if not torch.allclose(taught[name], value, atol=1e-6)}
    assert {".".join(name.split(".")[:2]) for name in changed} == {
        "late.0",
        "late.1",
        "heads.1",
        "hints.1",
        "embeddings.1",
    }


def test_fewer_backings_than_a_batch_are_an_error(
    taught_by: tuple[object, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["distil", *map(str, taught_by), "--out", str(tmp_path), "--batch", "5"]) == 3
    assert "4 slices, of which a batch needs 5" in capsys.readouterr().err
    assert main(["distil", *map(str, taught_by), "--out", str(tmp_path), "--batch", "1"]) == 3
    assert "--batch 1: needs 2 clips" in capsys.readouterr().err
    verb("distil", *taught_by, "--threads", 1, "--steps", 1, "--batch", 2, "--out", tmp_path / "least")


def test_a_folder_without_a_pack_is_no_start(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--slices", str(run.slices), "--start", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(["train", *arguments]) == 3
    assert "--start" in capsys.readouterr().err


def test_the_pack_is_the_network_whole_and_streamed(run: Run) -> None:
    audio, _ = soundfile.read(min(run.segments.glob("*.flac")), dtype="float32")
    x = frames(audio)
    network, pack = load_network(run.checkpoint), Pack(run.pack)
    correct_members(network, json.loads(run.calibration.read_text())["bias"])
    with torch.no_grad():
        expected = [rows[0].numpy() for rows in network.rows(torch.from_numpy(x)[None])]
    for setting, whole in zip(SETTINGS, expected):
        told = len(x) - LATE[setting]
        for heat in (pack.heat(x, setting), pack.heat(x, setting, cut=37)):
            if LATE[setting]:  # of frames that are alike, as in silence, rounding decides which is the peak
                onset, expected_onset = heat[:told, : len(GROUPS)], whole[:told, : len(GROUPS)]
                tied = (onset > 0) != (expected_onset > 0)
                assert tied.mean() < 0.001
                onset[tied] = expected_onset[tied]
            assert heat[:told] == pytest.approx(whole[:told], abs=1e-4)
    assert pack.manifest["receptive_field"] == {"left": network.left, "right": 48}


def test_calibration_reaches_the_manifest(run: Run) -> None:
    calibration = json.loads(run.calibration.read_text())
    decoder = Pack(run.pack).manifest["decoder"]
    assert decoder["offset_ms"] == calibration["offset_ms"]
    for group in decoder["groups"]:
        assert group["threshold"] == calibration["thresholds"][group["name"]]
    by_name = {group["name"]: group for group in decoder["groups"]}
    assert set(by_name["percussion"]["threshold"].values()) == {0.5}  # nothing to calibrate on


def test_the_whole_chain_from_raw_folders(
    raw_samples: Path, raw_grooves: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    size = ("--segments", 2, "--music", 0.5, "--steps", 1, "--finish", 1, "--distil", 1, "--batch", 4, "--jobs", 1)
    command = ("all", "--oneshots", raw_samples, "--grooves", raw_grooves, *size, "--out", out)
    verb(*command)
    assert {p.name for p in (out / "pack").iterdir()} >= {
        "model-quick.onnx",
        "model-balanced.onnx",
        "model.onnx",
        "pack.json",
    }
    assert (out / "heatmap.png").exists()
    assert not (out / "unfinished").exists()
    assert capsys.readouterr().out.count("== kitscribe-models") == 23
    verb(*command)
    assert capsys.readouterr().out.count(" is there already") == 20


def test_left_out_drummers_are_in_neither_part(material: Material) -> None:
    assert players(material.grooves, set()) == (["bob"], ["ann"])
    assert players(material.grooves, {"ann"}) == (["bob"], ["bob"])
    with pytest.raises(InputError, match="no drummer is left"):
        players(material.grooves, {"ann", "bob"})


def test_validation_families_are_apart(material: Material) -> None:
    train, validation = (families(material.oneshots, part) for part in ("train", "validation"))
    assert train | validation == families(material.oneshots, "all") == set(KITS)
    assert validation
    assert not train & validation


def test_an_index_without_a_column_is_an_error(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.csv").write_text("path,instrument\na.flac,kick\n")
    arguments = ("--performance", run.performance, "--oneshots", tmp_path, "--out", tmp_path / "segments")
    assert main([str(a) for a in ("render", *arguments)]) == 3
    assert "has no column family" in capsys.readouterr().err


def test_a_broken_checkpoint_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")
    code = main(["export", "--checkpoint", str(tmp_path / "checkpoint.pt"), "--out", str(tmp_path / "pack")])
    assert code == 3
    assert "is no checkpoint of this network" in capsys.readouterr().err
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("verb", ["export", "embed"])
def test_a_missing_checkpoint_is_an_error(
    verb: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    segments = ["--segments", str(run.segments)] if verb == "embed" else []
    code = main([verb, "--checkpoint", str(tmp_path / "none.pt"), *segments, "--out", str(tmp_path / "out")])
    assert code == 3
    assert "none.pt: is no checkpoint of this network" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_average_lies_between_its_networks(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trained = run.training / "checkpoint.pt"
    changed = torch.load(trained)
    for name, value in changed["average"].items():
        if name.startswith("heads"):
            value += 1.0
        elif name.endswith("running_var"):  # another scale of the same layer
            value *= 4.0
            changed["average"][name.replace("running_var", "weight")] *= 2.0
    torch.save(changed, tmp_path / "changed.pt")
    both = ("average", "--checkpoints", trained, tmp_path / "changed.pt")
    verb(*both, "--out", tmp_path / "half.pt")
    verb(*both, "--shares", 3, 1, "--out", tmp_path / "quarter.pt")
    x = torch.from_numpy(np.load(run.slices / "features.npy")[:2]).float()
    with torch.no_grad():
        heard = [
            load_network(p).heard(x)[0]
            for p in (trained, *(tmp_path / f"{n}.pt" for n in ("changed", "half", "quarter")))
        ]
    first, second, half, quarter = (rows[:, :, : len(GROUP_OF)].numpy() for rows, _ in heard)
    assert np.abs(second - first).min() > 0.1
    np.testing.assert_allclose(half, (first + second) / 2, atol=0.02)
    np.testing.assert_allclose(quarter, first + (second - first) / 4, atol=0.02)
    for _, embeddings in heard[1:]:
        np.testing.assert_allclose(embeddings, heard[0][1], rtol=1e-3, atol=1e-5)
    assert main([str(a) for a in (*both, "--shares", 1, "--out", tmp_path / "none.pt")]) == 3
    assert "2 checkpoints need as many shares" in capsys.readouterr().err
    assert not (tmp_path / "none.pt").exists()


def test_segments_without_two_strokes_teach_no_embedding(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = tmp_path / "quiet"
    quiet.mkdir()
    soundfile.write(quiet / "0.flac", np.zeros(RATE), RATE)
    np.save(quiet / "0.npy", np.zeros(0, NOTE))
    arguments = ("--checkpoint", run.checkpoint, "--segments", quiet, "--out", tmp_path / "out.pt")
    assert main([str(a) for a in ("embed", *arguments)]) == 3
    assert "no segment holds two strokes" in capsys.readouterr().err
    assert not (tmp_path / "out.pt").exists()


def test_too_few_slices_are_an_error(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["train", "--slices", str(run.slices), "--batch", "64", "--out", str(tmp_path)])
    assert code == 3
    assert "fewer than one batch of 64" in capsys.readouterr().err


def test_an_unknown_drummer_is_an_error(material: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["combine", "--grooves", str(material.grooves), "--drummers", "cid", "--out", str(tmp_path / "p.npz")])
    assert code == 3
    assert "no groove by cid" in capsys.readouterr().err


def test_biases_bring_back_a_drum_that_training_heard_rarely() -> None:
    rng = np.random.default_rng(5)
    rare = rng.random(400) < 0.5
    # a classifier that is right about both drums but for a constant against the second
    logits = np.where(rare, 1.0, -1.0) + rng.normal(0, 0.5, 400) - 2.0
    found = Struck(np.stack([np.zeros(400), logits], axis=1), np.stack([~rare, rare], axis=1))
    group = Group("snare", ("snare", "side_stick"))
    bias, _ = fit(found, group)
    before, after = (found.f(np.array(b), group.also, multiple=False)[0] for b in ([0, 0], list(bias.values())))
    assert before[1] < 0.2
    assert after.min() > 0.9


def test_a_drum_that_was_never_struck_gives_way_to_those_it_is_taken_for() -> None:
    rng = np.random.default_rng(6)
    logits = np.stack([np.full(200, 1.0), rng.normal(1.0, 0.3, 200)], axis=1)
    group = Group("cymbal", ("ride", "ride_bell"))
    bias, _ = fit(Struck(logits, np.stack([np.ones(200, bool), np.zeros(200, bool)], axis=1)), group)
    assert bias["ride"] - bias["ride_bell"] >= 0.75
