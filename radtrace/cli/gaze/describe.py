"""`radtrace gaze describe`: how films were looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def describe(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Readings with gaze, one a line.")],
    json: Annotated[Path | None, typer.Option(metavar="OUT", help="Everything, as JSON.")] = None,
    every: Annotated[bool, typer.Option("--every", help="A row for every recording, however many.")] = False,
    seed: Annotated[int, typer.Option(help="Of the intervals.")] = 0,
) -> None:
    """Tell how films were looked at: fixations, dwell by region, order, and what was behind the words.

    Regions are those of the Readings; for Readings without any, those of an ordinary frontal film. Where
    several readers read the same films, their agreement. Exit code 2: the file cannot be used.
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
