"""`radtrace score`: predicted reports against references."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radtrace.cli.terminal import show_progress, table_console

if TYPE_CHECKING:
    from radtrace.metrics.judges import Judge

_KEY = "RADTRACE_API_KEY"
_FORMATS = "ReXrank JSON, JSON lines, CSV, readings, grounded phrases"


class _Section(StrEnum):
    """The choices of `--section`, here so that `--help` loads nothing heavy."""

    WHOLE = "whole"
    FINDINGS = "findings"
    IMPRESSION = "impression"


def score(
    predictions: Annotated[
        Path, typer.Argument(metavar="PREDICTIONS", help=f"Reports to score: {_FORMATS}.")
    ],
    references: Annotated[Path, typer.Argument(metavar="REFERENCES", help="The true reports.")],
    metrics: Annotated[
        str | None, typer.Option(metavar="A,B", help="Metrics to compute; all that run here by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for report.html, score.json.")
    ] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Scores per report, as JSON.")] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A second system's predictions, compared in pairs.")
    ] = None,
    dev: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Development references, for the best constant.")
    ] = None,
    section: Annotated[
        _Section, typer.Option(help="Which part to score, where a file has sections.")
    ] = _Section.WHOLE,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Leave out ids that are in one file only.")
    ] = False,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Of duplicate ids, keep the first.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Score empty texts as they are.")
    ] = False,
    unseen_in: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Leave out what shares a film or patient with these splits."),
    ] = None,
    splits: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The splits for --unseen-in, if references name none.")
    ] = None,
    model_url: Annotated[
        str | None, typer.Option(metavar="URL", help=f"Ask a judge there (its metrics only); key in {_KEY}.")
    ] = None,
    model: Annotated[str, typer.Option(metavar="NAME", help="The judge's name at that URL.")] = "",
    cache: Annotated[Path | None, typer.Option(metavar="FILE", help="Keeps the judge's answers.")] = None,
    details: Annotated[bool, typer.Option("--details", help="Print every aggregate, per class too.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of resamples and random rows.")] = 0,
) -> None:
    """Score predicted reports (or boxes): every metric with its 95% interval, beside image-blind baselines.

    Higher is better. Intervals resample patients where they are known. Exit code 0: scored; 2: the files
    cannot be used, or their ids do not match.
    """
    from radtrace.datasets.reports import ReportPart
    from radtrace.evaluation.output import print_run
    from radtrace.evaluation.pairing import Allowed
    from radtrace.evaluation.report_files import ScoreOptions, run_score

    options = ScoreOptions(
        predictions=predictions,
        references=references,
        metrics=None if metrics is None else tuple(metrics.split(",")),
        out=out,
        json=json,
        against=against,
        development=dev,
        section=ReportPart(section.value),
        allowed=Allowed(allow_missing, allow_duplicates, allow_empty),
        unseen_in=() if unseen_in is None else tuple(split.strip() for split in unseen_in.split(",")),
        splits=splits,
        seed=seed,
        judge=_judge(model_url, model, cache),
    )
    with show_progress() as progress:
        run = run_score(options, progress)
    print_run(run, table_console(), every=details)


def _judge(url: str | None, model: str, cache: Path | None) -> Judge | None:
    """The model that judges, if one was named.

    Raises
    ------
    BadInput
        If only one of the URL and the model's name is given.
    """
    from radtrace.metrics.judges import Judge
    from radtrace.metrics.judges.cache import Cache
    from radtrace.record import BadInput

    if url is None and not model:
        return None
    if url is None or not model:
        raise BadInput("a judge needs both; give --model-url URL and --model NAME")
    return Judge(url, model, key=os.environ.get(_KEY), cache=None if cache is None else Cache(cache))
