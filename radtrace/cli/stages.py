"""`radtrace train STAGE RECIPE.toml`: a stage of a vision-language reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.needs import needs
from radtrace.cli.sources import sources

Stage = Callable[..., None]

_HELP = {
    "sight": "Teach a tiny reader's tower where things are, from the masks of drawn films.",
    "gaze": "Teach where readers looked: clue boxes, next fixations, frames put in order (GazeX).",
    "concept": "Teach the chain of what is seen, what it is called and where it lies (BoxMed-RL).",
    "reinforce": "Reward boxes and labels that can be checked: GRPO, after a cold start (BoxMed-RL).",
    "adapt": "Train an adapter for fluent reports on a frozen base: LoRA.",
    "prefer": "Learn from pairs of better and worse answers: DPO, IPO, KTO, ORPO or SimPO.",
}


def add_stages(train: typer.Typer) -> None:
    """Add a command for every stage."""
    train.command("table")(table)
    train.command("sources")(sources)
    for name, text in _HELP.items():
        train.command(name, help=f"{text} Exit code 2: recipe, data or model cannot be used.")(_stage(name))
    train.command("verify", hidden=True, help="The old name of reinforce.")(_stage("verify"))


def _stage(name: str) -> Stage:
    def command(
        recipe: Annotated[Path, typer.Argument(metavar="RECIPE.toml", help="The stage, told in full.")],
        change: Annotated[
            list[str] | None,
            typer.Option(
                "--set", metavar="KEY=VALUE", help="Replace a value of the recipe, such as train.steps=10."
            ),
        ] = None,
    ) -> None:
        run(name, recipe, change or [])

    return command


def table(
    stages: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of finished stages.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE.md", help="Write the table there too.")] = None,
    minus: Annotated[
        list[str] | None,
        typer.Option(metavar="NEW:OLD", help="Two of the folders by name: what NEW reached more than OLD."),
    ] = None,
) -> None:
    """Put finished stages in one table, with noise for films and the best answers without looking beside.

    Exit code 2: a folder holds no finished stage.
    """
    from radtrace.files.atomic import atomic_write
    from radtrace.training.vlm.differences import markdown_differences, named_pairs
    from radtrace.training.vlm.table import markdown, stage_rows

    pairs = named_pairs(stages, minus or [])
    text = markdown(stage_rows(stages))
    if pairs:
        text += "\n" + markdown_differences(pairs)
    typer.echo(text)
    if out is not None:
        atomic_write(out, text)


def note(line: str) -> None:
    """Print a note for the user beside the output."""
    typer.echo(f"note: {line}", err=True)


def run(stage: str, recipe: Path, changes: list[str]) -> None:
    """Read the recipe, run the stage, and tell where things are and how well it reads.

    Raises
    ------
    BadInput
        If the recipe, the data or the model cannot be used, or what training needs is not installed.
    """
    with needs("train", "training needs"):
        from radtrace.training.vlm.recipe import OLD_NAMES
        from radtrace.training.vlm.recipe_file import read_recipe
        from radtrace.training.vlm.stage import run_stage
        from radtrace.training.vlm.table import markdown

        if stage in OLD_NAMES:
            note(f"radtrace train {stage} is called radtrace train {OLD_NAMES[stage]} now")
        stage = OLD_NAMES.get(stage, stage)
        trained = run_stage(read_recipe(recipe, stage, changes, note), typer.echo)
    if trained.rows:
        typer.echo(markdown(trained.rows))
    typer.echo(f"reader: {trained.out / 'model'}; card: {trained.out / 'card.md'}")
