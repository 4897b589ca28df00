"""`radtrace leaks`: what the sides of a split share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def leaks(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="SPLIT.csv", help="One file with a split column, or one file a side."),
    ],
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Every leak, as JSON.")] = None,
) -> None:
    """Find patients, studies, films and near-duplicate reports on both sides of a split.

    Exit code 0: none was found; 1: there are leaks; 2: the files cannot be used.
    """
    from radtrace.exports import atomic_write
    from radtrace.tasks.leaks import find_leaks, read_splits
    from radtrace.tasks.leaks.report import lines, to_json

    table = read_splits(files)
    found = find_leaks(table)
    typer.echo("\n".join(lines(table, found)))
    if json is not None:
        atomic_write(json, to_json(table, found))
    raise typer.Exit(1 if found.cases else 0)
