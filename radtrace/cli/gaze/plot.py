"""`radtrace gaze plot`: scanpaths, heat maps and dwell as pictures, and pages that replay them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def plot(
    readings: Annotated[Path, typer.Argument(metavar="READINGS.jsonl", help="Readings, one a line.")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures and pages.")],
    films: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="The films, or folders of them; found by name.")
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Readings of the same films to show below."),
    ] = None,
    film: Annotated[str | None, typer.Option(metavar="NAME", help="Only readings of this film.")] = None,
    target: Annotated[str | None, typer.Option(metavar="FINDING", help="Only searches for it.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Draw so many, the first ones.")] = 10,
    page: Annotated[bool, typer.Option(help="Write the pages that replay them, too.")] = True,
) -> None:
    """Draw scanpaths over their films, with heat map and dwell by region, and replay them on a page.

    Where a film is not at hand, the regions of an ordinary film are outlined instead.
    """
    from radtrace.cli.needs import needs
    from radtrace.files.atomic import atomic_write
    from radtrace.tasks.gaze.films import FilmFolder

    with needs("gaze", "plots need"):
        import matplotlib  # noqa: F401

    from radtrace.tasks.gaze.plot import choose, picture
    from radtrace.tasks.gaze.plot import page as page_of

    folder = FilmFolder.of(films or [])
    chosen = choose(readings, beside or [], film=film, target=target)
    for shown in chosen[:most]:
        at_hand = folder.film(shown.readings[0])
        atomic_write(out / f"{shown.name}.png", picture(shown, at_hand))
        if page:
            atomic_write(out / f"{shown.name}.html", page_of(shown.readings[0], at_hand))
        typer.echo(f"{out / shown.name}.png" + (", .html" if page else ""))
    if len(chosen) > most:
        typer.echo(f"{len(chosen) - most} more were not drawn; --most {len(chosen)} draws all")
