"""`radtrace train`: the readers inside the package, trained again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

train = typer.Typer(help="Train a reader.", no_args_is_help=True, rich_markup_mode=None)


@train.callback()
def _group() -> None:
    """Train a reader. Needs `pip install 'radtrace[train]'`."""


@train.command()
def embedded(
    data: Annotated[Path, typer.Option(help="Folder with films.csv (see its README).")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, the log and the ONNX file.")],
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 0,
) -> None:
    """Train the network inside the package, from its recipe."""
    from radtrace.record import BadInput

    try:
        from radtrace.training.embedded.train import train_embedded
    except ModuleNotFoundError as error:
        raise BadInput(f"training needs {error.name}: pip install 'radtrace[train]'") from error
    train_embedded(data=data, out=out, seed=seed)
