# SPDX-License-Identifier: Apache-2.0
"""The measuring side: scores on hand-made note lists, the level and audibility rules, truth, the 18 notes."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kitscribe_models.__main__ import main
from kitscribe_models.errors import InputError
from kitscribe_models.evaluate import case18, guitars, level, music, scores
from kitscribe_models.evaluate.attack import attack_samples
from kitscribe_models.evaluate.audible import audible, log_mel
from kitscribe_models.evaluate.bars import bars
from kitscribe_models.evaluate.beginnings import beginnings
from kitscribe_models.evaluate.drums import group_of
from kitscribe_models.evaluate.dynamics import timing, velocity
from kitscribe_models.evaluate.effects import Chain, apply, headroom_gain
from kitscribe_models.evaluate.gain import measure_gain
from kitscribe_models.evaluate.kits import Kit, Voice, complete
from kitscribe_models.evaluate.matching import match, nearest
from kitscribe_models.evaluate.measures import families
from kitscribe_models.evaluate.midi_file import read_midi
from kitscribe_models.evaluate.music import rms
from kitscribe_models.evaluate.notes import Note, TrueNote, read_truth, write_truth
from kitscribe_models.evaluate.peers import lead
from kitscribe_models.evaluate.performances import Groove, Hit, enrich
from kitscribe_models.evaluate.recordings import changed, recordings_of, score_recordings
from kitscribe_models.evaluate.sound import RATE, Samples
from kitscribe_models.evaluate.tones import TONES
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.evaluate.voices import SOFTER_DB, SPEAKERS

from .midi import write_midi


def true(seconds: float, drum: str, velocity: int = 100, *, heard: bool = True) -> TrueNote:
    return TrueNote(seconds, drum, velocity, 0.0, heard)


def burst(at: float, seconds: float, gain: float = 1.0, seed: int = 0) -> Samples:
    """Noise that decays from `at` on."""
    out = np.zeros(int(seconds * RATE), np.float32)
    start = int(at * RATE)
    length = len(out) - start
    noise = np.random.default_rng(seed).normal(0, 0.1, length)
    out[start:] = gain * noise * np.exp(-np.arange(length) / (0.05 * RATE))
    return out


def test_matching_pairs_as_many_as_possible_and_nearest_pairs_are_mutual() -> None:
    assert sorted(match([0.00, 0.04], [0.03, 0.07], 0.03)) == [(0, 0), (1, 1)]
    assert nearest([0.00, 0.04], [0.035]) == [(1, 0)]
    assert match([], [1.0], 0.05) == []


def test_counts_forgive_notes_at_inaudible_ones_and_punish_unknown_drums() -> None:
    truth = [true(1.0, "kick"), true(2.0, "snare"), true(3.0, "snare", heard=False)]
    found = [Note(1.02, "kick", 90), Note(3.04, "snare", 50), Note(5.0, "other", 50)]
    row = scores.by_drum([(truth, found)], 0.025)
    assert (row["kick"]["f"], row["snare"]["written"], row["snare"]["recall"]) == (1.0, 0, 0.0)
    assert (row["all"]["true"], row["all"]["written"]) == (2, 2)
    assert row["all"]["f"] == pytest.approx(0.5)
    assert row["macro"]["f"] == pytest.approx(0.5)
    assert scores.by_drum([(truth, found)], 0.01)["kick"]["f"] == 0.0
    assert scores.by_drum([(truth, found)], 0.025, ["kick"])["macro"]["f"] == pytest.approx(1.0)


def test_four_cymbals_count_as_one() -> None:
    truth = [true(1.0, "crash"), true(2.0, "ride_bell"), true(3.0, "china")]
    found = [Note(1.0, "ride", 90), Note(2.0, "ride", 90), Note(3.0, "splash", 90)]
    row = scores.by_drum([(truth, found)], 0.025)[scores.PLAYED]
    assert (row["true"], row["written"], row["recall"]) == (2, 3, 1.0)


def test_groups_take_any_of_their_drums() -> None:
    tracks = [([true(1.0, "crash"), true(2.0, "closed_hat")], [Note(1.0, "ride", 90), Note(2.0, "snare", 90)])]
    row = scores.by_group(tracks, 0.025)
    assert row["cymbal"]["f"] == 1.0
    assert (row["hat"]["recall"], row["snare"]["precision"]) == (0.0, 0.0)
    assert group_of("other") == "other"


def test_beginnings_leave_out_what_is_played_later() -> None:
    truth = [true(1.0, "kick"), true(1.29, "snare"), true(1.31, "closed_hat"), true(1.32, "ride")]
    later = [Note(1.32, "closed_hat", 90), Note(1.6, "high_tom", 90)]
    found = [Note(0.9, "snare", 90), Note(1.0, "kick", 90), Note(1.31, "snare", 90), *later]
    row = scores.by_group(beginnings([(truth, found)]), 0.025)["all"]
    assert (row["true"], row["written"], row["recall"]) == (2, 3, 1.0)


def test_interval_spans_unequal_tracks() -> None:
    good = ([true(1.0, "kick")], [Note(1.0, "kick", 90)])
    bad = ([true(1.0, "kick")], [Note(2.0, "kick", 90)])
    assert scores.by_drum([good, bad, good, bad], 0.05)["all"]["interval"] == [0.0, 1.0]


def test_timing_and_velocity_errors() -> None:
    truth = [true(float(second), "snare", 40 + 8 * second) for second in range(1, 10)]
    found = [Note(note.seconds + 0.002, "snare", note.velocity + 3) for note in truth]
    assert timing([(truth, found)])["snare"]["median_ms"] == pytest.approx(2.0)
    measured = velocity([(truth, found)])
    assert measured is not None
    assert measured["mean_absolute_error"] == pytest.approx(3.0)
    assert 0.9 < measured["slope"] < 1.0
    assert velocity([(truth[:7], found[:7])]) is None


def test_level_is_the_loudest_five_milliseconds_of_the_first_fifty() -> None:
    hit = np.zeros(RATE, np.float32)
    hit[1000:1221] = 0.5
    hit[5000:] = 1.0
    assert level.level_db(hit) == pytest.approx(20 * np.log10(0.5), abs=0.05)
    assert level.level_db(np.zeros(10, np.float32)) == level.SILENCE_DB


def test_velocities_follow_the_level_rule() -> None:
    assert level.velocities([-10.0, -10.0]).tolist() == [112, 112]
    assert level.velocities([0.0] * 19 + [-40.0]).tolist()[-1] == 11
    assert level.velocities([-200.0, 0.0, 0.0]).min() == 1


def test_attack_is_a_tenth_of_the_peak() -> None:
    hit = np.concatenate([np.zeros(100), np.linspace(0, 1, 101)]).astype(np.float32)
    assert attack_samples(hit) == 110
    assert attack_samples(np.zeros(100, np.float32)) == 0


def test_loud_notes_are_audible_and_masked_ones_are_not() -> None:
    drum = burst(0.5, 1.5) + burst(1.0, 1.5, 1e-4, seed=1)
    masking = burst(0.0, 1.5, 0.0) + 0.01 * np.random.default_rng(2).normal(0, 1, len(drum)).astype(np.float32)
    assert audible(log_mel(drum + masking), log_mel(masking), [0.5, 1.0]) == [True, False]


def test_midi_and_truth_survive_a_round_trip(tmp_path: Path) -> None:
    notes = [Note(0.0, "kick", 79), Note(0.51, "crash", 109), Note(0.513, "snare", 119)]
    write_midi(tmp_path / "a.mid", notes)
    back = read_midi(tmp_path / "a.mid")
    assert [(note.drum, note.velocity) for note in back] == [(note.drum, note.velocity) for note in notes]
    assert max(abs(a.seconds - b.seconds) for a, b in zip(notes, back, strict=True)) < 0.0003
    truth = [true(1.0, "kick"), true(2.0, "ride", heard=False)]
    write_truth(tmp_path / "a.json", truth, {"kit": "x"})
    assert read_truth(tmp_path / "a.json") == (truth, {"kit": "x"})


def test_broken_midi_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(b"MThd")
    with pytest.raises(InputError, match=r"a\.mid"):
        read_midi(tmp_path / "a.mid")


def case_truth() -> list[TrueNote]:
    return [true(hit.seconds, hit.drum, hit.velocity) for hit in case18.hits(0.5)]


def test_case18_has_its_notes_and_a_perfect_answer_is_right() -> None:
    truth = case_truth()
    assert len(truth) == 18
    assert truth[5].seconds == pytest.approx(0.5 + 171 * 0.003)
    swapped = [Note(n.seconds + 0.003, n.drum.replace("low_tom", "high_tom"), n.velocity + 5) for n in truth]
    verdict = case18.judge(truth, swapped)
    assert verdict.right
    assert max(verdict.velocity_errors) == 0


def test_case18_sees_missed_late_and_extra_notes() -> None:
    truth = case_truth()
    late = [Note(truth[0].seconds + 0.0045, "kick", 79), *truth[1:]]
    assert case18.judge(truth, late).late == 1
    assert case18.judge(truth, truth[1:]).missed == 1
    assert case18.judge(truth, [*truth, Note(1.0, "ride", 80)]).extra == 1
    assert not case18.judge(truth, truth[1:]).right


def test_kits_lose_dropped_voices_and_borrow_the_rest() -> None:
    first = complete(set())[0]
    kick = first.voices["kick"][0]
    without = complete({kick})
    assert first.name not in [kit.name for kit in without]
    assert "shaker" in first.voices
    kit = Kit("a", "a", "acoustic", {"kick": (Voice("s", 1), Voice("s", 2)), "snare": (Voice("s", 3),)})
    assert kit.without({Voice("s", 1), Voice("s", 3)}).voices == {"kick": (Voice("s", 2),)}


def test_families_are_the_sources_that_a_drum_was_heard_from() -> None:
    kits = [
        Kit(name, name, "acoustic", {"kick": (Voice(source, 1),)})
        for name, source in (("a", "one.sf2:128:0"), ("b", "one.sf2:128:8"), ("c", "two"))
    ]
    truths: list[tuple[list[TrueNote], dict[str, object]]] = [
        ([true(1.0, "kick", heard=kit.name != "c")], {"kit": kit.name}) for kit in kits
    ]
    assert families(truths, kits)["kick"] == 1
    assert families(truths, kits)["snare"] == 0


def test_enriching_uses_the_kit_and_keeps_the_beat() -> None:
    hits = tuple(Hit(second / 2, drum, 100) for second in range(40) for drum in ("crash", "ride", "snare"))
    groove = Groove("g", 120, 0.25, 20, hits)
    drums = ["crash", "china", "splash", "ride", "ride_bell", "snare", "side_stick", "cowbell"]
    rich = enrich(groove, drums, "cowbell", np.random.default_rng(0))
    assert {hit.drum for hit in rich.hits} == set(drums)
    bells = [hit.seconds for hit in rich.hits if hit.drum == "cowbell"]
    assert len(bells) == 40
    assert np.abs((np.array(bells) + 0.25) % 0.5 - 0.25).min() > 0.2


def test_peer_comparison_is_paired() -> None:
    def result(*found: int) -> dict[str, object]:
        tracks = {str(number): {"tp": tp, "n_ref": 10, "n_est": 10} for number, tp in enumerate(found)}
        return {"windows": {"0.05": {"tracks": tracks}}}

    row = lead(result(9, 5, 8), result(8, 4, 7))["0.05"]
    assert row["lead"] == pytest.approx(0.1)
    assert row["interval"] == [pytest.approx(0.1), pytest.approx(0.1)]


def fake_command(folder: Path, notes: list[Note], code: int = 0) -> str:
    """Write a transcriber that gives every file the same notes."""
    write_midi(folder / "always.mid", notes)
    script = folder / "transcribe.sh"
    script.write_text(
        f'#!/bin/sh\nout="$4"; shift 4\nfor f in "$@"; do b=$(basename "$f"); cp "{folder}/always.mid" "$out/${{b%.*}}.mid"; done\n'
        f'[ {code} = 0 ] || echo "cannot hear" >&2\nexit {code}\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


def test_gain_and_the_transcriber_command(tmp_path: Path) -> None:
    recording = tmp_path / "in" / "a.wav"
    recording.parent.mkdir()
    soundfile.write(recording, burst(0.5, 1.0), RATE)
    command = fake_command(tmp_path, [Note(0.5, "snare", 100)])
    measured = measure_gain(tmp_path, Transcriber(tmp_path, command, 1, None), [recording])
    assert measured == {"recordings": 1, "f": 1.0, "lowest_f": 1.0, "median_velocity_change": 0.0}
    quiet, _ = soundfile.read(tmp_path / "quiet" / "in-a.wav")
    assert np.abs(quiet).max() == pytest.approx(np.abs(burst(0.5, 1.0)).max() * 10**-1.5, rel=1e-3)


def test_nothing_to_measure_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    peers, report = tmp_path / "peers", tmp_path / "report.json"
    for options in ((), ("--peers", peers), ("--gain",)):
        assert main(["evaluate", "--work", str(tmp_path), "--json", str(report), *map(str, options)]) == 3
        assert "--dev" in capsys.readouterr().err
    assert not report.exists()


def test_a_recording_under_one_thing_is_not_taken_for_it_under_another(tmp_path: Path) -> None:
    dev = recordings(tmp_path)
    transcriber = Transcriber(tmp_path, fake_command(tmp_path, [Note(0.5, "snare", 100)]), 1, None)
    heard = [changed(recordings_of(dev), tmp_path / beside, "a-song", lambda x, _: x) for beside in ("one", "two")]
    for files in heard:
        score_recordings(tmp_path, transcriber, dev, files)
    midi = [path for files in heard for path in transcriber.midi_files("x", files).values()]
    assert len(set(midi)) == 4
    assert all(path.exists() for path in midi)


def test_a_failing_transcriber_is_named_with_its_last_line(tmp_path: Path) -> None:
    command = fake_command(tmp_path, [], code=5)
    with pytest.raises(InputError, match="exit code 5: cannot hear"):
        Transcriber(tmp_path, command, 1, None).notes("x", [tmp_path / "a.wav"])
    with pytest.raises(InputError, match="no transcription"):
        Transcriber(tmp_path, "", 1, tmp_path / "none").notes("x", [tmp_path / "a.wav"])


def recordings(tmp_path: Path) -> Path:
    """Two recordings of one snare, and a scorer that takes for right what is the reference to the byte."""
    dev = tmp_path / "eval" / "dev"
    dev.mkdir(parents=True)
    for name in ("A", "Country1"):
        soundfile.write(dev / f"{name}.wav", burst(0.5, 1.0), RATE)
        write_midi(dev / f"{name}.mid", [Note(0.5, "snare", 100)])
    (dev.parent / "score.py").write_text(
        "import json, sys, pathlib\n"
        "given = dict(zip(sys.argv[1::2], sys.argv[2::2]))\n"
        "refs, ests = (sorted(pathlib.Path(given[side]).glob('*.mid')) for side in ('--ref', '--est'))\n"
        "names = [p.stem for p in refs]\n"
        "right = [r.read_bytes() == e.read_bytes() for r, e in zip(refs, ests)]\n"
        "row = lambda tp, n: {**dict.fromkeys('FPR', tp / n), 'n_ref': n, 'n_est': n, 'tp': tp}\n"
        "total = row(sum(right), len(right))\n"
        "tracks = {n: {**row(tp, 1), 'classes': {'SD': row(tp, 1)}} for n, tp in zip(names, right)}\n"
        "w = {'sum': total, 'sum_F_95': [1, 1], 'class': {'SD': total}, 'tracks': tracks}\n"
        "timing = {'all': {'n': 1, 'median_ms': 0.5}}\n"
        "out = {'n_tracks': len(names), 'timing': timing, 'timing_tracks': {n: timing['all'] for n in names}, 'windows': {k: w for k in given['--window'].split(',')}}\n"
        "pathlib.Path(given['--json']).write_text(json.dumps(out))\n"
    )
    return dev


def test_recordings_are_judged_by_the_scorer_beside_them(tmp_path: Path) -> None:
    dev = recordings(tmp_path)
    command = fake_command(tmp_path, [Note(0.5, "snare", 100)])
    report = tmp_path / "report.json"
    arguments = ["--work", str(tmp_path / "work"), "--dev", str(dev), "--command", command, "--json", str(report)]
    assert main(["evaluate", *arguments]) == 0
    scored = json.loads(report.read_text())["dev"]
    assert (scored["all"]["n_tracks"], scored["strict"]["n_tracks"]) == (2, 1)
    assert [one.what for one in bars({"dev": scored})] == [
        "recordings, F at 50 ms",
        "recordings, F at 25 ms",
        "recordings, F at 10 ms",
        "recordings, SD, F at 50 ms",
        "recordings, timing of all (ms)",
        "recordings, timing of A (ms)",
    ]


def test_tones_are_made_once_and_compared_with_the_recordings_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dev, answers, report = recordings(tmp_path), tmp_path / "answers", tmp_path / "report.json"
    right, wrong = [Note(0.5, "snare", 100)], [Note(0.5, "kick", 100)]
    for name in ("A", "Country1"):
        write_midi(answers / f"{name}.mid", right)
        for tone in TONES:
            spoilt = tone == "low-pass-3k" or (tone, name) == ("noise-40", "Country1")
            write_midi(answers / f"{name}-{tone}.mid", wrong if spoilt else right)
    work = ["--work", str(tmp_path / "work"), "--tones"]
    assert main(["evaluate", *work]) == 3
    assert "--dev" in capsys.readouterr().err
    made = []
    for _ in range(2):
        assert main(["evaluate", *work, "--dev", str(dev), "--midi", str(answers), "--json", str(report)]) == 0
        made.append({path: path.stat().st_mtime_ns for path in (tmp_path / "work" / "tones-1").iterdir()})
    assert len(made[0]) == 2 * len(TONES)
    assert made[0] == made[1]
    treble = {
        tone: np.abs(np.fft.rfft(soundfile.read(tmp_path / "work" / "tones-1" / f"A-{tone}.wav")[0])[10_000:]).mean()
        for tone in ("low-pass-3k", "bass-12", "treble+9")
    }
    assert 4 * treble["low-pass-3k"] < treble["bass-12"] < treble["treble+9"]
    tones = json.loads(report.read_text())["tones"]
    assert list(tones) == ["as they are", *TONES]
    assert {name for name, row in tones.items() if row["lost"]} == {"low-pass-3k", "noise-40"}
    assert tones["low-pass-3k"] == {
        "f": {"0.05": 0, "0.025": 0, "0.01": 0},
        "classes": {"SD": 0},
        "lost": 100,
        "lost_interval": [100, 100],
    }
    assert tones["noise-40"]["f"] == {"0.05": 0.5, "0.025": 0.5, "0.01": 1}
    assert "noise-40                  0.500  0.500  1.000  0.500   50.00 (+0.00 to +100.00)" in capsys.readouterr().out


def test_speech_is_judged_alone_and_over_the_recordings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dev, answers, report = recordings(tmp_path), tmp_path / "answers", tmp_path / "report.json"
    right, wrong = [Note(0.5, "snare", 100)], [Note(0.5, "kick", 100)]
    for speaker in SPEAKERS:
        write_midi(answers / f"{speaker}.mid", wrong if speaker == "man" else [])
    for name in ("A", "Country1"):
        write_midi(answers / f"{name}.mid", right)
        for speaker in SPEAKERS:
            write_midi(answers / f"{name}-{speaker}.mid", wrong if speaker == "man" else right)
    work = ["--work", str(tmp_path / "work"), "--voices"]
    assert main(["evaluate", *work]) == 3
    assert "--dev" in capsys.readouterr().err
    assert main(["evaluate", *work, "--dev", str(dev), "--midi", str(answers), "--json", str(report)]) == 0
    folder = tmp_path / "work" / "voices-1"
    drums, mix = (soundfile.read(path, dtype="float32")[0] for path in (dev / "A.wav", folder / "A-dita.wav"))
    voice = mix - np.dot(mix, drums) / np.dot(drums, drums) * drums
    assert 20 * np.log10(rms(mix - voice) / rms(voice)) == pytest.approx(SOFTER_DB, abs=0.5)
    spoken, rate = soundfile.read(folder / "man.wav")
    voices = json.loads(report.read_text())["voices"]
    assert voices["alone"] == {
        speaker: pytest.approx(60 * rate / len(spoken) * (speaker == "man")) for speaker in SPEAKERS
    }
    assert {name for name, row in voices["under"].items() if row["lost"]} == {"man"}
    assert "speech alone, notes a minute: man " in capsys.readouterr().out


def write_guitar(songs: Path, samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    """The guitar's track, of whole seconds, of a song of that folder."""
    track = songs / "band" / "A Song" / "guitar.ogg"
    track.parent.mkdir(parents=True)
    with soundfile.SoundFile(track, "w", RATE, 1) as file:
        for second in samples.reshape(-1, RATE):
            file.write(second)  # libsndfile crashes where it is given a minute of Vorbis at once


def test_guitars_are_judged_by_their_loudest_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev, answers, songs = recordings(tmp_path), tmp_path / "answers", tmp_path / "songs"
    work = ["evaluate", "--work", str(tmp_path / "work"), "--guitars", "--dev", str(dev), "--midi", str(answers)]
    monkeypatch.setattr(guitars, "SONGS", songs)
    for name in ("a-song", "A", "Country1", "A-a-song", "Country1-a-song"):
        write_midi(answers / f"{name}.mid", [Note(0.5, "snare", 100)])
    assert main(work) == 3
    assert "apt-get install fretsonfire-songs" in capsys.readouterr().err
    loud = np.arange(60 * RATE) // RATE == 30
    write_guitar(songs, np.where(loud, 0.8, 0.1) * np.sin(np.arange(len(loud))))
    assert main(work) == 0
    taken = soundfile.read(tmp_path / "work" / "guitars-1" / "a-song.wav", dtype="float32")[0]
    assert len(taken) == guitars.SECONDS * RATE
    assert np.abs(taken).max() == pytest.approx(0.5, abs=0.01)
    assert "guitars alone, notes a minute: a-song 1.5" in capsys.readouterr().out


def test_a_song_is_guitar_voice_and_band_as_loud_as_the_drums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev, answers = recordings(tmp_path), tmp_path / "answers"
    for name in ("a-song", "A", "Country1", "A-a-song", "Country1-a-song"):
        write_midi(answers / f"{name}.mid", [Note(0.5, "snare", 100)])
    tone = np.sin(2 * np.pi * 300 * np.arange(4 * RATE) / RATE)
    write_guitar(tmp_path / "songs", 0.3 * tone)
    monkeypatch.setattr(guitars, "SONGS", tmp_path / "songs")
    monkeypatch.setattr(music, "GENERAL_USER", "sounds/sf2/TimGM6mb.sf2")
    work = ["evaluate", "--work", str(tmp_path / "work"), "--songs", "--dev", str(dev), "--midi", str(answers)]
    assert main(work) == 0
    assert "songs alone, notes a minute: a-song 15.0" in capsys.readouterr().out
    heard = soundfile.read(tmp_path / "work" / "songs-1" / "a-song.wav", dtype="float32")[0]
    assert len(heard) == 4 * RATE
    share = np.dot(heard, tone) / np.sqrt(np.dot(heard, heard) * np.dot(tone, tone))
    assert share == pytest.approx(1 / np.sqrt(3), abs=0.15)  # one of three, all as loud


@pytest.mark.parametrize("name", sorted(TONES.keys() - {"overdriven"}))
def test_tones_do_not_clip(name: str) -> None:
    seconds = np.arange(RATE) / RATE
    for hertz in (60, 1500, 8000):  # strokes that were clipped to a square wave, as loud masters have them
        stroke = np.sign(np.sin(2 * np.pi * hertz * seconds)) * np.exp(-seconds * 20)
        loud = np.concatenate([np.zeros(RATE // 2), stroke]).astype(np.float32)
        out = apply(TONES[name], loud * np.float32(headroom_gain(loud)))
        assert np.abs(out).max() < 0.99


def test_noise_lies_below_the_peak() -> None:
    click = np.zeros(RATE, np.float32)
    click[100] = -0.5
    noise = apply(Chain(noise_db=-40), click) - click
    assert 20 * np.log10(np.sqrt(np.mean(noise**2)) / 0.5) == pytest.approx(-40, abs=0.1)
