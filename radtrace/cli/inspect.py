"""`radtrace inspect`: what was done to a film's pixels and why, and what is odd about the file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="DICOM, PNG or JPEG files.")],
) -> None:
    """Say what was done to a film, and why."""
    from radtrace.films import inspect_file
    from radtrace.record import FilmError

    refused = 0
    for file in files:
        try:
            typer.echo(inspect_file(file))
        except FilmError as error:
            typer.echo(f"radtrace: {error}", err=True)
            refused += 1
    raise typer.Exit(2 if refused else 0)
