"""`radtrace train sources DIR`: a finished stage, measured on each source of its test films."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.needs import needs


def sources(
    stage: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished stage.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE.md", help="Write the table there too.")] = None,
    split: Annotated[str, typer.Option(help="The side of the split to measure on.")] = "test",
    least: Annotated[int, typer.Option(min=2, help="Leave out sources with fewer films.")] = 10,
) -> None:
    """Measure a finished stage on each source by itself, beside noise for films and answers without looking.

    Exit code 2: the folder holds no finished stage.
    """
    from radtrace.files.atomic import atomic_write

    with needs("train", "training needs"):
        from radtrace.training.vlm.by_source import markdown_by_source, measure_sources
    text = markdown_by_source(measure_sources(stage, split, least))
    typer.echo(text)
    if out is not None:
        atomic_write(out, text)
