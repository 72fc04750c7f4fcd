# SPDX-License-Identifier: Apache-2.0
"""The second renderer: a bar through fluidsynth, a drumkit through the Hydrogen player, sox and lame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models import evaluate
from kitscribe_models.__main__ import main
from kitscribe_models.errors import InputError
from kitscribe_models.evaluate import kits, measures, music, unseen
from kitscribe_models.evaluate.effects import CHAINS, apply
from kitscribe_models.evaluate.hydrogen import Drumkit
from kitscribe_models.evaluate.kits import GM_KEYS, Kit, Voice
from kitscribe_models.evaluate.mixes import measure_mixes
from kitscribe_models.evaluate.notes import Note, read_truth
from kitscribe_models.evaluate.performances import Hit
from kitscribe_models.evaluate.render import render, write_render
from kitscribe_models.evaluate.sound import RATE, Strike
from kitscribe_models.evaluate.stems import perform
from kitscribe_models.evaluate.transcriber import Transcriber

from .midi import write_midi

TIM = "sounds/sf2/TimGM6mb.sf2:128:0"
BAR = [
    *(Hit(0.25 * step, "closed_hat", 90 if step % 2 == 0 else 60) for step in range(7)),
    Hit(0.0, "kick", 110), Hit(1.0, "kick", 100), Hit(0.5, "snare", 115), Hit(1.5, "snare", 112),
    Hit(1.75, "open_hat", 100),
]  # fmt: skip


@pytest.fixture
def kit() -> Kit:
    return Kit("tim", "tim", "acoustic", {drum: (Voice(TIM, keys[0]),) for drum, keys in GM_KEYS.items()})


def test_a_bar_of_a_soundfont(kit: Kit, tmp_path: Path) -> None:
    samples, truth = render(kit, BAR, 3.0, "room", -6.0)
    assert 20 * np.log10(np.abs(samples).max()) == pytest.approx(-6.0, abs=0.01)
    assert len(truth) == len(BAR)
    assert sum(note.audible for note in truth) >= len(BAR) - 1
    snares = [note for note in truth if note.drum == "snare"]
    assert [note.seconds for note in snares] == pytest.approx([0.501, 1.501], abs=0.004)
    assert max(note.velocity for note in snares) in range(110, 114)
    write_render(tmp_path / "bar", samples, truth, {})
    assert soundfile.info(tmp_path / "bar.wav").frames == len(samples)


def test_renders_repeat_and_stems_sum_to_the_mix(kit: Kit) -> None:
    first, second = (perform(kit, BAR, 2.5) for _ in range(2))
    assert np.array_equal(first.mix(), second.mix())
    assert set(first.stems) == {"kick", "snare", "closed_hat", "open_hat"}
    assert first.notes == second.notes


def test_a_closed_hat_damps_an_open_one(kit: Kit) -> None:
    ringing = perform(kit, [Hit(0.0, "open_hat", 110)], 1.0).stems["open_hat"]
    damped = perform(kit, [Hit(0.0, "open_hat", 110), Hit(0.25, "closed_hat", 100)], 1.0).stems["open_hat"]
    late = slice(int(0.5 * RATE), None)
    assert np.abs(damped[late]).max() < 0.1 * np.abs(ringing[late]).max()
    assert np.array_equal(damped[: RATE // 5], ringing[: RATE // 5])


def drumkit(folder: Path) -> Drumkit:
    """A kit of one instrument with a soft and a loud layer."""
    folder.mkdir()
    for name, value in (("soft", 0.2), ("loud", 0.8)):
        soundfile.write(folder / f"{name}.wav", np.full((4410, 2), value), RATE)
    layers = "".join(
        f"<layer><filename>{name}.wav</filename><min>{low}</min><max>{high}</max><gain>1</gain></layer>"
        for name, low, high in (("loud", 0.5, 1), ("soft", 0, 0.5))
    )
    (folder / "drumkit.xml").write_text(
        '<drumkit_info xmlns="http://www.hydrogen-music.org/drumkit"><instrumentList><instrument><id>3</id>'
        f"<volume>0.5</volume>{layers}</instrument></instrumentList></drumkit_info>"
    )
    return Drumkit(folder)


def test_drumkits_choose_layers_and_damp(tmp_path: Path) -> None:
    source = drumkit(tmp_path / "kit")
    loud = source.play([Strike(10, 3, 127)], RATE)
    assert loud[9] == 0
    assert loud[10] == pytest.approx(0.4, abs=1e-3)
    assert source.play([Strike(0, 3, 32)], RATE)[0] == pytest.approx(0.2 * 0.5 * 32 / 127, abs=1e-3)
    damped = source.play([Strike(0, 3, 127), Strike(1000, 9, 100, mute=True)], RATE)
    assert damped[999] == pytest.approx(0.4, abs=1e-3)
    assert np.abs(damped[1000 + 1323 :]).max() == 0
    with pytest.raises(InputError, match="no instrument 4"):
        source.play([Strike(0, 4, 100)], RATE)


def groove_folder(folder: Path) -> Path:
    """One performance of an unseen drummer, 24 s long."""
    folder.mkdir()
    beats = [(0.0, "kick"), (0.25, "high_tom"), (0.5, "snare"), (0.75, "high_tom")]
    write_midi(folder / "g.mid", [Note(bar + at, drum, 90 + bar) for bar in range(24) for at, drum in beats])
    (folder / "index.csv").write_text("path,drummer,bpm,seconds\ng.mid,drummer5,120,24\n")
    return folder


def test_the_verb_makes_renders_once_and_a_perfect_transcription_clears_the_bars(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loud = {drum: kit.voices[drum] for drum in ("kick", "snare", "high_tom", "low_tom", "crash")}
    for module in (measures, evaluate):
        monkeypatch.setattr(module, "unseen_kits", lambda *_: [Kit("tim", "tim", "acoustic", loud)])
    monkeypatch.setattr(evaluate, "make_probes", lambda *_: None)
    work = ["--work", str(tmp_path / "work")]
    assert main(["evaluate", *work, "--make-only"]) == 3
    assert "--grooves" in capsys.readouterr().err
    assert main(["evaluate", *work, "--case18", "--midi", str(tmp_path)]) == 3  # which needs no grooves
    assert "no transcription of" in capsys.readouterr().err
    assert main(["evaluate", *work, "--make-only", "--grooves", str(groove_folder(tmp_path / "grooves"))]) == 0
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").rglob("*.wav")}
    assert sorted({path.parent.name for path in made}) == ["case18-1", "renders-1-0"]
    answers = tmp_path / "answers"
    for path in made:
        for name in (path.stem, f"{path.stem}-mix"):
            write_midi(answers / f"{name}.mid", read_truth(path.with_suffix(".json"))[0])
    monkeypatch.setattr(music, "GENERAL_USER", TIM.split(":")[0])
    assert main(["evaluate", *work, "--renders", "--case18", "--mixes", "--midi", str(answers)]) == 0
    assert {path: path.stat().st_mtime_ns for path in made} == made
    shown = capsys.readouterr().out
    assert "6 of 6 renders right" in shown
    under_music = shown.split("6 groups under music")[1]
    assert [line.split()[5] for line in under_music.splitlines() if line.startswith("all")] == ["1.000", "1.000"]
    assert "MISSED" not in shown


def test_a_mix_has_music_as_loud_as_its_drums_and_is_made_once(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(music, "GENERAL_USER", TIM.split(":")[0])
    samples, truth = render(kit, BAR, 3.0, "dry", -6.0)
    write_render(tmp_path / "renders" / "bar", samples, truth, {})
    answers = tmp_path / "answers"
    write_midi(answers / "bar-mix.mid", truth)
    for _ in range(2):
        found = measure_mixes(tmp_path, Transcriber(tmp_path, "", 1, answers), tmp_path / "renders", None)
        mix = soundfile.read(tmp_path / "mixes-1" / "renders" / "bar-mix.wav", dtype="float32")[0]
    assert found["groups"]["all"]["f"] == 1
    drums = np.dot(mix, samples) / np.dot(samples, samples) * samples
    assert music.rms(mix - drums) == pytest.approx(music.rms(drums), rel=0.1)
    softer = render(kit, BAR[:4], 3.0, "dry", -6.0)
    write_render(tmp_path / "renders of another seed" / "bar", *softer, {})
    write_midi(answers / "bar-mix.mid", softer[1])
    found = measure_mixes(tmp_path, Transcriber(tmp_path, "", 1, answers), tmp_path / "renders of another seed", None)
    other = soundfile.read(tmp_path / "mixes-1" / "renders of another seed" / "bar-mix.wav", dtype="float32")[0]
    assert found["groups"]["all"]["f"] == 1
    assert not np.array_equal(mix, other)
    slow = tmp_path / "slow"
    slow.mkdir()
    soundfile.write(slow / "bar.wav", samples, 22_050)
    with pytest.raises(InputError, match=r"bar\.wav: 22050 Hz"):
        measure_mixes(tmp_path / "other", Transcriber(tmp_path, "", 1, answers), slow, None)


@pytest.mark.parametrize("name", CHAINS)
def test_chains_keep_length_and_do_not_delay(name: str) -> None:
    click = np.zeros(RATE, np.float32)
    click[RATE // 2 :] = 0.3 * np.exp(-np.arange(RATE // 2) / 400) * np.sin(np.arange(RATE // 2) * 0.3)
    out = apply(CHAINS[name], click)
    assert len(out) == RATE
    assert abs(int(np.abs(out).argmax()) - RATE // 2) < 60


def test_a_training_sample_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kits, "SHARE", tmp_path)
    random = np.random.default_rng(0)
    drumkit(tmp_path / "kit")
    sound = random.normal(0, 0.1, RATE // 2) * np.exp(-np.arange(RATE // 2) / 4000)
    soundfile.write(tmp_path / "kit" / "loud.wav", sound, RATE)
    soundfile.write(tmp_path / "kit" / "soft.wav", random.normal(0, 0.1, RATE // 2), RATE)
    training = tmp_path / "training"
    training.mkdir()
    soundfile.write(training / "same.flac", 0.3 * sound[20:], RATE)
    soundfile.write(training / "other.flac", random.normal(0, 0.1, RATE), RATE)
    voice = Voice("kit", 3)
    known = unseen.likenesses([voice], training, tmp_path / "cache.json")
    assert known[voice][0] > unseen.SEEN
    assert known[voice][1].endswith("same.flac")
    assert unseen.likenesses([voice], None, tmp_path / "cache.json")[voice][1] == known[voice][1]
    with pytest.raises(InputError, match="--oneshots"):
        unseen.likenesses([Voice("kit", 4)], None, tmp_path / "cache.json")
