"""`radtrace data build`: training sets for vision-language readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radtrace.cli.panels import Panels

if TYPE_CHECKING:
    from radtrace.training.vlm.data.example import Example

data = typer.Typer(cls=Panels, no_args_is_help=True, rich_markup_mode=None)


@data.callback()
def _group() -> None:
    """Build training sets for vision-language readers."""


@data.command()
def build(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder; it must not exist yet.")],
    drawn: Annotated[int, typer.Option(metavar="N", help="Draw this many synthetic films.")] = 0,
    test: Annotated[
        int, typer.Option(help="Drawn films in the test split; the validation split is as large.")
    ] = 200,
    readings: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Readings, one a line.")] = None,
    films: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the films of --readings.")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="films.csv", help="CSV of films with labels and boxes."),
    ] = None,
    size: Annotated[
        int, typer.Option(min=32, max=1024, help="Width and height of the films in pixels.")
    ] = 128,
    seed: Annotated[int, typer.Option(help="Seed of the first drawn film.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Number of processes.")] = 1,
) -> None:
    """Build training examples from drawn films, from Readings with films, or from a CSV of labels and boxes.

    An example is a film, a question and the right answer. Tasks: read step by step, locate a finding, answer
    a question, write the report, and three gaze tasks. Exit code 2: the source cannot be used.
    """
    from radtrace.training.vlm.data import build_data

    examples, about = _source(drawn, test, readings, films, table, size, seed, jobs)
    counts = build_data(examples, out, {**about, "size": size})
    width = max(map(len, counts))
    typer.echo("\n".join(f"{name:<{width}}  {count:>7,}" for name, count in counts.items()))
    typer.echo(f"written to {out}")


def _source(
    drawn: int,
    test: int,
    readings: Path | None,
    films: Path | None,
    table: Path | None,
    size: int,
    seed: int,
    jobs: int,
) -> tuple[Iterator[Example], dict[str, object]]:
    from radtrace.record import BadInput
    from radtrace.training.vlm.data import drawn_examples, reading_examples, table_examples

    if (drawn > 0) + (readings is not None) + (table is not None) != 1:
        raise BadInput(
            "data build takes one source: --drawn N, --readings FILE --films DIR, or --table films.csv"
        )
    if readings is not None:
        return reading_examples(readings, films or readings.parent, size), {"source": str(readings)}
    if table is not None:
        return table_examples(table, size), {"source": str(table)}
    if not 0 < 2 * test < drawn:
        raise BadInput(
            f"{drawn} drawn films leave none to train on beside 2 x {test}; draw more, or lower --test"
        )
    about: dict[str, object] = {"source": "drawn films", "seed": seed, "films": drawn}
    return drawn_examples(drawn, test, size, seed, jobs), about
