# SPDX-License-Identifier: Apache-2.0
"""Which drum a sample holds, told from its file and folder names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

# Tried in this order: what says more comes first ("open hat" before "hat", "ride bell" before "ride").
# Names are matched in lower case, words apart by single spaces, numbers as words of their own.
PATTERNS = tuple(
    (instrument, re.compile(rf"\b(?:{pattern})\b"))
    for instrument, pattern in (
        ("other_perc", r"bongos?|congas?|cajons?|djembes?|tablas?|timbales?|quinto|tumba|claves?|agogos?|guiros?"),
        ("other_perc", r"wood ?blocks?|triangles?|cabasas?|vibra ?slaps?|castanets?|body perc\w*|percs?"),
        ("hh_open", r"(?:open|loose) ?(?:hi ?)?hats?|(?:hi ?)?hats? (?:\w+ )?(?:open|half|loose|long|o)|o ?hi ?hats?"),
        ("hh_open", r"(?:open|half) ?hh|hh ?(?:open|half|o)"),
        ("hh_pedal", r"(?:pedal|foot) ?(?:hi ?)?hats?|(?:hi ?)?hats? (?:\w+ )?(?:pedal|foot)|(?:pedal|foot) ?hh"),
        ("hh_pedal", r"hh ?(?:pedal|foot|p)"),
        ("hh_closed", r"(?:c ?)?hi ?hats?|hats?|(?:closed? ?)?hh(?: ?c(?:losed?)?)?"),
        ("ride_bell", r"ride ?(?:cymbal )?bells?|bell ride"),
        ("cowbell", r"cow ?bells?|cowb"),
        ("ride_bell", r"bells?"),
        ("ride", r"rides?"),
        ("china", r"chinas?|chinese"),
        ("splash", r"splash(?:es)?"),
        ("crash", r"crash(?:es)?|cymbals?|cym"),
        ("sidestick", r"(?:side|cross|x) ?sticks?"),
        ("rimshot", r"rim ?shots?|rims?"),
        ("clap", r"(?:hand ?)?claps?"),
        ("tambourine", r"tambou?rine?s?|tambs?"),
        ("shaker", r"shakers?|maracas?"),
        ("tom_low", r"(?:floor|low) ?toms?(?: \d+)?|toms? (?:\w+ )?(?:floor|low|lo|l)|lo ?toms?|toms? 0?[3-9]"),
        ("tom_mid", r"(?:mid|middle) ?toms?|toms? (?:\w+ )?(?:mid|middle|m)|rack ?toms? 0?[23]|toms? 0?2"),
        ("tom_high", r"(?:hi|high|rack) ?toms?|toms? (?:\w+ )?(?:hi|high|h)|toms? 0?1"),
        ("tom_mid", r"toms?"),
        ("snare", r"snares?|snr|snaredrum"),
        ("kick", r"kicks?|bass ?drums?|kik|kickdrum"),
    )
)

# The two letters of drum machines count in file names only: a folder "OH" holds overhead microphones.
SHORT = {
    "bd": "kick", "kd": "kick", "sd": "snare", "sn": "snare", "rs": "rimshot", "ss": "sidestick",
    "ch": "hh_closed", "chh": "hh_closed", "oh": "hh_open", "ohh": "hh_open", "ph": "hh_pedal", "phh": "hh_pedal",
    "ht": "tom_high", "mt": "tom_mid", "lt": "tom_low", "ft": "tom_low", "cp": "clap", "cb": "cowbell",
    "cy": "crash", "cr": "crash", "rd": "ride", "ma": "shaker", "cl": "other_perc",
    "hc": "other_perc", "mc": "other_perc", "lc": "other_perc",
}  # fmt: skip

# Words that number a sample inside its articulation: velocity layers and round robins.
LAYER = re.compile(r"\b(?:v|vel|velocity|layer|lev) ?(\d+)\b")
ROUND_ROBIN = re.compile(r"\b(?:rr|robin|take) ?(\d+)\b")
DYNAMICS = ("ppp", "pp", "p", "soft", "mp", "medium", "mf", "f", "hard", "ff", "fff")
# Folders of such names tell something of the drum, not of the kit.
QUALIFIERS = frozenset(
    "open closed half loose pedal foot low lo mid middle high hi floor rack left right l r".split()  # noqa: SIM905
)
MACHINE = re.compile(r"\b(?:[678]0[68]|[79]0[79]|cr ?78|lm ?[12]|linn|electro\w*|synth\w*|machine|analog\w*|digital)\b")


@dataclass(frozen=True)
class Name:
    """What a path tells: the index's instrument, the kit, the articulation and the place within it."""

    instrument: str
    kit: str
    articulation: str
    layer: int
    round_robin: int
    kind: str


def words(text: str) -> str:
    """Lower case words and numbers with single spaces: ``SnareDrum_v2`` is ``snare drum v 2``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)|[\W_]+", " ", text)
    return " ".join(apart.lower().split())


def instrument_of(text: str) -> str | None:
    """The instrument that these words name, if any."""
    return next((name for name, pattern in PATTERNS if pattern.search(text)), None)


def related(one: str | None, other: str | None) -> bool:
    """Whether both are hats, or both toms."""
    return one is not None and other is not None and one[:3] == other[:3] and one[:3] in ("hh_", "tom")


def describe(path: PurePath, root_name: str) -> Name | None:
    """Read `path` (relative to the sample folder); None where neither file nor folders name a drum.

    The file's own name counts first, then the folders from the inside out; folders that name no drum are the kit.
    """
    parts = [*(words(part) for part in path.parts[:-1]), words(path.stem)]
    found = [instrument_of(part) for part in parts]
    found[-1] = found[-1] or next((SHORT[word] for word in parts[-1].split() if word in SHORT), None)
    own = next((i for i in reversed(range(len(parts))) if found[i]), None)
    if own is None:
        return None
    # Neighbouring names may say together which hat or tom it is: Hats/Open/01.wav, Low Toms/tom 1.wav.
    first = own - 1 if own and related(found[own - 1], found[own]) else own
    instrument = instrument_of(" ".join(parts[first:])) or found[own] or ""
    stem = parts[-1]
    layer, robin = LAYER.search(stem), ROUND_ROBIN.search(stem)
    dynamic = next((i for i, word in enumerate(DYNAMICS) if re.search(rf"\b{word}\b", stem)), 0)
    plain = ROUND_ROBIN.sub("", LAYER.sub("", stem))
    plain = re.sub(rf"\b(?:\d+|{'|'.join(DYNAMICS)})\b", "", plain)
    kit = "_".join(
        part.replace(" ", "-")
        for part, drum in zip(parts[:-1], found[:-1], strict=True)
        if not drum and part not in QUALIFIERS
    )
    return Name(
        instrument,
        kit or words(root_name).replace(" ", "-") or "kit",
        "_".join(plain.split()) or instrument,
        int(layer[1]) if layer else dynamic + 1,
        int(robin[1]) if robin else 1,
        "electronic" if MACHINE.search(" ".join(parts)) else "acoustic",
    )
