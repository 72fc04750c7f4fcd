# SPDX-License-Identifier: Apache-2.0
"""Speech, in which nothing should be found, alone and over recordings: what is most like hats and snares in full mixes.

It is spoken by programs that training does not use.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kitscribe_models.errors import InputError
from kitscribe_models.evaluate.beside import Beside, measure_beside
from kitscribe_models.evaluate.sound import Samples
from kitscribe_models.evaluate.tool import run
from kitscribe_models.evaluate.transcriber import Transcriber
from kitscribe_models.index import read_mono

RECIPE = 1  # raise it whenever the voices change
# Two that are synthesised, two of recorded pieces of speech; both of the latter read English as if it were their own language.
FESTIVAL = ("text2wave", "{text}", "-o", "{file}", "-eval")
SPEAKERS = {
    "man": ("espeak-ng", "-v", "en-us+m3", "-f", "{text}", "-w", "{file}"),
    "woman": ("espeak-ng", "-v", "en-us+f2", "-f", "{text}", "-w", "{file}"),
    "dita": (*FESTIVAL, "(voice_czech_dita)"),
    "lp": (*FESTIVAL, "(voice_lp_diphone)"),
}
PACKAGES = "espeak-ng festival festvox-czech-dita festvox-italp16k"
TEXT = (
    "A producer sat in the studio and listened to the same six songs again. She said that the singer should stand closer, "
    "and that the bass was too soft. Outside it was raining; cars passed on the wet street. They tried a take without "
    "guitars, then one with strings, and at last just the voice. It took them until half past ten. Sometimes what is simple "
    "sounds best, she thought, and put the coffee cups back on the shelf."
)
SOFTER_DB = 6.0  # than the drums, by RMS


def measure_voices(work: Path, transcriber: Transcriber, dev: Path) -> Beside:
    """Notes a minute in speech alone, and scores of the recordings under each speaker."""
    spoken = {name: partial(speech, name) for name in SPEAKERS}
    return measure_beside(work / f"voices-{RECIPE}", spoken, SOFTER_DB, transcriber, dev)


@cache  # a full run has them speak in songs, too
def speech(speaker: str) -> Samples:
    """Let one of the speakers say the text."""
    with TemporaryDirectory() as folder:
        text, file = Path(folder) / "text.txt", Path(folder) / "speech.wav"
        text.write_text(TEXT)
        run(PACKAGES, *(word.format(text=text, file=file) for word in SPEAKERS[speaker]))
        if not file.exists():  # festival does not tell of a voice that it has not
            raise InputError(f"{speaker}: nothing was spoken: apt-get install {PACKAGES}")
        return read_mono(file)
