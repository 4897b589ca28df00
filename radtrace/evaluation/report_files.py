"""A whole run of `radtrace score`: files in, scores, JSON and page out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from radtrace.datasets.leaks.names import Kind, Name, names_of
from radtrace.datasets.leaks.rows import SPLIT_COLUMNS, read_splits
from radtrace.datasets.leaks.split import SplitRow
from radtrace.datasets.reports import Entry, ReportFile, ReportPart, Role, read_reports
from radtrace.datasets.reports.coco import is_coco, read_coco
from radtrace.evaluation.kind import Case, CaseKind, CaseMetric, known_metrics
from radtrace.evaluation.kinds.boxes import BOXES
from radtrace.evaluation.kinds.reports import GROUNDED, REPORTS, grounded_boxes, report_of
from radtrace.evaluation.output import ScoreRun, write_run
from radtrace.evaluation.pairing import Allowed, CaseEntry, CaseFile, in_common, pair
from radtrace.evaluation.score import Progress, evaluate, no_progress
from radtrace.evaluation.unseen import unseen
from radtrace.language import UNKNOWN, detect_language, unread_note
from radtrace.metrics.judges import Judge, judge_metric, judge_names
from radtrace.record import BadInput, BoxSet


@dataclass(frozen=True)
class ScoreOptions:
    """The options of `radtrace score`; `metrics` None means all that run here, with a judge all of its own.

    `unseen_in` names splits of the references, or of the file `splits`.
    """

    predictions: Path
    references: Path
    metrics: tuple[str, ...] | None = None
    out: Path | None = None
    json: Path | None = None
    against: Path | None = None
    development: Path | None = None
    section: ReportPart = ReportPart.WHOLE
    allowed: Allowed = field(default_factory=Allowed)
    unseen_in: tuple[str, ...] = ()
    splits: Path | None = None
    seed: int = 0
    judge: Judge | None = None


def run_score(options: ScoreOptions, progress: Progress = no_progress) -> ScoreRun:
    """Score two files and write the output files.

    Raises
    ------
    BadInput
        If a file cannot be used, ids do not match, a metric is not known or nothing can be written.
    """
    run = (
        _score_boxes(options, progress) if is_coco(options.references) else _score_reports(options, progress)
    )
    return write_run(run, options.json, options.out)


def _score_reports(options: ScoreOptions, progress: Progress) -> ScoreRun:
    judged = () if options.judge is None else judge_names()
    judges = {name: judge_metric(name, options.judge) for name in judged if options.judge is not None}
    metrics = known_metrics({**REPORTS.metrics, GROUNDED: grounded_boxes, **judges}, options.metrics)
    files = {name: _noted(read_reports(path, role, options.section)) for name, path, role in _paths(options)}
    if options.metrics is None:
        grounded = all(
            any(one.phrases for one in files[name].entries) for name in ("predictions", "references")
        )
        chosen = judged or (*REPORTS.metrics, *((GROUNDED,) if grounded else ()))
        metrics = {name: metrics[name] for name in chosen}
    return _evaluate(options, REPORTS, report_of, files, metrics, progress)


def _noted(file: ReportFile) -> ReportFile:
    """The file, with a note on the reports that no metric understands because of their language."""
    unread = [entry.id for entry in file.entries if detect_language(entry.text) == UNKNOWN]
    note = (unread_note(unread, len(file.entries)),) if unread else ()
    return replace(file, notes=(*file.notes, *note))


def _score_boxes(options: ScoreOptions, progress: Progress) -> ScoreRun:
    metrics = known_metrics(BOXES.metrics, options.metrics)
    references, films = read_coco(options.references)
    files = {
        name: references if path == options.references else read_coco(path, films)[0]
        for name, path, _ in _paths(options)
    }
    return _evaluate(options, BOXES, _boxes_of, files, metrics, progress)


def _boxes_of(entry: Entry) -> BoxSet:
    assert entry.boxes is not None
    return entry.boxes


def _paths(options: ScoreOptions) -> Iterator[tuple[str, Path, Role]]:
    given = (
        ("predictions", options.predictions, Role.PREDICTIONS),
        ("second predictions", options.against, Role.PREDICTIONS),
        ("references", options.references, Role.REFERENCES),
        ("development", options.development, Role.REFERENCES),
    )
    yield from ((name, path, role) for name, path, role in given if path is not None)


def _evaluate(
    options: ScoreOptions,
    kind: CaseKind[Case],
    make: Callable[[Entry], Case],
    files: Mapping[str, ReportFile],
    metrics: Mapping[str, CaseMetric[Case]],
    progress: Progress,
) -> ScoreRun:
    cases = {name: case_file(kind, file, make) for name, file in files.items()}
    references, notes = _unseen(options, files["references"], cases["references"])
    pairs, against = pair(kind, cases["predictions"], references, options.allowed), None
    if "second predictions" in cases:
        second = pair(kind, cases["second predictions"], references, options.allowed)
        pairs, against = in_common(pairs, second)
    evaluation = evaluate(
        kind,
        pairs,
        metrics,
        against=against,
        development=_development(options, cases),
        strict=options.metrics is not None,
        seed=options.seed,
        progress=progress,
    )
    return ScoreRun(evaluation, notes, {name: _about(file) for name, file in files.items()})


def case_file(kind: CaseKind[Case], file: ReportFile, make: Callable[[Entry], Case]) -> CaseFile[Case]:
    """The cases of a file; an empty text is a problem unless the kind may be empty."""
    return CaseFile(file.path, tuple(_case_entry(kind, entry, make) for entry in file.entries))


def _case_entry(kind: CaseKind[Case], entry: Entry, make: Callable[[Entry], Case]) -> CaseEntry[Case]:
    names = dict(reversed(_names(entry)))
    empty = not kind.may_be_empty and not entry.text.strip()
    return CaseEntry(make(entry), entry.line, empty, names.get(Kind.PATIENT, ""), names.get(Kind.STUDY, ""))


def _names(entry: Entry) -> tuple[Name, ...]:
    """Patient, study and film of an entry; its id may be a study's or a film's."""
    return (*names_of({"file": entry.id, **entry.cells}), (Kind.STUDY, entry.id.lower()))


def _unseen(
    options: ScoreOptions, file: ReportFile, references: CaseFile[Case]
) -> tuple[CaseFile[Case], tuple[str, ...]]:
    if not options.unseen_in:
        if options.splits:
            raise BadInput(
                "--splits is the table for --unseen-in; name its training splits, as in --unseen-in train"
            )
        return references, ()
    rows = [SplitRow(_split(one), file.path, one.line, _names(one), "") for one in file.entries]
    table = read_splits([options.splits]).rows if options.splits else ()
    kept, note = unseen(rows, options.unseen_in, table, unit="references")
    entries = tuple(one for one, keep in zip(references.entries, kept, strict=True) if keep)
    elsewhere = frozenset(one.case.id for one, keep in zip(references.entries, kept, strict=True) if not keep)
    return CaseFile(file.path, entries, elsewhere=elsewhere), (note,)


def _split(entry: Entry) -> str:
    return next((entry.cells[name].strip() for name in SPLIT_COLUMNS if entry.cells.get(name)), "")


def _development(options: ScoreOptions, cases: Mapping[str, CaseFile[Case]]) -> tuple[Case, ...]:
    """The references to choose constants from; empty texts are left out."""
    if "development" not in cases:
        return ()
    chosen = tuple(entry.case for entry in cases["development"].entries if not entry.empty)
    if not chosen:
        raise BadInput(f"{options.development}: holds only empty texts; give references with text to --dev")
    return chosen


def _about(file: ReportFile) -> dict[str, Any]:
    """What a file was read as."""
    return {
        "path": str(file.path),
        "read_as": file.source,
        "entries": len(file.entries),
        "notes": list(file.notes),
    }
