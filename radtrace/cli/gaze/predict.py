"""`radtrace gaze predict`: where a reader would look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def predict(
    film: Annotated[Path | None, typer.Argument(metavar="FILM", help="A film; or give --for.")] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME|M.json", help="searcher, centre, saliency, or a fitted model.")
    ] = "searcher",
    finding: Annotated[
        str | None, typer.Option("--finding", "--target", help="What is looked for; everything if not given.")
    ] = None,
    searches: Annotated[
        Path | None, typer.Option("--for", metavar="GAZE.jsonl", help="Predict each search in this file.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(metavar="SIDE", help="Only those on this side of the split.")
    ] = None,
    films: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the films are, for models that look at them.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PRED.jsonl", help="Readings, one a line; else printed.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed, for models that sample.")] = 0,
) -> None:
    """Predict scanpaths, over one film or for every search in a file."""
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
