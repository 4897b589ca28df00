"""`radtrace train`: the readers inside the package, trained again."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from radtrace.cli.stages import add_stages

train = typer.Typer(help="Train a reader.", no_args_is_help=True, rich_markup_mode=None)


@train.callback()
def _group() -> None:
    """Train a reader. Needs `pip install 'radtrace[train]'`."""


@train.command()
def embedded(
    data: Annotated[Path, typer.Option(help="Folder with films.csv (see its README).")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, the log and the ONNX file.")],
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 7,
) -> None:
    """Train the network inside the package, from its recipe."""
    training_room().train_embedded(data=data, out=out, seed=seed)


add_stages(train)


def training_room() -> ModuleType:
    """The module that trains and measures.

    Raises
    ------
    BadInput
        If what training needs is not installed.
    """
    from radtrace.record import BadInput

    try:
        from radtrace.training.embedded import train
    except ModuleNotFoundError as error:
        raise BadInput(f"training needs {error.name}: pip install 'radtrace[train]'") from error
    return train
