"""`radtrace gaze score`: predicted scanpaths against those of readers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.terminal import show_progress, table_console


class _Start(StrEnum):
    """The choices of `--start`, here so that `--help` loads nothing heavy."""

    AUTO = "auto"
    CENTRE = "centre"
    NONE = "none"


def score(
    predictions: Annotated[
        Path, typer.Argument(metavar="PREDICTIONS", help="Paths to score: Readings, one a line.")
    ],
    references: Annotated[
        Path, typer.Argument(metavar="REFERENCES", help="Readers' paths: Readings, one a line.")
    ],
    split: Annotated[
        str | None, typer.Option(metavar="NAME", help="Score only this split of the references.")
    ] = None,
    unseen_in: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Leave out what shares a film or patient with these splits."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for report.html, score.json.")
    ] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Scores per film, as JSON.")] = None,
    metrics: Annotated[
        str | None, typer.Option(metavar="A,B", help="Metrics to compute; all by default.")
    ] = None,
    start: Annotated[
        _Start,
        typer.Option(
            help="Put a start at the centre before both paths: for searches with a target, always, never."
        ),
    ] = _Start.AUTO,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Leave out films and targets that are in one file only.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of resamples and random rows.")] = 0,
) -> None:
    """Score predicted scanpaths: every metric with its 95% interval, beside image-blind baselines.

    Paths are paired by film and target. Intervals resample patients, or films where patients are not known.
    Exit code 0: scored; 2: the files cannot be used, or do not match.
    """
    from radtrace.evaluation.gaze_files import GazeScoreOptions, run_gaze_score
    from radtrace.evaluation.kinds.scanpaths.cases import Start
    from radtrace.evaluation.output import print_run

    options = GazeScoreOptions(
        predictions=predictions,
        references=references,
        split=split,
        metrics=None if metrics is None else tuple(metrics.split(",")),
        out=out,
        json=json,
        start=Start(start.value),
        allow_missing=allow_missing,
        unseen_in=() if unseen_in is None else tuple(split.strip() for split in unseen_in.split(",")),
        seed=seed,
    )
    with show_progress() as progress:
        run = run_gaze_score(options, progress)
    print_run(run, table_console())
