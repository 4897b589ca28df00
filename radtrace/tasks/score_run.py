"""A whole run of `radtrace score`: files in, scores, JSON and page out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from radtrace.exports import atomic_write
from radtrace.metrics.report import Report
from radtrace.metrics.result import Metric, Result
from radtrace.metrics.table import find_metrics, metric_names
from radtrace.record import BadInput
from radtrace.tasks.inputs import ReportFile, Role, Section, read_reports
from radtrace.tasks.pairs import Allowed, Pairs, in_common, pair
from radtrace.tasks.score import Question, Scores, score
from radtrace.tasks.score_json import to_json


@dataclass(frozen=True)
class Wanted:
    """What the user asked for; `metrics` None means all that run here."""

    predictions: Path
    references: Path
    metrics: tuple[str, ...] | None = None
    out: Path | None = None
    json: Path | None = None
    against: Path | None = None
    development: Path | None = None
    section: Section = Section.WHOLE
    allowed: Allowed = field(default_factory=Allowed)
    seed: int = 0


@dataclass(frozen=True)
class Run:
    """What came of it: the scores, the files by what they were read as, and what was written."""

    scores: Scores
    files: dict[str, ReportFile]
    written: tuple[Path, ...]


def run_score(wanted: Wanted, tell: Callable[[str], None] = lambda _: None) -> Run:
    """Score, and write what was asked for; `tell` hears what is being done.

    Raises
    ------
    BadInput
        If a file cannot be used, ids do not match, a metric is not known or nothing can be written.
    """
    names = metric_names() if wanted.metrics is None else tuple(name.strip() for name in wanted.metrics)
    metrics = {name: _metric(name) for name in names}
    files = _read(wanted)
    pairs, against = _pairs(files, wanted.allowed)
    question = Question(
        pairs=pairs,
        metrics=metrics,
        against=against,
        development=_development(files.get("development")),
        asked=wanted.metrics is not None,
        seed=wanted.seed,
    )
    scores = score(question, tell)
    return Run(scores, files, tuple(_write(wanted, scores, files)))


def _metric(name: str) -> Metric:
    """The metric; one whose package is not installed says so when it is called."""
    try:
        return find_metrics([name])[name]
    except ModuleNotFoundError as error:
        missing = error.name

    def absent(_predictions: Sequence[Report], _references: Sequence[Report]) -> Result:
        raise BadInput(f"metric {name} needs {missing}, which is not installed")

    return absent


def _read(wanted: Wanted) -> dict[str, ReportFile]:
    asked = {
        "predictions": (wanted.predictions, Role.PREDICTIONS),
        "second predictions": (wanted.against, Role.PREDICTIONS),
        "references": (wanted.references, Role.REFERENCES),
        "development": (wanted.development, Role.REFERENCES),
    }
    return {
        name: read_reports(path, role, wanted.section)
        for name, (path, role) in asked.items()
        if path is not None
    }


def _pairs(files: dict[str, ReportFile], allowed: Allowed) -> tuple[Pairs, Pairs | None]:
    first = pair(files["predictions"], files["references"], allowed)
    if "second predictions" not in files:
        return first, None
    return in_common(first, pair(files["second predictions"], files["references"], allowed))


def _development(file: ReportFile | None) -> tuple[Report, ...]:
    """The references to choose constants from; empty ones say nothing."""
    if file is None:
        return ()
    reports = tuple(Report(entry.id, entry.text) for entry in file.entries if entry.text.strip())
    if not reports:
        raise BadInput(f"{file.path}: holds only empty texts; give references with text to --dev")
    return reports


def _write(wanted: Wanted, scores: Scores, files: dict[str, ReportFile]) -> list[Path]:
    about = about_files(files)
    text = to_json(scores, {"files": about})
    paths = [wanted.json] if wanted.json is not None else []
    if wanted.out is not None:
        from radtrace.tasks.page import render_score_page

        paths.append(wanted.out / "score.json")
        atomic_write(wanted.out / "report.html", render_score_page(scores, about))
    for path in paths:
        atomic_write(path, text)
    return [*paths, *([wanted.out / "report.html"] if wanted.out is not None else [])]


def about_files(files: dict[str, ReportFile]) -> dict[str, dict[str, Any]]:
    """What each file was read as, for the records of the run."""
    return {
        name: {
            "path": str(file.path),
            "read_as": file.source,
            "entries": len(file.entries),
            "notes": list(file.notes),
        }
        for name, file in files.items()
    }
