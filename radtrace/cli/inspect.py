"""`radtrace inspect`: how a file's pixels are processed, and what is unusual about the file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="DICOM or picture files.")],
) -> None:
    """Explain how a file's pixels are processed and what is unusual about it."""
    from radtrace.images.films import inspect_file

    rejected = False
    for file in files:
        inspection = inspect_file(file)
        typer.echo("\n".join(inspection.lines()))
        rejected |= inspection.refused is not None
    raise typer.Exit(2 if rejected else 0)
