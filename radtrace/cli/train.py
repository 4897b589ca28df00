"""`radtrace train`: train the embedded reader, scanpath models and vision-language readers."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from radtrace.cli.needs import needs
from radtrace.cli.panels import Panels
from radtrace.cli.stages import STAGES, add_stages

EMBEDDED = "The embedded reader"

train = typer.Typer(cls=Panels, no_args_is_help=True, rich_markup_mode=None)


@train.callback()
def _group() -> None:
    """Train readers and scanpath models. They need the extra `train`."""


add_stages(train)


@train.command(rich_help_panel=EMBEDDED)
def embedded(
    data: Annotated[Path, typer.Option(help="Folder with films.csv.")],
    out: Annotated[Path, typer.Option(help="Output folder for checkpoints, log and ONNX file.")],
    seed: Annotated[int, typer.Option(help="Random seed.")] = 7,
) -> None:
    """Train the network of the embedded reader."""
    training_room().train_embedded(data=data, out=out, seed=seed)


@train.command(rich_help_panel=STAGES)
def gaze(
    recipe: Annotated[
        Path | None, typer.Argument(metavar="RECIPE.toml", help="Recipe of a GazeX stage.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a value of the recipe.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="GAZE.jsonl", help="Readings with gaze, one a line.")
    ] = None,
    films: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with their films.")] = None,
    drawn: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train on this many drawn films instead.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Output folder for model and log.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Random seed.")] = 0,
    minutes: Annotated[float, typer.Option(min=0.0, help="Time limit of training.")] = 30.0,
) -> None:
    """Pretrain on gaze (GazeX) with RECIPE.toml; with --data or --drawn, train a scanpath model.

    The scanpath model uses the image. Exit code 2: recipe, data or films cannot be used.
    """
    if recipe is not None:
        from radtrace.cli.stages import run

        return run("gaze", recipe, change or [])
    from radtrace.record import BadInput

    if out is None or (drawn is None) == (data is None) or (data is None) != (films is None):
        raise BadInput("give --out DIR with --data GAZE.jsonl and --films DIR, or with --drawn N")
    with needs("train", "training needs"):
        from radtrace.training.gaze.train import drawn_data, recorded, train_gaze
    found = recorded(data, films) if data and films else drawn_data(drawn or 0, seed)
    train_gaze(found, out, seed=seed, minutes=minutes, say=typer.echo)


def training_room() -> ModuleType:
    """The module that trains and measures.

    Raises
    ------
    BadInput
        If what training needs is not installed.
    """
    with needs("train", "training needs"):
        from radtrace.training.embedded import train
    return train
