# SPDX-License-Identifier: Apache-2.0
"""Records the plugin's notes in Ardour: ardour.py MAKE_DRUMS FOLDER-OF-THE-REFERENCE.

The plugin is installed, a session is made by ardour.lua, drums are played on a track with the LV2 plugin and one with the VST3 plugin, their
MIDI outputs are recorded on other tracks, and the recorded regions are read back: they must hold the notes of `transcribe`, each within 1 ms
of where the reference plugin's note lies. Then the session is opened again, and gives the same.
"""

import os
import shutil
import sys
import wave
import xml.etree.ElementTree as ET
from pathlib import Path

import mido
from common import HERE, RATE, SECONDS, Note, expect_same, installed, run, transcribe

ARDOUR = Path("/usr/lib/ardour7")
SENSITIVITY = 60  # as in ardour.lua
BEAT = 0.5  # seconds, at Ardour's 120 bpm
TICKS = 1920  # of Ardour, a beat
TOLERANCE = 0.001


def main(make_drums: str, reference_folder: str) -> None:
    with installed() as home:
        session = home / "drums"
        os.environ |= {
            "LV2_PATH": f"{home}/.lv2:{reference_folder}",
            "SESSION": str(session),
            "SECONDS_TO_PLAY": str(SECONDS + 1),
        }
        drums, clicks = home / "drums.wav", home / "clicks.wav"
        run(make_drums, drums, str(RATE), str(SECONDS))
        expected = transcribe(drums, "--sensitivity", str(SENSITIVITY))
        write_clicks(clicks, {round(note.seconds * RATE) for note in expected})

        scan(home / ".vst3" / "Kitscribe.vst3")
        ardour("make")
        add_recordings(session, {"lv2": drums, "vst3": drums, "reference": clicks})
        for take in (1, 2):
            ardour("record")
            reference = recorded(session, "reference notes", take)
            for plugin in ("lv2", "vst3"):
                off = compare(expected, recorded(session, f"{plugin} notes", take), reference)
                print(f"take {take}, {plugin}: {len(expected)} notes as in the file, {off * 1000:.3f} ms off at most")


def ardour(step: str) -> None:
    os.environ["STEP"] = step
    run("timeout", "240", "ardour7-lua", HERE / "ardour.lua")


def scan(bundle: Path) -> None:
    """Has Ardour look at a VST3 bundle, as its plugin manager would: without windows it only reads what was found before."""
    run("env", f"LD_LIBRARY_PATH={ARDOUR}", ARDOUR / "ardour-vst3-scanner", "-q", bundle)


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
    expect_same("ardour", expected, notes)
    expected, notes = sorted(expected), sorted(notes)
    off = [abs(new.seconds - shown[old.seconds]) for old, new in zip(expected, notes, strict=True)]
    if max(off) > TOLERANCE:
        sys.exit(f"ardour: notes lie up to {max(off)} s from the reference's")
    return max(off)


if __name__ == "__main__":
    main(*sys.argv[1:])
