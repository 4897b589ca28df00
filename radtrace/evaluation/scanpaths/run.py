"""A whole run of `radtrace gaze score`: files in, scores and JSON out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from radtrace.datasets.leaks import films_on_both
from radtrace.datasets.readings import recordings
from radtrace.evaluation.scanpaths.cases import Case, Key, Start, cases_of, key_of
from radtrace.evaluation.scanpaths.measures import METRICS
from radtrace.evaluation.scanpaths.output import to_json
from radtrace.evaluation.scanpaths.score import Scores, score_paths
from radtrace.files.atomic import atomic_write
from radtrace.files.lines import shown
from radtrace.gaze.scanpath import Scanpath, scanpath_of
from radtrace.record import BadInput, Reading

_LISTED = 20


@dataclass(frozen=True)
class Wanted:
    """What the user asked for; `metrics` None means all, `split` None every reading of the references."""

    predictions: Path
    references: Path
    split: str | None = None
    metrics: tuple[str, ...] | None = None
    json: Path | None = None
    start: Start = Start.AUTO
    allow_missing: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Run:
    """What came of it: the scores, what is to be known of the files, one sentence each, and what was
    written."""

    scores: Scores
    notes: tuple[str, ...]
    written: tuple[Path, ...]


def run_gaze_score(wanted: Wanted, tell: Callable[[str], None] = lambda _: None) -> Run:
    """Score, and write what was asked for; `tell` hears what is being done.

    Raises
    ------
    BadInput
        If a file cannot be used, the keys do not match, or a metric or side is not known.
    """
    metrics = _known(wanted.metrics)
    tell("files")
    references = list(recordings(wanted.references))
    chosen = _on_side(wanted, references)
    predictions = _paths(recordings(wanted.predictions))
    cases = cases_of(_paths(chosen))
    if not cases:
        raise BadInput(f"{wanted.references}: no reading has a fixation; give recorded paths as references")
    scored, unmatched = _matched(wanted, predictions, cases, {key_of(one) for one in references})
    scores = score_paths(predictions, scored, metrics, start=wanted.start, seed=wanted.seed, tell=tell)
    notes = (*_counted(predictions, chosen, scores), *unmatched, *_leaks(wanted, references))
    if wanted.json is not None:
        atomic_write(wanted.json, to_json(scores, notes))
    return Run(scores, notes, (wanted.json,) if wanted.json is not None else ())


def _known(metrics: tuple[str, ...] | None) -> tuple[str, ...]:
    if metrics is None:
        return METRICS
    names = tuple(dict.fromkeys(name.strip() for name in metrics))
    for name in names:
        if name not in METRICS:
            raise BadInput(f"metric {shown(name)!r} is not known here; known are {', '.join(METRICS)}")
    return names


def _on_side(wanted: Wanted, references: Sequence[Reading]) -> list[Reading]:
    if wanted.split is None:
        return list(references)
    chosen = [reading for reading in references if reading.study.split == wanted.split]
    if not chosen:
        sides = sorted({reading.study.split for reading in references if reading.study.split is not None})
        known = f"its sides are {', '.join(map(shown, sides))}" if sides else "its readings name no side"
        raise BadInput(f"{wanted.references}: has no reading on side {shown(wanted.split)!r}; {known}")
    return chosen


def _paths(readings: Iterable[Reading]) -> dict[Key, list[Scanpath]]:
    found: dict[Key, list[Scanpath]] = defaultdict(list)
    for reading in readings:
        found[key_of(reading)].append(scanpath_of(reading))
    return dict(found)


def _matched(
    wanted: Wanted, predictions: dict[Key, list[Scanpath]], cases: Sequence[Case], known: set[Key]
) -> tuple[tuple[Case, ...], list[str]]:
    """The cases that have a prediction, and what was left out, if that is allowed.

    Predictions of readings on another side of the split are simply not wanted.
    """
    missing = [case.key for case in cases if case.key not in predictions]
    if len(missing) == len(cases):
        raise _strangers(wanted, cases[0].key)
    extra = [key for key in predictions if key not in known]
    listed = (
        (f"of the {len(cases):,} films and targets of {wanted.references} have no prediction", missing),
        (f"of {wanted.predictions} are not in {wanted.references}", extra),
    )
    problems = [(what, keys) for what, keys in listed if keys]
    if problems and not wanted.allow_missing:
        raise _unmatched(problems)
    notes = [f"left out by --allow-missing: {len(keys):,} {what}: {_few(keys)}" for what, keys in problems]
    return tuple(case for case in cases if case.key in predictions), notes


def _strangers(wanted: Wanted, one: Key) -> BadInput:
    there = f"{wanted.references}{'' if wanted.split is None else f' on side {shown(wanted.split)!r}'}"
    advice = "file names and targets must be the same"
    return BadInput(
        f"no film and target of {wanted.predictions} is in {there} (there {shown(str(one))}); {advice}"
    )


def _unmatched(problems: Sequence[tuple[str, Sequence[Key]]]) -> BadInput:
    sentence = "; ".join(f"{len(keys):,} {what}" for what, keys in problems)
    listing = "\n".join(line for _, keys in problems for line in _listing(keys))
    advice = "repair the files, choose a side with --split, or give --allow-missing"
    return BadInput(f"{sentence}; {advice}\n{listing}")


def _listing(keys: Sequence[Key]) -> list[str]:
    rest = len(keys) - _LISTED
    return [
        *(f"    {shown(str(key))}" for key in keys[:_LISTED]),
        *([f"    and {rest} more"] if rest > 0 else []),
    ]


def _few(keys: Sequence[Key], most: int = 5) -> str:
    rest = len(keys) - most
    return ", ".join(shown(str(key)) for key in keys[:most]) + (f" and {rest} more" if rest > 0 else "")


def _counted(
    predictions: dict[Key, list[Scanpath]], chosen: Sequence[Reading], scores: Scores
) -> Iterator[str]:
    """What of the files counts, and what does not."""
    paths = [path for case in scores.cases for path in predictions[case.key]]
    references = [path for case in scores.cases for path in case.references]
    ours, theirs = (sum(map(len, side)) / len(side) for side in (paths, references))
    counted = f"{len(references):,} references of {theirs:.1f} fixations on average"
    yield f"{len(paths):,} predicted paths of {ours:.1f}, {counted}"
    if blank := sum(not len(scanpath_of(reading)) for reading in chosen):
        yield f"{blank:,} reference readings have no fixation and are not scored against"
    if blank := sum(not len(path) for path in paths):
        yield f"{blank:,} predicted paths have no fixation and are scored as they stand"


def _leaks(wanted: Wanted, references: Sequence[Reading]) -> Iterator[str]:
    """Films of the scored side that another side has too: a model may have learnt them."""
    sides: dict[str, list[Reading]] = defaultdict(list)
    for reading in references:
        if reading.study.split is not None:
            sides[reading.study.split].append(reading)
    for overlap in films_on_both(sides):
        if wanted.split is None or wanted.split in overlap.sides:
            yield f"warning: {overlap.sentence()}; see radtrace leaks"
