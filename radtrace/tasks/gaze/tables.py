"""A description of recordings as tables for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from math import isnan

from rich.console import Console

from radtrace.evaluation.intervals import Estimate
from radtrace.evaluation.output import plain
from radtrace.evaluation.tables import counted, interval, number, print_lines, terminal_table
from radtrace.files.lines import shown
from radtrace.tasks.gaze.described import Described, Recording

_LABELS = {
    "fixations": "fixations",
    "dwell_s": "dwell, s",
    "mean_fixation_s": "mean fixation, s",
    "saccade_degrees": "mean saccade, degrees",
    "coverage": "regions fixated, share",
    "revisits": "revisits of regions",
    "order_kendall": "order, tau to ABCDEF",
    "order_edit": "order, edits to ABCDEF",
}
_MOST_RECORDINGS = 20


def print_described(found: Described, console: Console, *, every: bool = False) -> None:
    """Print what the recordings have in common, and each of them where there are few or `every` is set."""
    many = len(found.recordings)
    print_lines(
        console,
        [f"{counted(many, 'recording')} of {counted(found.films, 'film')}", *_notes(found.recordings)],
    )
    if every or many <= _MOST_RECORDINGS:
        console.print(terminal_table("Recordings", _HEAD, map(_row, found.recordings)))
        print_lines(console, [_EXPLAINED, "", *_findings(found.recordings), ""])
    if many > 1:
        head = ["", "mean over films", "95% interval"]
        console.print(terminal_table("Behaviour", head, _estimates(found.numbers, _LABELS)))
    dwell = {name: one for name, one in found.dwell_share.items() if one.value > 0}
    if dwell:
        head = ["", "mean over films", "95% interval"]
        console.print(terminal_table("Share of the dwell by region", head, _estimates(dwell)))
    _agreement(found, console)


def described_json(found: Described) -> str:
    """The whole description as JSON; what could not be computed is null."""
    return json.dumps(plain(asdict(found)), indent=1, allow_nan=False) + "\n"


_HEAD = ["film", "reader", "n", "dwell", "mean", "jump", "seen", "letters", "again", "tau"]
_EXPLAINED = (
    "n: fixations; dwell: seconds of all, mean: of one; jump: mean saccade, degrees; seen: share of regions "
    "fixated; again: regions fixated again after leaving them; tau: order of regions against ABCDEF"
)


def _row(one: Recording) -> list[str]:
    seen = one.behaviour
    numbers = (f"{seen.dwell_s:.1f}", number(seen.mean_fixation_s, 2), number(seen.saccade_degrees, 1))
    order = (_percent(seen.coverage), seen.letters or "-", str(seen.revisits), number(seen.order_kendall, 2))
    return [shown(one.film, 32), shown(one.reader, 16), str(seen.fixations), *numbers, *order]


def _notes(recordings: Sequence[Recording]) -> Iterator[str]:
    standard = sum(not one.behaviour.regions_known for one in recordings)
    silent = sum(not one.sentences for one in recordings)
    unseen = sum(not one.behaviour.fixations for one in recordings)
    if unseen:
        yield f"{unseen} without a fixation on the first film"
    if standard:
        yield f"{standard} without regions: the standard layout of a frontal film is used instead"
    if silent:
        yield f"{silent} without a transcript"


def _findings(recordings: Iterable[Recording]) -> Iterator[str]:
    for one in recordings:
        about = f"{shown(one.film, 32)}, {shown(one.reader, 16)}"
        for finding, seconds in one.said.items():
            yield f"{about}: {seconds:.1f} s of looking at the evidence for {finding}"
        for seen in one.sightings:
            found = (
                "never looked at"
                if isnan(seen.time_to_s)
                else _seen(seen.time_to_s, seen.dwell_s, seen.looks)
            )
            yield f"{about}: {seen.concept}: {found}"


def _seen(time: float, dwell: float, looks: int) -> str:
    serve = "1 look serves" if looks == 1 else f"{looks} looks serve"
    return f"first looked at after {time:.1f} s, {dwell:.1f} s in all; {serve} to find it"


def _estimates(numbers: dict[str, Estimate], labels: dict[str, str] | None = None) -> Iterator[list[str]]:
    for name, one in numbers.items():
        label = (labels or {}).get(name, name.replace("_", " "))
        yield [label, number(one.value), interval(one)]


def _agreement(found: Described, console: Console) -> None:
    agreed = found.agreement
    if agreed is None:
        return
    rows = [
        [_LABELS[name], *_cells(agreed.icc_2_1[name]), *_cells(agreed.icc_3_1[name])]
        for name in agreed.icc_2_1
    ]
    title = f"Agreement of {len(agreed.readers)} readers on {agreed.films} films"
    console.print(terminal_table(title, ["", "ICC(2,1)", "95% interval", "ICC(3,1)", "95% interval"], rows))
    same, other = agreed.cosine, agreed.cosine_other_film
    line = f"cosine of two readers' maps of clusters: {number(same.value)} {interval(same)}"
    print_lines(console, [f"{line}; of two films: {number(other.value)} {interval(other)}"])


def _cells(one: Estimate) -> tuple[str, str]:
    return number(one.value, 2), interval(one, 2)


def _percent(value: float) -> str:
    return "-" if isnan(value) else f"{100 * value:.0f}%"
