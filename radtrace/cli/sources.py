"""`radtrace train sources DIR`: a finished stage, scored on each source of its test films."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.needs import needs


def sources(
    stage: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished stage.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Also write the table to this file.")
    ] = None,
    split: Annotated[str, typer.Option(help="The split to score.")] = "test",
    least: Annotated[int, typer.Option(min=2, help="Leave out sources with fewer films.")] = 10,
) -> None:
    """Score a finished stage on each data source separately, beside noise input and image-blind baselines.

    Exit code 2: the folder has no finished stage.
    """
    from radtrace.files.atomic import atomic_write

    with needs("train", "training needs"):
        from radtrace.training.vlm.by_source import markdown_by_source, measure_sources
    text = markdown_by_source(measure_sources(stage, split, least))
    typer.echo(text)
    if out is not None:
        atomic_write(out, text)
