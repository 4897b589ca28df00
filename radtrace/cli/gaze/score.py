"""`radtrace gaze score`: predicted scanpaths against those of readers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from radtrace.cli.terminal import table_console, telling


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
        str | None, typer.Option(metavar="SIDE", help="Only references on this side of their split.")
    ] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Scores per film, as JSON.")] = None,
    metrics: Annotated[
        str | None, typer.Option(metavar="A,B", help="Metrics to compute; all by default.")
    ] = None,
    start: Annotated[
        _Start,
        typer.Option(
            help="Put a start at the film's centre before both paths: with a target, always, never."
        ),
    ] = _Start.AUTO,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Leave out films and targets that are in one file only.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of resamples and random rows.")] = 0,
) -> None:
    """Score predicted scanpaths: every metric with its interval, beside what is reached without looking.

    Paths are paired by film and target. Exit code 0: scored; 2: the files cannot be used, or do not
    match.
    """
    from radtrace.evaluation.scanpaths import Start, Wanted, run_gaze_score
    from radtrace.evaluation.scanpaths.table import print_run

    wanted = Wanted(
        predictions=predictions,
        references=references,
        split=split,
        metrics=None if metrics is None else tuple(metrics.split(",")),
        json=json,
        start=Start(start.value),
        allow_missing=allow_missing,
        seed=seed,
    )
    with telling() as tell:
        run = run_gaze_score(wanted, tell)
    print_run(run, table_console())
