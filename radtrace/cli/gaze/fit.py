"""`radtrace gaze fit`: a model of scanpaths from recorded ones."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Kind(StrEnum):
    """The models that can be fitted."""

    MEDOID = "medoid"
    MEAN = "mean"
    LEARNED = "learned"


def fit(
    data: Annotated[Path, typer.Argument(metavar="GAZE.jsonl", help="Readings, as gaze import writes them.")],
    out: Annotated[Path, typer.Option(metavar="M.json", help="The model.")],
    model: Annotated[Kind, typer.Option(help="What to fit; learned needs radtrace[train].")] = Kind.MEDOID,
    split: Annotated[
        str | None, typer.Option(metavar="SIDE", help="Fit on this side of the split only.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 0,
) -> None:
    """Fit a model of scanpaths on paths alone, without films: the best answer without looking."""
    from radtrace.files.atomic import atomic_write
    from radtrace.training.gaze.fit import fit as fit_model
    from radtrace.training.gaze.fit import summary_lines

    fitted = fit_model(data, split, model.value, seed)
    atomic_write(out, fitted.model_dump_json() + "\n")
    typer.echo("\n".join(summary_lines(fitted, out)))
