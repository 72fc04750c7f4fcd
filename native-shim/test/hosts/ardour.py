# SPDX-License-Identifier: Apache-2.0
"""Records the plugin's notes in Ardour: ardour.py MAKE_DRUMS FOLDER-OF-THE-REFERENCE.

The plugin is installed, a session is made by ardour.lua, drums are played on a track with the LV2 plugin and one with the VST3 plugin, their
MIDI outputs are recorded on other tracks, and the recorded regions are read back: each must hold the notes of `transcribe`, each within 1 ms of where the reference plugin's note lies. Then the session is
opened again, and gives the same.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import wave
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import mido

HERE = Path(__file__).resolve().parent
KITSCRIBE = HERE.parents[2] / "kitscribe"
ARDOUR = Path("/usr/lib/ardour7")
RATE = 48000
SECONDS = 10
SENSITIVITY = 60  # as in ardour.lua
BEAT = 0.5  # seconds, at Ardour's 120 bpm
TICKS = 1920  # of Ardour, a beat
TOLERANCE = 0.001


class Note(NamedTuple):
    """A note and when it begins."""

    key: int
    seconds: float
    velocity: int


def main(make_drums: str, reference_folder: str) -> None:
    run(str(KITSCRIBE), "host", "--help")  # builds it, with the user's own home
    with tempfile.TemporaryDirectory() as work:
        for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "VST3_PATH"):
            os.environ.pop(variable, None)
        os.environ |= {
            "HOME": work,
            "LV2_PATH": f"{work}/.lv2:{reference_folder}",
            "SESSION": f"{work}/drums",
            "SECONDS_TO_PLAY": str(SECONDS + 1),
        }
        session = Path(work) / "drums"
        drums = Path(work) / "drums.wav"
        run(make_drums, str(drums), str(RATE), str(SECONDS))
        expected = transcribe(drums)
        clicks = Path(work) / "clicks.wav"
        write_clicks(clicks, {round(note.seconds * RATE) for note in expected})

        run(str(KITSCRIBE), "install")
        scan(Path(work) / ".vst3" / "Kitscribe.vst3")
        ardour("make")
        add_recordings(session, {"lv2": drums, "vst3": drums, "reference": clicks})
        for take in (1, 2):
            ardour("record")
            reference = recorded(session, "reference notes", take)
            for plugin in ("lv2", "vst3"):
                off = compare(expected, recorded(session, f"{plugin} notes", take), reference)
                print(f"take {take}, {plugin}: {len(expected)} notes as in the file, {off * 1000:.3f} ms off at most")


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"ardour: {command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def ardour(step: str) -> None:
    os.environ["STEP"] = step
    run("timeout", "120", "ardour7-lua", str(HERE / "ardour.lua"))


def scan(bundle: Path) -> None:
    """Has Ardour look at a VST3 bundle, as its plugin manager would: without windows it only reads what was found before."""
    run("env", f"LD_LIBRARY_PATH={ARDOUR}", str(ARDOUR / "ardour-vst3-scanner"), "-q", str(bundle))


def transcribe(drums: Path) -> list[Note]:
    midi = drums.with_suffix(".mid")
    options = ("--latency", "balanced", "--sensitivity", str(SENSITIVITY), "--json", "-o", str(midi))
    (line,) = run(str(KITSCRIBE), "transcribe", str(drums), *options).splitlines()
    notes = json.loads(line)["notes"]
    return [Note(note["note"], note["position"] / RATE, note["velocity"]) for note in notes]


def write_clicks(path: Path, positions: set[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"".join(b"\x00\x40" if i in positions else b"\0\0" for i in range(SECONDS * RATE)))


def add_recordings(session: Path, recordings: dict[str, Path]) -> None:
    """Puts a recording on each track. Ardour's Lua cannot import files, so this writes what an import would."""
    path = session / f"{session.name}.ardour"
    tree = ET.parse(path)
    root = tree.getroot()
    next_id = int(root.attrib["id-counter"])
    length = SECONDS * int(root.find("TempoMap").attrib["superclocks-per-second"])
    for track, recording in recordings.items():
        shutil.copy(recording, session / "interchange" / session.name / "audiofiles")
        source = {"id": str(next_id), "name": recording.name, "type": "audio", "flags": "", "channel": "0", "gain": "1"}
        ET.SubElement(root.find("Sources"), "Source", source)
        region = {
            "id": str(next_id + 1), "name": track, "type": "audio", "start": "a0", "length": f"a{length}@a0", "channels": "1",
            "source-0": str(next_id), "master-source-0": str(next_id), "opaque": "1", "first-edit": "nothing",
            "scale-amplitude": "1", "fade-in-active": "0", "fade-out-active": "0",
        }  # fmt: skip
        ET.SubElement(root.find(f"Playlists/Playlist[@name='{track}']"), "Region", region)
        next_id += 2
    root.attrib["id-counter"] = str(next_id)
    tree.write(path, encoding="UTF-8", xml_declaration=True)


def recorded(session: Path, track: str, take: int) -> list[Note]:
    """The notes of a take's region on a MIDI track, at their times in the session."""
    root = ET.parse(session / f"{session.name}.ardour").getroot()
    regions = root.findall(f"Playlists/Playlist[@name='{track}']/Region")
    (region,) = (r for r in regions if r.attrib["name"].startswith(f"Take{take}_"))
    source = root.find(f"Sources/Source[@id='{region.attrib['source-0']}']").attrib["name"]
    position = int(region.attrib["length"].split("@b")[1]) - int(region.attrib["start"][1:])
    file = mido.MidiFile(session / "interchange" / session.name / "midifiles" / source)
    notes, ticks = [], 0
    for message in file.tracks[0]:
        ticks += message.time
        if message.type == "note_on" and message.velocity > 0:
            beats = position / TICKS + ticks / file.ticks_per_beat
            notes.append(Note(message.note, beats * BEAT, message.velocity))
    return notes


def compare(expected: list[Note], notes: list[Note], reference: list[Note]) -> float:
    """Ends with a message where the notes are others; returns the largest difference in time from the reference's."""
    onsets = sorted({note.seconds for note in expected})
    if len(reference) != len(onsets):
        sys.exit(f"ardour: recorded {len(reference)} notes of the reference, expected {len(onsets)}")
    shown = dict(zip(onsets, sorted(note.seconds for note in reference), strict=True))
    expected, notes = sorted(expected), sorted(notes)
    wanted, got = (Counter((n.key, n.velocity) for n in some) for some in (expected, notes))
    if wanted != got:
        sys.exit(f"ardour: {len(notes)} of {len(expected)} notes; not there {wanted - got}, too many {got - wanted}")
    off = [abs(new.seconds - shown[old.seconds]) for old, new in zip(expected, notes, strict=True)]
    if max(off) > TOLERANCE:
        sys.exit(f"ardour: notes lie up to {max(off)} s from the reference's")
    return max(off)


if __name__ == "__main__":
    main(*sys.argv[1:])
