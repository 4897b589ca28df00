"""`radtrace gaze fit`: fit a scanpath model to recorded scanpaths."""

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
    data: Annotated[Path, typer.Argument(metavar="GAZE.jsonl", help="Readings with gaze, one a line.")],
    out: Annotated[Path, typer.Option(metavar="M.json", help="Output file for the model.")],
    model: Annotated[Kind, typer.Option(help="Kind of model; learned needs the extra train.")] = Kind.MEDOID,
    split: Annotated[
        str | None, typer.Option(metavar="SPLIT", help="Use this split only, such as train.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Random seed.")] = 0,
) -> None:
    """Fit an image-blind scanpath model to recorded scanpaths."""
    from radtrace.files.atomic import atomic_write
    from radtrace.training.gaze.fit import fit as fit_model
    from radtrace.training.gaze.fit import summary_lines

    fitted = fit_model(data, split, model.value, seed)
    atomic_write(out, fitted.model_dump_json() + "\n")
    typer.echo("\n".join(summary_lines(fitted, out)))
