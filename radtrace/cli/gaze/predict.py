"""`radtrace gaze predict`: predict scanpaths."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def predict(
    film: Annotated[Path | None, typer.Argument(metavar="FILM", help="A film; or use --for.")] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME|M.json", help="searcher, centre, saliency, or a model file.")
    ] = "searcher",
    finding: Annotated[
        str | None,
        typer.Option("--finding", "--target", help="The finding searched for; default: full inspection."),
    ] = None,
    searches: Annotated[
        Path | None,
        typer.Option("--for", metavar="GAZE.jsonl", help="Predict a scanpath for each search in this file."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(metavar="SPLIT", help="Use this split only, such as test.")
    ] = None,
    films: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the films, for models that use the image.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PRED.jsonl", help="Output file: Readings, one a line; default: standard output."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Random seed.")] = 0,
) -> None:
    """Predict scanpaths for one film or for every search in a file."""
    from radtrace.files.atomic import atomic_write
    from radtrace.record import to_json
    from radtrace.tasks.scanpath.command import predictions

    readings, warnings = predictions(film, searches, model, finding, split, films, seed)
    for warning in warnings:
        typer.echo(f"radtrace: {warning}", err=True)
    text = "".join(to_json(reading, indent=None) + "\n" for reading in readings)
    if out is None:
        typer.echo(text, nl=False)
    else:
        atomic_write(out, text)
        typer.echo(f"{out}: {len(readings):,} path{'s' if len(readings) != 1 else ''} by {model}")
