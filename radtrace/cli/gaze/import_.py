"""`radtrace gaze import`: convert published eye-tracking data sets to Readings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from radtrace.record import Reading


class _Layout(StrEnum):
    """The choices of `--from`, here so that `--help` loads nothing heavy."""

    REFLACX = "reflacx"
    EGD = "egd"
    GAZESEARCH = "gazesearch"
    COCOSEARCH18 = "cocosearch18"
    CSV = "csv"


class _Detector(StrEnum):
    """The choices of `--detector`."""

    IVT = "ivt"
    IDT = "idt"


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The data set's file or folder, as published.")
    ],
    layout: Annotated[_Layout, typer.Option("--from", help="Format of the data set.")],
    out: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="Output file: Readings, one a line.")],
    detector: Annotated[
        _Detector | None,
        typer.Option(
            help="Detect fixations in raw samples (reflacx, egd) instead of using the published ones."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Convert an eye-tracking data set to Readings, and count what was kept and what was dropped.

    Exit code 0: imported; 2: the files cannot be used, and FILE.jsonl is unchanged.
    """
    from radtrace.datasets.gaze import GazeDataset, Summary, read_gaze
    from radtrace.record import to_json
    from radtrace.tasks.structure import writing

    summary = Summary()
    chosen = None if detector is None else detector.value
    readings = read_gaze(GazeDataset(layout.value), path, summary, detector=chosen)
    with writing(out) as write:
        for reading in _counted(readings, quiet):
            write(to_json(reading, indent=None) + "\n")
    if not quiet:
        typer.echo("\n".join([*summary.lines(), f"written to {out}"]))


def _counted(readings: Iterable[Reading], quiet: bool) -> Iterator[Reading]:
    """`readings`, with their number so far on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield from readings
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        for number, reading in enumerate(readings, start=1):
            if number % 100 == 0:
                status.update(f"{number:,} recordings")
            yield reading
