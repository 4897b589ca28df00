"""`radtrace gaze describe`: summary statistics of gaze recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Readings with gaze, one a line.")],
    json: Annotated[Path | None, typer.Option(metavar="OUT", help="Write all statistics as JSON.")] = None,
    every: Annotated[bool, typer.Option("--every", help="Print a row for every recording.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the confidence intervals.")] = 0,
) -> None:
    """Summarise recordings: fixations, dwell by region, order of inspection, gaze before each sentence.

    Regions come from the Readings, else from a standard layout of a frontal film. Agreement between readers
    is given where several read the same films. Exit code 2: the file cannot be used.
    """
    from rich.console import Console

    from radtrace.datasets.readings import recordings
    from radtrace.files.atomic import atomic_write
    from radtrace.tasks.gaze.described import described
    from radtrace.tasks.gaze.tables import described_json, print_described

    found = described(recordings(file), seed)
    print_described(found, Console(), every=every)
    if json is not None:
        atomic_write(json, described_json(found))
