# SPDX-License-Identifier: Apache-2.0
"""The report as text; each function turns one part of it into lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kitscribe_models.evaluate.bar import Bar
from kitscribe_models.evaluate.beside import Beside
from kitscribe_models.evaluate.dynamics import Timing, Velocity
from kitscribe_models.evaluate.gain import Gain
from kitscribe_models.evaluate.scores import Figure
from kitscribe_models.evaluate.tones import Tone

LINES = 20  # of single failures


def renders(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell how renders of unseen kits were transcribed."""
    yield f"\nRenders of unseen kits: {part['tracks']} tracks, {part['kits']} kits, {part['seconds']:.0f} s"
    yield f"audible: {part['audible']} of {part['notes']} notes, {100 * part['audible'] / part['notes']:.1f} %"
    yield "families: " + ", ".join(f"{drum} {number}" for drum, number in part["families"].items())
    for window, figures in part["groups"].items():
        yield from _table(f"6 groups, {1000 * float(window):g} ms", figures)
    for window, figures in part["drums"].items():
        yield from _table(f"18 drums, {1000 * float(window):g} ms", figures)
    yield from _table("by kit and part, 25 ms", part["parts"])
    yield from _table("first .3 s, 25 ms", part["beginnings"])
    yield from _timing(part["timing"])
    yield from _velocity(part["velocity"])


def _table(title: str, figures: Mapping[str, Figure]) -> Iterator[str]:
    yield f"\n{title:<22}{'true':>7}{'written':>9}{'P':>7}{'R':>7}{'F':>7}   95 % of tracks"
    for name, row in figures.items():
        bounds = f"{row['interval'][0]:.3f} to {row['interval'][1]:.3f}" if row["interval"] else ""
        yield (
            f"{name:<22}{row['true']:>7}{row['written']:>9}{row['precision']:>7.3f}{row['recall']:>7.3f}"
            f"{row['f']:>7.3f}   {bounds}"
        )


def _timing(timings: Mapping[str, Timing]) -> Iterator[str]:
    yield "\ntiming, found minus true (ms): median, median deviation"
    for name, row in timings.items():
        yield f"{name:<12}{row['n']:>6}{row['median_ms']:>8.2f}{row['spread_ms']:>8.2f}"


def _velocity(row: Velocity | None) -> Iterator[str]:
    if row is None:
        yield "\nvelocity: no drum with hits enough"
        return
    yield (
        f"\nvelocity: {row['n']} notes, mean absolute error {row['mean_absolute_error']:.1f}, slope {row['slope']:.2f}, "
        f"written {row['lowest']} to {row['highest']}"
    )


def case18(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell how the 18 notes came back."""
    yield (
        f"\n18 notes: {part['right']} of {part['renders']} renders right ({100 * part['right'] / part['renders']:.1f} %); "
        f"in all {part['missed']} missed, {part['late']} late, {part['extra']} extra"
    )
    yield f"velocity after one offset per drum: mean absolute error {part['velocity_error']:.1f}"
    for name, (right, of) in part["by"].items():
        yield f"  {name:<20}{right:>4} of {of}"
    yield from (f"  {line}" for line in part["wrong"][:LINES])
    if len(part["wrong"]) > LINES:
        yield f"  and {len(part['wrong']) - LINES} more"


def gain(part: Gain) -> Iterator[str]:
    """Tell what 30 dB less changes."""
    yield (
        f"\n-30 dB against 0 dB, {part['recordings']} recordings: F at 10 ms {part['f']:.4f} "
        f"(lowest {part['lowest_f']:.4f}), median velocity change {part['median_velocity_change']:.1f}"
    )


def mixes(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell what is heard of the drums under music."""
    yield from _table("6 groups under music", part["groups"])
    yield from _table("the 18 drums", {"all": part["drums"]})
    if "dev" in part:
        yield "\nRecordings under music"
        yield from _classes(part["dev"])


def tones(part: Mapping[str, Tone]) -> Iterator[str]:
    """Tell what another tone costs on recordings; 10 ms without the older annotation."""
    yield from _changed("Recordings, F", part)


def _beside(what: str, part: Beside) -> Iterator[str]:
    """Tell what is taken for drums in what sounds beside them, and what it costs on recordings."""
    yield f"\n{what} alone, notes a minute: " + ", ".join(f"{name} {n:.1f}" for name, n in part["alone"].items())
    yield from _changed(f"under {what}, F", part["under"])


voices, guitars, songs = (partial(_beside, what) for what in ("speech", "guitars", "songs"))


def _changed(title: str, rows: Mapping[str, Tone]) -> Iterator[str]:
    first = next(iter(rows.values()))
    windows = "".join(f"{1000 * float(window):>4g} ms" for window in first["f"])
    classes = "".join(f"{name:>7}" for name in first["classes"])
    yield f"\n{title:<24}{windows}{classes}   points lost at 50 ms"
    for name, row in rows.items():
        figures = "".join(f"{f:>7.3f}" for f in (*row["f"].values(), *row["classes"].values()))
        least, most = row["lost_interval"]
        yield f"{name:<24}{figures}{row['lost']:>8.2f} ({least:+.2f} to {most:+.2f})"


def _classes(scores: Mapping[str, Any]) -> Iterator[str]:
    for window, row in scores["windows"].items():
        total, bounds = row["sum"], row["sum_F_95"]
        classes = " ".join(
            f"{drum} {one['F']:.3f} ({one['tp']} found, {one['n_est'] - one['tp']} false, of {one['n_ref']})"
            for drum, one in row["class"].items()
        )
        yield (
            f"{1000 * float(window):>3g} ms: P {total['P']:.3f} R {total['R']:.3f} F {total['F']:.4f} "
            f"({bounds[0]:.3f} to {bounds[1]:.3f}); {classes}"
        )


def dev(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell how real recordings were transcribed."""
    titles = {"all": "all tracks", "strict": "without the older annotation"}
    for name, scores in part.items():
        yield f"\nRecordings, {titles[name]}: {scores['n_tracks']} tracks"
        yield from _classes(scores)
        for what in ("timing", "timing_tracks"):
            medians = [f"{one} {row['median_ms']:+.2f}" for one, row in scores[what].items() if row["n"]]
            yield f"{what.replace('_', ' of ')}, medians (ms): {', '.join(medians)}"


def peers(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell by how much ours leads."""
    for peer, sets in part.items():
        for name, windows in sets.items():
            for window, row in windows.items():
                yield (
                    f"ours minus {peer}, {name}, {1000 * float(window):g} ms: {row['ours']:.4f} - {row['peer']:.4f} = "
                    f"{row['lead']:+.4f} ({row['interval'][0]:+.4f} to {row['interval'][1]:+.4f})"
                )


def failures(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell on how much what users notice first was measured; the figures stand among the bars."""
    yield "\nwhat users notice first, in all"
    yield from (f"{name:<44}{row['of']}" for name, row in part.items())


def ranks(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell how velocities of recordings rank."""
    yield f"\n{'rank correlation with the reference':<40}{'alone':>6}{'found':>6}{'ours':>8}{'level':>8}"
    for name, row in part.items():
        yield f"{name:<40}{row['alone']:>6}{row['found']:>6}{row['ours']:>8.3f}{row['level']:>8.3f}"


def look_ahead(part: Mapping[str, Any]) -> Iterator[str]:
    """Tell what each latency setting reaches."""
    for material, settings in part.items():
        yield f"\n{material:<12}{'':<10}{'F':>7}   95 % of tracks    points lost"
        for setting, rows in settings.items():
            for name, row in rows.items():
                (low, high), (least, most) = row["interval"], row["lost_interval"]
                yield (
                    f"{setting:<12}{name:<10}{row['f']:>7.3f}   {low:.3f} to {high:.3f}"
                    f"{row['lost']:>9.2f} ({least:+.2f} to {most:+.2f})"
                )


def cost(part: Mapping[str, Any]) -> Iterator[str]:
    """Leave it to the bars."""
    yield f"\ncost: pack of {part['pack_bytes']} bytes"


def bars(rows: Sequence[Bar], others: Sequence[Mapping[str, float | None]]) -> Iterator[str]:
    """Compare with the bars, and with what other seeds reach."""
    spread = f"  {len(others) + 1} seeds" if others else ""
    yield f"\n{'':<7}{'bar':<55}{'measured':>9}  {'95 %':<20}{'wanted':<14}{spread}"
    for row in rows:
        value = "none" if row.value is None else f"{row.value:.3f}"
        bounds = f"{row.interval[0]:.3f} to {row.interval[1]:.3f}" if row.interval else ""
        seeds = [one for one in (row.value, *(other.get(row.what) for other in others)) if one is not None]
        spread = f"  {min(seeds):.3f} to {max(seeds):.3f}" if others and seeds else ""
        yield f"{'ok' if row.met else 'MISSED':<7}{row.what:<55}{value:>9}  {bounds:<20}{row.bounds:<14}{spread}".rstrip()
