"""`radtrace data build`: films and what is true of them, as lessons for vision-language readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from radtrace.training.vlm.data.case import Case

data = typer.Typer(help="Data to train readers on.", no_args_is_help=True, rich_markup_mode=None)


@data.callback()
def _group() -> None:
    """Data to train readers on."""


@data.command()
def build(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to make; it must not be there yet.")],
    drawn: Annotated[int, typer.Option(metavar="N", help="Draw this many films.")] = 0,
    test: Annotated[int, typer.Option(help="Of the drawn films, for the test; as many validate.")] = 200,
    readings: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Readings, as importers write them.")
    ] = None,
    films: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the Readings' films lie.")] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="films.csv", help="Films with labels and boxes: file, patient, labels, boxes."),
    ] = None,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Pixels across the films.")] = 128,
    seed: Annotated[int, typer.Option(help="Of the first drawn film.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes that draw.")] = 1,
) -> None:
    """Make lessons of drawn films, of Readings beside their films, or of a table of labels and boxes.

    A lesson is a film, a question and the right answer: reading it step by step, grounding a finding,
    answering a question, writing the report, and three about the gaze. Exit code 2: the source cannot be
    used.
    """
    from radtrace.training.vlm.data import build_data

    cases, about = _source(drawn, test, readings, films, table, size, seed, jobs)
    counts = build_data(cases, out, {**about, "size": size})
    width = max(map(len, counts))
    typer.echo("\n".join(f"{name:<{width}}  {count:>7,}" for name, count in counts.items()))
    typer.echo(f"lessons are in {out}")


def _source(
    drawn: int,
    test: int,
    readings: Path | None,
    films: Path | None,
    table: Path | None,
    size: int,
    seed: int,
    jobs: int,
) -> tuple[Iterator[Case], dict[str, object]]:
    from radtrace.record import BadInput
    from radtrace.training.vlm.data import drawn_cases, reading_cases, table_cases

    if (drawn > 0) + (readings is not None) + (table is not None) != 1:
        raise BadInput(
            "data build takes one source: --drawn N, --readings FILE --films DIR, or --table films.csv"
        )
    if readings is not None:
        return reading_cases(readings, films or readings.parent, size), {"source": str(readings)}
    if table is not None:
        return table_cases(table, size), {"source": str(table)}
    if not 0 < 2 * test < drawn:
        raise BadInput(
            f"{drawn} drawn films leave none to train on beside 2 x {test}; draw more, or lower --test"
        )
    about: dict[str, object] = {"source": "drawn films", "seed": seed, "films": drawn}
    return drawn_cases(drawn, test, size, seed, jobs), about
