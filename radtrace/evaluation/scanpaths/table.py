"""Scores of paths as they are printed: plain enough to be read in a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from radtrace.evaluation.cells import interval, number
from radtrace.evaluation.scanpaths.blind import MEAN_ROW
from radtrace.evaluation.scanpaths.cases import Start
from radtrace.evaluation.scanpaths.measures import LOWER_IS_BETTER
from radtrace.evaluation.scanpaths.run import Run
from radtrace.evaluation.scanpaths.score import READERS_ROW, Row, Scores
from radtrace.evaluation.table import table
from radtrace.files.lines import shown

_HEADLINES = ("scanmatch", "multimatch", "sequence_score", "auc_shuffled")
_STARTS = {
    Start.AUTO: "searches for a target start at the centre",
    Start.CENTRE: "all paths start at the centre",
    Start.NONE: "no start was put before a path",
}


def print_run(run: Run, console: Console) -> None:
    """Print n and what was left out, the metrics beside the image-blind rows, and the findings."""
    scores = run.scores
    for line in (*_told(scores), *run.notes):
        console.print(Text(line), soft_wrap=True)
    title = "Scores; to the right, what is reached without looking at the image"
    console.print(table(title, _head(scores), _rows(scores)))
    if len(scores.by_target) > 1:
        console.print(table("By finding", _target_head(scores), _target_rows(scores)))
    for path in run.written:
        console.print(Text(f"wrote {path}"), soft_wrap=True)


def _told(scores: Scores) -> Iterator[str]:
    yield f"n = {len(scores.cases):,} films and targets on {scores.films:,} films; {_STARTS[scores.start]}"
    yield f"95% intervals: {scores.resamples:,} bootstrap resamples of films, seed {scores.seed}"
    for row in scores.beside:
        if row.name == READERS_ROW:
            yield f"{READERS_ROW}: {row.n:,} films and targets have several readers"


def _head(scores: Scores) -> list[str]:
    return ["metric", "score", "95% interval", *(row.name for row in scores.beside)]


def _rows(scores: Scores) -> Iterator[list[str]]:
    for name, one in scores.predicted.overall.items():
        told = f"{name} (lower is better)" if name in LOWER_IS_BETTER else name
        beside = (number(row.overall[name].value) for row in scores.beside)
        yield [told, number(one.value), interval(one), *beside]


def _shown_by_target(scores: Scores) -> tuple[str, ...]:
    return tuple(name for name in _HEADLINES if name in scores.metrics)[:2] or scores.metrics[:2]


def _mean_row(scores: Scores) -> Row | None:
    return next((row for row in scores.beside if row.name == MEAN_ROW), None)


def _target_head(scores: Scores) -> list[str]:
    blind = [MEAN_ROW] if _mean_row(scores) else []
    return [
        "finding",
        "n",
        *(cell for name in _shown_by_target(scores) for cell in (name, "95% interval", *blind)),
    ]


def _target_rows(scores: Scores) -> Iterator[list[str]]:
    blind = _mean_row(scores)
    for target, n in scores.by_target.items():
        cells = [shown(target) or "(no target)", f"{n:,}"]
        for name in _shown_by_target(scores):
            one = scores.predicted.by_target[target][name]
            cells += [number(one.value), interval(one)]
            cells += [number(blind.by_target[target][name].value)] if blind else []
        yield cells
