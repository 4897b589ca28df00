"""A whole run of `radtrace score`: files in, scores, JSON and page out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from radtrace.datasets.reports import ReportFile, Role, Section, read_reports
from radtrace.datasets.reports.coco import is_coco, read_coco
from radtrace.evaluation.case_kinds import (
    BOX_METRICS,
    FILMS,
    GROUNDED,
    REPORTS,
    Case,
    CaseMetric,
    Subject,
    grounded_boxes,
)
from radtrace.evaluation.json_output import to_json
from radtrace.evaluation.pairing import Allowed, Pairs, in_common, pair
from radtrace.evaluation.score import Question, Scores, score
from radtrace.files.atomic import atomic_write
from radtrace.language import UNKNOWN, detect_language, unread_note
from radtrace.metrics.judges import Judge, judge_metric, judge_names
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result
from radtrace.metrics.table import find_metrics, metric_names
from radtrace.record import BadInput


@dataclass(frozen=True)
class Wanted:
    """What the user asked for; `metrics` None means all that run here, and with a judge all of its own."""

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
    judge: Judge | None = None


@dataclass(frozen=True)
class Run:
    """What came of it: the scores, the files by what they were read as, and what was written."""

    scores: Scores[Any]
    files: dict[str, ReportFile]
    written: tuple[Path, ...]


def run_score(wanted: Wanted, tell: Callable[[str], None] = lambda _: None) -> Run:
    """Score, and write what was asked for; `tell` hears what is being done.

    Raises
    ------
    BadInput
        If a file cannot be used, ids do not match, a metric is not known or nothing can be written.
    """
    if is_coco(wanted.references):
        files, scores = _score_boxes(wanted, tell)
    else:
        files, scores = _score_reports(wanted, tell)
    return Run(scores, files, tuple(_write(wanted, scores, files)))


def _score_reports(wanted: Wanted, tell: Callable[[str], None]) -> tuple[dict[str, ReportFile], Scores[Any]]:
    judged = () if wanted.judge is None else judge_names()
    _known(wanted, (*metric_names(), GROUNDED, *judged))
    files = {name: _noted(read_reports(path, role, wanted.section)) for name, path, role in _files(wanted)}
    grounded = all(
        any(entry.phrases for entry in files[name].entries) for name in ("predictions", "references")
    )
    names = wanted.metrics or judged or (*metric_names(), *((GROUNDED,) if grounded else ()))
    metrics = {name: _metric(name, wanted.judge) for name in names}
    return files, score(_question(wanted, REPORTS, files, metrics), tell)


def _noted(file: ReportFile) -> ReportFile:
    """The file, with a note on the reports that no metric understands because of their language."""
    unread = [entry.id for entry in file.entries if detect_language(entry.text) == UNKNOWN]
    note = (unread_note(unread, len(file.entries)),) if unread else ()
    return replace(file, notes=(*file.notes, *note))


def _score_boxes(wanted: Wanted, tell: Callable[[str], None]) -> tuple[dict[str, ReportFile], Scores[Any]]:
    _known(wanted, tuple(BOX_METRICS))
    references, films = read_coco(wanted.references)
    files = {
        name: references if path == wanted.references else read_coco(path, films)[0]
        for name, path, _ in _files(wanted)
    }
    names = wanted.metrics or tuple(BOX_METRICS)
    return files, score(_question(wanted, FILMS, files, {name: BOX_METRICS[name] for name in names}), tell)


def _known(wanted: Wanted, names: tuple[str, ...]) -> None:
    for name in wanted.metrics or ():
        if name not in names:
            raise BadInput(f"metric {name!r} is not known here; known are {', '.join(names)}")


def _files(wanted: Wanted) -> Iterator[tuple[str, Path, Role]]:
    asked = (
        ("predictions", wanted.predictions, Role.PREDICTIONS),
        ("second predictions", wanted.against, Role.PREDICTIONS),
        ("references", wanted.references, Role.REFERENCES),
        ("development", wanted.development, Role.REFERENCES),
    )
    yield from ((name, path, role) for name, path, role in asked if path is not None)


def _question(
    wanted: Wanted,
    subject: Subject[Case],
    files: dict[str, ReportFile],
    metrics: dict[str, CaseMetric[Case]],
) -> Question[Case]:
    pairs, against = _pairs(subject, files, wanted.allowed)
    return Question(
        subject=subject,
        pairs=pairs,
        metrics=metrics,
        against=against,
        development=_development(subject, files.get("development")),
        asked=wanted.metrics is not None,
        seed=wanted.seed,
    )


def _metric(name: str, judge: Judge | None) -> CaseMetric[Report]:
    """The metric; one whose package is not installed says so when it is called."""
    if name == GROUNDED:
        return grounded_boxes
    if judge is not None and name in judge_names():
        return judge_metric(name, judge)
    try:
        return find_metrics([name])[name]
    except ModuleNotFoundError as error:
        missing = error.name

    def absent(_predictions: Sequence[Report], _references: Sequence[Report]) -> Result:
        raise BadInput(f"metric {name} needs {missing}, which is not installed")

    return absent


def _pairs(
    subject: Subject[Case], files: dict[str, ReportFile], allowed: Allowed
) -> tuple[Pairs[Case], Pairs[Case] | None]:
    first = pair(subject, files["predictions"], files["references"], allowed)
    if "second predictions" not in files:
        return first, None
    return in_common(first, pair(subject, files["second predictions"], files["references"], allowed))


def _development(subject: Subject[Case], file: ReportFile | None) -> tuple[Case, ...]:
    """The references to choose constants from; empty texts say nothing."""
    if file is None:
        return ()
    cases = tuple(subject.make(entry) for entry in file.entries if entry.text.strip() or subject.silent)
    if not cases:
        raise BadInput(f"{file.path}: holds only empty texts; give references with text to --dev")
    return cases


def _write(wanted: Wanted, scores: Scores[Any], files: dict[str, ReportFile]) -> list[Path]:
    about = about_files(files)
    text = to_json(scores, {"files": about})
    paths = [wanted.json] if wanted.json is not None else []
    if wanted.out is not None:
        from radtrace.evaluation.page import render_score_page

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
