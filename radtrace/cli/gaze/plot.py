"""`radtrace gaze plot`: plots of scanpath, heat map and dwell, and a replay page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def plot(
    readings: Annotated[Path, typer.Argument(metavar="READINGS.jsonl", help="Readings, one a line.")],
    out: Annotated[Path, typer.Option(help="Output folder for pictures and pages.")],
    films: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="Films or folders of films, matched by name.")
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Readings of the same films to plot below."),
    ] = None,
    film: Annotated[str | None, typer.Option(metavar="NAME", help="Only readings of this film.")] = None,
    target: Annotated[
        str | None, typer.Option(metavar="FINDING", help="Only searches for this finding.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Number of readings to plot.")] = 10,
    page: Annotated[bool, typer.Option(help="Also write a replay page for each reading.")] = True,
) -> None:
    """Plot scanpath, heat map and dwell by region over the film, and write a page that replays the gaze.

    Where a film is missing, the outlines of a standard layout are shown instead.
    """
    from radtrace.cli.needs import needs
    from radtrace.datasets.film_folder import FilmFolder
    from radtrace.datasets.reports.readings import film_id
    from radtrace.files.atomic import atomic_write

    with needs("gaze", "plots need"):
        import matplotlib  # noqa: F401

    from radtrace.tasks.gaze.plot import choose, picture
    from radtrace.tasks.gaze.plot import page as page_of

    folder = FilmFolder(films or [])
    chosen = choose(readings, beside or [], film=film, target=target)
    for shown in chosen[:most]:
        name = film_id(shown.readings[0].study.films[0].file)
        at_hand = folder.film(name) if name in folder else None
        atomic_write(out / f"{shown.name}.png", picture(shown, at_hand))
        if page:
            atomic_write(out / f"{shown.name}.html", page_of(shown.readings[0], at_hand))
        typer.echo(f"{out / shown.name}.png" + (", .html" if page else ""))
    if len(chosen) > most:
        typer.echo(f"{len(chosen) - most} more were not drawn; --most {len(chosen)} draws all")
