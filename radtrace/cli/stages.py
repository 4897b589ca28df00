"""`radtrace train STAGE RECIPE.toml`, `table`, `sources`: stages of a vision-language reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.needs import needs

Stage = Callable[..., None]

STAGES = "Stages of a vision-language reader"
RESULTS = "Results of finished stages"

_HELP = {
    "sight": "Pretrain the vision tower of a tiny reader on organ and finding masks of drawn films.",
    "gaze": "Pretrain on gaze: key-frame boxes, next fixations, order of frames (GazeX).",
    "concept": "Fine-tune on chain of thought: findings, category, anatomy, boxes (BoxMed-RL).",
    "reinforce": "Reinforcement learning (GRPO) with rewards on format, boxes and labels (BoxMed-RL).",
    "adapt": "Train a LoRA adapter for reports on a frozen base.",
    "prefer": "Preference optimisation on ranked answers: DPO, IPO, KTO, ORPO or SimPO.",
}


def add_stages(train: typer.Typer) -> None:
    """Add a command for every stage."""
    for name, text in _HELP.items():
        text = f"{text} Exit code 2: recipe, data or model cannot be used."
        train.command(name, help=text, rich_help_panel=STAGES)(_stage(name))
    train.command("verify", hidden=True, help="The old name of reinforce.")(_stage("verify"))
    train.command("table", rich_help_panel=RESULTS)(table)
    train.command("sources", rich_help_panel=RESULTS)(sources)


def _stage(name: str) -> Stage:
    def command(
        recipe: Annotated[Path, typer.Argument(metavar="RECIPE.toml", help="The recipe of the stage.")],
        change: Annotated[
            list[str] | None,
            typer.Option(
                "--set", metavar="KEY=VALUE", help="Override a value of the recipe, such as train.steps=10."
            ),
        ] = None,
    ) -> None:
        run(name, recipe, change or [])

    return command


def table(
    stages: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of finished stages.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Also write the table to this file.")
    ] = None,
    minus: Annotated[
        list[str] | None,
        typer.Option(metavar="NEW:OLD", help="Add the paired difference NEW minus OLD of two folders."),
    ] = None,
) -> None:
    """Print the scores of finished stages in one table, with noise-input and image-blind rows.

    Exit code 2: a folder has no finished stage.
    """
    from radtrace.files.atomic import atomic_write
    from radtrace.training.vlm.table import markdown, markdown_differences, named_pairs, stage_rows

    pairs = named_pairs(stages, minus or [])
    text = markdown(stage_rows(stages))
    if pairs:
        text += "\n" + markdown_differences(pairs)
    typer.echo(text)
    if out is not None:
        atomic_write(out, text)


def sources(
    stage: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished stage.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Also write the table to this file.")
    ] = None,
    split: Annotated[str, typer.Option(help="The split to score.")] = "test",
    least: Annotated[int, typer.Option(min=2, help="Leave out sources with fewer films.")] = 10,
) -> None:
    """Score a finished stage on each data source separately, beside noise input and image-blind baselines.

    Exit code 2: the folder has no finished stage.
    """
    from radtrace.files.atomic import atomic_write

    with needs("train", "training needs"):
        from radtrace.training.vlm.by_source import markdown_by_source, measure_sources
    text = markdown_by_source(measure_sources(stage, split, least))
    typer.echo(text)
    if out is not None:
        atomic_write(out, text)


def note(line: str) -> None:
    """Print a note for the user beside the output."""
    typer.echo(f"note: {line}", err=True)


def run(stage: str, recipe: Path, changes: list[str]) -> None:
    """Read the recipe, run the stage, print its scores and where the model is.

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
