"""A whole run of `radtrace gaze score`: files in, scores, JSON and page out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from radtrace.datasets.leaks import films_on_both
from radtrace.datasets.leaks.names import Kind, names_of
from radtrace.datasets.leaks.readings import rows_of
from radtrace.datasets.readings import recordings
from radtrace.evaluation.kind import known_metrics
from radtrace.evaluation.kinds.scanpaths.cases import Key, PathCase, Start, key_of, path_cases
from radtrace.evaluation.kinds.scanpaths.kind import scanpath_kind
from radtrace.evaluation.kinds.scanpaths.measures import METRICS
from radtrace.evaluation.output import ScoreRun, write_run
from radtrace.evaluation.pairing import Allowed, CaseEntry, CaseFile, Pairs, pair
from radtrace.evaluation.score import Progress, evaluate, no_progress
from radtrace.evaluation.unseen import unseen
from radtrace.files.lines import shown
from radtrace.gaze.scanpath import Scanpath, scanpath_of
from radtrace.record import BadInput, Reading

_STARTS = {
    Start.AUTO: "searches for a target start at the centre",
    Start.CENTRE: "all paths start at the centre",
    Start.NONE: "no start is added before a path",
}


@dataclass(frozen=True)
class GazeScoreOptions:
    """The options of `radtrace gaze score`; `metrics` None means all, `split` None the whole references."""

    predictions: Path
    references: Path
    split: str | None = None
    metrics: tuple[str, ...] | None = None
    out: Path | None = None
    json: Path | None = None
    start: Start = Start.AUTO
    allow_missing: bool = False
    unseen_in: tuple[str, ...] = ()
    seed: int = 0


def run_gaze_score(options: GazeScoreOptions, progress: Progress = no_progress) -> ScoreRun:
    """Score predicted paths and write the output files.

    Raises
    ------
    BadInput
        If a file cannot be used, films and targets do not match, or a metric or split is not known.
    """
    names = tuple(known_metrics(scanpath_kind(METRICS).metrics, options.metrics))
    kind = scanpath_kind(names, options.start)
    progress("files")
    readings = list(recordings(options.references))
    chosen, note = _unseen(options, readings)
    predicted_readings = list(recordings(options.predictions))
    predictions = _paths(predicted_readings)
    references = _references(options, readings, chosen)
    if not references.entries:
        raise BadInput(f"{options.references}: no reading has a fixation; give recorded paths as references")
    predicted = CaseFile(
        options.predictions,
        tuple(CaseEntry(PathCase(key, tuple(paths))) for key, paths in predictions.items()),
    )
    advice = "repair the files, choose a side with --split,"
    pairs = pair(kind, predicted, references, Allowed(missing=options.allow_missing), advice)
    evaluation = evaluate(kind, pairs, seed=options.seed, progress=progress)
    notes = (*_counted(options, pairs, chosen), *note, *_leaks(options, readings))
    files = {
        name: {"path": str(path), "read_as": "Readings", "entries": len(found), "notes": []}
        for name, path, found in (
            ("predictions", options.predictions, predicted_readings),
            ("references", options.references, readings),
        )
    }
    return write_run(ScoreRun(evaluation, notes, files), options.json, options.out)


def _unseen(options: GazeScoreOptions, readings: Sequence[Reading]) -> tuple[list[Reading], list[str]]:
    """The readings of the split that is scored, without those that a training split has seen."""
    chosen = [options.split is None or one.study.split == options.split for one in readings]
    if not any(chosen):
        splits = sorted({one.study.split for one in readings if one.study.split is not None})
        known = f"its splits are {', '.join(map(shown, splits))}" if splits else "its readings name no split"
        raise BadInput(
            f"{options.references}: has no reading in split {shown(options.split or '')!r}; {known}"
        )
    if not options.unseen_in:
        return [one for one, mine in zip(readings, chosen, strict=True) if mine], []
    placed = (
        (one.study.split or "", options.references, number, one) for number, one in enumerate(readings, 1)
    )
    rows, _ = rows_of(placed)
    kept, note = unseen(rows, options.unseen_in, among=chosen, unit="readings")
    return [one for one, keep in zip(readings, kept, strict=True) if keep], [note]


def _paths(readings: Iterable[Reading]) -> Mapping[Key, list[Scanpath]]:
    found: dict[Key, list[Scanpath]] = defaultdict(list)
    for reading in readings:
        found[key_of(reading)].append(scanpath_of(reading))
    return found


def _references(
    options: GazeScoreOptions, readings: Sequence[Reading], chosen: Sequence[Reading]
) -> CaseFile[PathCase]:
    patients = {key_of(one): _patient(one) for one in reversed(chosen)}
    entries = tuple(
        CaseEntry(case, patient=patients[case.key], study=case.key.film)
        for case in path_cases(_paths(chosen))
    )
    part = "" if options.split is None else f" in split {shown(options.split)!r}"
    scored = {entry.case.id for entry in entries}
    elsewhere = frozenset(str(key_of(one)) for one in readings) - scored
    return CaseFile(options.references, entries, part, elsewhere)


def _patient(reading: Reading) -> str:
    study = reading.study
    names = names_of({"patient_id": study.patient or "", "file": study.films[0].file})
    return next((name for kind, name in names if kind is Kind.PATIENT), "")


def _counted(options: GazeScoreOptions, pairs: Pairs[PathCase], chosen: Sequence[Reading]) -> Iterator[str]:
    """What of the files is scored, and what is not."""
    paths, references = (
        [path for case in side for path in case.paths] for side in (pairs.predictions, pairs.references)
    )
    ours, theirs = (sum(map(len, side)) / len(side) for side in (paths, references))
    counted = f"{len(references):,} references of {theirs:.1f} fixations on average"
    yield f"{len(paths):,} predicted paths of {ours:.1f}, {counted}; {_STARTS[options.start]}"
    if empty := sum(not len(scanpath_of(reading)) for reading in chosen):
        yield f"{empty:,} reference readings have no fixation and are not scored"
    if empty := sum(not len(path) for path in paths):
        yield f"{empty:,} predicted paths have no fixation and are scored as they are"


def _leaks(options: GazeScoreOptions, readings: Sequence[Reading]) -> Iterator[str]:
    """Films of the scored split that another split has too: a model may have been trained on them."""
    if options.unseen_in:
        return
    splits: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.study.split is not None:
            splits[reading.study.split].append(reading)
    for overlap in films_on_both(splits):
        if options.split is None or options.split in overlap.sides:
            yield f"warning: {overlap.sentence()}; give --unseen-in {overlap.sides[0]}, or see radtrace leaks"
