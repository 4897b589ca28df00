"""`radtrace.score`: reports scored against references from Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from radtrace.datasets.reports.readings import report_text
from radtrace.evaluation.kind import known_metrics
from radtrace.evaluation.kinds.reports import REPORTS
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.report_files import ScoreOptions, run_score
from radtrace.evaluation.score import Evaluation, evaluate
from radtrace.metrics.report import Report
from radtrace.record import BadInput, Reading

Reports = str | Path | Sequence[str | Reading]


def score(
    predictions: Reports, references: Reports, metrics: str | Sequence[str] | None = None, *, seed: int = 0
) -> Evaluation[Any]:
    """Score predicted reports against references, with intervals and image-blind baselines.

    Parameters
    ----------
    predictions, references
        Either both paths of files as `radtrace score` reads them, paired by id; or both sequences of
        report texts or Readings of one length, paired by position. Readings of one patient are resampled
        together.
    metrics
        A metric's name, or several; by default all that these reports allow.
    seed
        Of the bootstrap and of what the baselines draw.

    Returns
    -------
    Evaluation
        `predicted` is the row of the predictions, `beside` those of the baselines; `value(metric)` of a row
        is the mean, `values[metric]` has its 95% interval.

    Raises
    ------
    BadInput
        If a file cannot be used, the two do not pair, or a metric is not known or cannot run.

    Examples
    --------
    >>> predictions = ["Small left effusion.", "Clear lungs."]
    >>> references = ["Left pleural effusion.", "Clear lungs."]
    >>> result = radtrace.score(predictions, references, metrics=["trace"])
    >>> result
    <Evaluation of 2 reports: trace 0.973>
    >>> round(result.predicted.value("trace"), 2)
    0.97
    >>> [row.name for row in result.beside]
    ['constant normal report', 'empty report', 'random reference']
    """
    if seed < 0:
        raise BadInput(f"seed {seed} is below 0; give 0 or more")
    chosen = (metrics,) if isinstance(metrics, str) else None if metrics is None else tuple(metrics)
    if isinstance(predictions, str | Path) and isinstance(references, str | Path):
        options = ScoreOptions(Path(predictions), Path(references), metrics=chosen, seed=seed)
        return run_score(options).evaluation
    if isinstance(predictions, str | Path) or isinstance(references, str | Path):
        raise BadInput("predictions and references differ in form; give two files, or two lists of reports")
    pairs = _pairs(predictions, references)
    known = known_metrics(REPORTS.metrics, chosen)
    return evaluate(REPORTS, pairs, known, strict=chosen is not None, seed=seed)


def _pairs(predictions: Sequence[str | Reading], references: Sequence[str | Reading]) -> Pairs[Report]:
    if len(predictions) != len(references) or not references:
        counts = f"{len(predictions)} predictions and {len(references)} references"
        raise BadInput(f"{counts} do not pair; give one prediction for each reference, in their order")
    ours, theirs = (
        [_report(place, one) for place, one in enumerate(side)] for side in (predictions, references)
    )
    return Pairs(ours, theirs, groups=[_group(place, one) for place, one in enumerate(references)])


def _report(place: int, report: str | Reading) -> Report:
    if not isinstance(report, str | Reading):
        raise BadInput(f"report {place} is of type {type(report).__name__}; give a text or a Reading")
    return Report(str(place), report if isinstance(report, str) else report_text(report))


def _group(place: int, reference: str | Reading) -> str:
    """A patient, so that their studies are resampled together; else the case."""
    patient = reference.study.patient if isinstance(reference, Reading) else None
    return f"patient {patient}" if patient else f"case {place}"
