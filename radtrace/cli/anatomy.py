"""`radtrace anatomy`: organ masks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def anatomy(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Films or folders of films.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder for <file stem>_mask.png.")],
) -> None:
    """Write masks of lungs, heart and clavicles as 8-bit PNG at the film's size.

    Bits (left and right are the patient's): 1 left lung, 2 right lung, 4 heart, 8 left clavicle,
    16 right clavicle. Exit code 0: all files done; 2: at least one file was rejected.
    """
    from radtrace.files.names import printable
    from radtrace.jobs.batch import check_folder
    from radtrace.jobs.masks import write_masks
    from radtrace.readers import load_reader
    from radtrace.record import RadtraceError

    check_folder(out)
    rejected = 0
    for result in write_masks(files, out, load_reader()):
        if isinstance(result.outcome, RadtraceError):
            rejected += 1
            typer.echo(f"radtrace: {result.outcome}", err=True)
        else:
            typer.echo(printable(result.outcome))
    raise typer.Exit(2 if rejected else 0)
