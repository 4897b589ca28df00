"""Scores as they are printed: one table a question, plain enough to be read in a pipe."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radtrace.tasks.inputs.lines import shown
from radtrace.tasks.intervals import Estimate
from radtrace.tasks.score import Scored, Scores, Versus
from radtrace.tasks.score_run import Run

HOW_COMPARED = (
    "Intervals of the differences: paired bootstrap. p: two-sided, of a mean by 10,000 random swaps of the "
    "two systems within reports, of an aggregate by the bootstrap; not corrected for the number of metrics."
)


def print_run(run: Run, console: Console) -> None:
    """Print n and what was left out, the metrics beside the image-blind rows, and the comparison."""
    scores = run.scores
    for line in (*_files(run), *told(scores)):
        console.print(Text(line), soft_wrap=True)
    console.print(_metrics(scores))
    if scores.versus is not None:
        console.print(_comparison(scores, scores.versus))
        console.print(Text(HOW_COMPARED), soft_wrap=True)
    for path in run.written:
        console.print(Text(f"wrote {path}"), soft_wrap=True)


def _files(run: Run) -> Iterator[str]:
    for name, file in run.files.items():
        yield f"{name}: {shown(str(file.path), 200)} ({file.source}, {len(file.entries)} entries)"
        yield from (f"  note: {shown(note, 300)}" for note in file.notes)


def told(scores: Scores) -> Iterator[str]:
    """What is said above the table: n, what was left out, lengths, where the rows come from."""
    yield f"n = {len(scores.pairs.ids)} reports"
    for problem in scores.pairs.problems:
        yield f"allowed by {problem.flag}: {problem.sentence()}: {_few(problem.cases)}"
    for name, why in scores.left_out.items():
        yield f"left out: {name}: {shown(why, 300)}"
    yield f"length ratio {number(scores.length_ratio)} (words of the predictions / words of the references)"
    if scores.identical:
        yield f"{scores.identical} predictions are their references, letter for letter"
    yield f"95% intervals: {scores.resamples:,} bootstrap resamples of reports, seed {scores.seed}"


def number(value: float) -> str:
    """Three decimals; a dash for what is missing."""
    return "-" if math.isnan(value) else f"{value:.3f}"


def interval(one: Estimate) -> str:
    """The interval, such as "0.412 to 0.503"."""
    return "-" if math.isnan(one.low) else f"{number(one.low)} to {number(one.high)}"


def chance(p: float) -> str:
    """A p value; small ones by their bound."""
    return "-" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def rows(scored: Mapping[str, Scored]) -> Iterator[tuple[str, Estimate]]:
    """Metrics and, below each, its aggregates; names as in `BlindRow.values`."""
    for name, one in scored.items():
        yield name, one.mean
        yield from ((f"{name}.{key}", part) for key, part in one.aggregates.items())


def _few(cases: tuple[str, ...], most: int = 5) -> str:
    rest = len(cases) - most
    return ", ".join(cases[:most]) + (f" and {rest} more" if rest > 0 else "")


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right", overflow="fold")
    return table


def _metrics(scores: Scores) -> Table:
    columns = ["metric", "score", "95% interval", *(row.name for row in scores.blind)]
    table = _table("Scores; to the right, what is reached without looking at the image", columns)
    for name, one in rows(scores.scored):
        blind = (number(row.values[name].value) for row in scores.blind)
        table.add_row(name, number(one.value), interval(one), *blind)
    return table


def _comparison(scores: Scores, versus: Versus) -> Table:
    columns = ["metric", "first", "second", "first - second", "95% interval", "p"]
    table = _table("First against second predictions, paired", columns)
    second = dict(rows(versus.scored))
    for name, one in rows(scores.scored):
        compared = versus.differences[name]
        difference = f"{compared.difference.value:+.3f}"
        values = (number(one.value), number(second[name].value), difference)
        table.add_row(name, *values, interval(compared.difference), chance(compared.p))
    return table
