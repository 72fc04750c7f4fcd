# SPDX-License-Identifier: Apache-2.0
"""The numbers that training and Java share. `export` writes them into the pack's `pack.json`."""

from __future__ import annotations

from dataclasses import dataclass, field

RATE = 44_100
HOP = 441
WINDOW_SECONDS = 2.5
WINDOW_FRAMES = int(WINDOW_SECONDS * RATE / HOP)


@dataclass(frozen=True)
class Spectrum:
    """One STFT and its mel bands; `per_hop` spectra stand in each frame."""

    size: int
    bands: int
    low_hz: float
    high_hz: float
    per_hop: int


@dataclass(frozen=True)
class Treble:
    """How a dull recording's treble is lifted: what lies above `above_hz` to `dull_db` below the loudest band, from `low_hz` (none) to `high_hz` (whole).

    Beyond `most_db` by less and less, beyond `absent_db` not at all: there is none. The lift grows by `rise_db` a second.
    """

    above_hz: float = 9000.0
    dull_db: float = 35.0
    most_db: float = 50.0
    absent_db: float = 60.0
    rise_db: float = 2.0
    low_hz: float = 3000.0
    high_hz: float = 12_000.0


@dataclass(frozen=True)
class Pitch:
    """Where a frame's pitch is looked for; a partial that lies no more than `below_db` below the strongest is loud."""

    low_hz: float = 60.0
    high_hz: float = 450.0
    below_db: float = 10.0


@dataclass(frozen=True)
class Range:
    """Frequencies of which a frame tells the loudness."""

    low_hz: float
    high_hz: float


@dataclass(frozen=True)
class Features:
    """Both spectra of a frame, and what is added to a band's power (full-scale sine = 1) before the logarithm.

    That is `floor`, and a floor that follows the stream: `below_loudest_db` below its loudest band so far, of whose
    level `release_db` are forgotten in a second.
    """

    floor: float = 1e-12
    below_loudest_db: float = 52.0
    release_db: float = 1.0
    treble: Treble = field(default=Treble())
    pitch: Pitch = field(default=Pitch())
    # where kicks are loud and nothing else, where snares and toms are, and where metal is
    loudness: tuple[Range, ...] = (Range(30.0, 100.0), Range(150.0, 3000.0), Range(8000.0, RATE / 2))
    long: Spectrum = field(default=Spectrum(2048, 84, 30.0, 16_000.0, 1))
    short: Spectrum = field(default=Spectrum(256, 16, 60.0, 16_000.0, 3))

    @property
    def width(self) -> int:
        """Bands in a frame vector: what the network hears."""
        return self.long.bands + self.short.bands * self.short.per_hop


FEATURES = Features()

# Frames after the onset's own that a head sees. With half of the 2048-sample window (23 ms) that is
# 43, 143 and 503 ms of audio after the onset.
LOOK_AHEAD = {"quick": 2, "balanced": 12, "accurate": 48}
SETTINGS = tuple(LOOK_AHEAD)
# Frames by which what was struck is told after when: a peak is known to be one so many frames later anyway. A setting
# that has any has its peaks picked by the head `early`, and its own stands on so many layers more, a frame each.
LATE = {"quick": 2, "balanced": 0, "accurate": 0}
HEADS = ("early", *SETTINGS)


@dataclass(frozen=True)
class Group:
    """Drums that compete for one onset; `multiple`: two of them can sound together.

    `prior`: how often it is struck in music, against how often in training, where rare drums are played more often.
    """

    name: str
    drums: tuple[str, ...]
    multiple: bool = False
    dominance: int = 2
    also: float = 0.6
    prior: float = 1.0


GROUPS = (
    Group("kick", ("kick",)),
    # flams: two strokes of a snare may lie 20 ms apart, other groups' 30 ms
    Group("snare", ("snare", "side_stick"), dominance=1),
    Group("tom", ("high_tom", "mid_tom", "low_tom"), multiple=True, prior=0.4),
    Group("hat", ("closed_hat", "pedal_hat", "open_hat")),
    Group("cymbal", ("ride", "ride_bell", "crash", "china", "splash"), multiple=True),
    Group("percussion", ("clap", "cowbell", "tambourine", "shaker"), multiple=True),
)
DRUMS = tuple(drum for group in GROUPS for drum in group.drums)
GROUP_OF = {drum: g for g, group in enumerate(GROUPS) for drum in group.drums}
DRUM_INDEX = {drum: i for i, drum in enumerate(DRUMS)}
GM_NOTE = {
    "kick": 36,
    "snare": 38,
    "side_stick": 37,
    "high_tom": 50,
    "mid_tom": 47,
    "low_tom": 43,
    "closed_hat": 42,
    "pedal_hat": 44,
    "open_hat": 46,
    "ride": 51,
    "ride_bell": 53,
    "crash": 49,
    "china": 52,
    "splash": 55,
    "clap": 39,
    "cowbell": 56,
    "tambourine": 54,
    "shaker": 70,
}
# Channels of a heat row: onset and time per group, member and level per drum.
HEAT_WIDTH = 2 * len(GROUPS) + 2 * len(DRUMS)


@dataclass(frozen=True)
class Consistency:
    """How strokes that sound alike vote for one another's drum (docs/design.md, "Consistency")."""

    families: tuple[tuple[str, ...], ...]
    channels: int
    memory: int
    lowest: float
    weight: float
    doubt: float


CONSISTENCY = Consistency((("snare", "tom", "percussion"), ("hat", "cymbal")), 16, 512, 0.05, 4.0, 1.0)


@dataclass(frozen=True)
class Recurrence:
    """How much is believed that what was struck once is struck again where the strokes before are the same (docs/design.md, "Recurrence")."""

    lowest: float
    memory: int
    span: int
    apart: int
    sharpness: float
    doubt: float
    neutral: float
    again: float
    alike: float


RECURRENCE = Recurrence(
    lowest=0.05, memory=256, span=80, apart=15, sharpness=12.0, doubt=0.15, neutral=0.9, again=5.0, alike=2.0
)


@dataclass(frozen=True)
class Clarity:
    """Where strokes of `groups` are clearly heard, a doubtful one is doubted (docs/design.md, "Clarity")."""

    groups: tuple[str, ...]
    first: int
    memory: int
    below: float
    covered: float


CLARITY = Clarity(groups=("hat",), first=4, memory=32, below=3.0, covered=1.5)


@dataclass(frozen=True)
class Cover:
    """How it is told that other music covers the drums, and what is doubted then (docs/design.md, "Cover")."""

    range: int
    first: int
    open_db: float
    covered_db: float
    groups: tuple[str, ...]
    clear_db: float
    deep_db: float
    doubt: float


COVER = Cover(range=1, first=100, open_db=13.0, covered_db=9.0, groups=("snare",), clear_db=5.0, deep_db=2.0, doubt=1.0)


@dataclass(frozen=True)
class Heights:
    """How the drums of `group`, which stand in it from high to low, are told by their pitch (docs/design.md, "Heights")."""

    group: str
    after: int
    least: float
    memory: int
    sharpness: float
    told: float
    spread: float


HEIGHTS = Heights(group="tom", after=2, least=0.5, memory=64, sharpness=4.0, told=0.6, spread=0.55)


@dataclass(frozen=True)
class Loudness:
    """How the network's word on a level gives way to what is measured in a group's range (docs/design.md, "Loudness")."""

    after: int
    weight: float
    most_db: float
    ranges: dict[str, int]


LOUDNESS = Loudness(
    after=2,
    weight=0.8,
    most_db=1.5,
    ranges={"kick": 0, "snare": 1, "tom": 1, "hat": 2, "cymbal": 2, "percussion": 2},
)


@dataclass(frozen=True)
class Masking:
    """A much louder drum hides how strokes of `drums` begin, and `ringing` ones come back as if struck (docs/design.md, "Masking")."""

    by: str
    drums: tuple[str, ...]
    least: float
    reach_ms: float
    louder_db: float
    ringing: tuple[str, ...]
    back_from_ms: float
    back_to_ms: float
    back_odds: float


@dataclass(frozen=True)
class Beginning:
    """A stroke in the first `frames` of a passage that is softer than `least_db` is a recording's noise that sets in (docs/design.md, "Beginning")."""

    frames: int
    least_db: float


# A passage begins .2 s before its first sound.
BEGINNING = Beginning(frames=23, least_db=-55.0)
# Frames after a stroke by which it is judged, too, where nobody waits for it.
HINDSIGHT = 3000
MASKING = Masking(
    by="kick",
    drums=("snare", "side_stick", "closed_hat", "pedal_hat", "open_hat", "ride", "ride_bell"),
    least=0.5,
    reach_ms=15.0,
    louder_db=5.0,
    ringing=("ride", "ride_bell", "crash", "china", "splash"),
    back_from_ms=10.0,
    back_to_ms=30.0,
    back_odds=0.37,
)
# Channels of a heat row as a network gives it: the embeddings of the families' strokes follow.
ROW_WIDTH = HEAT_WIDTH + len(CONSISTENCY.families) * CONSISTENCY.channels
