"""Scores as tables, for the terminal, for Markdown and for the page: the only place that lays them out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from radtrace.evaluation.intervals import FLIPS, Comparison, Estimate
from radtrace.evaluation.pairing import few
from radtrace.evaluation.score import Against, Evaluation, ScoreRow
from radtrace.files.lines import shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

HOW_COMPARED = (
    "Intervals of the differences: paired bootstrap. "
    f"p: two-sided; of a mean by {FLIPS:,} random swaps of the two systems within cases, "
    "of an aggregate by the bootstrap; not corrected for the number of metrics."
)
# The aggregates that papers print; the table without the others fits a page.
_HEADLINES = ("micro", "macro", "corpus", "mAP", "mAP50")
# What is shown for each subgroup: two of these, or else the first two metrics.
_OF_SUBGROUPS = ("scanmatch", "multimatch", "multimatch_spatial", "sequence_score", "auc_shuffled")
COMPARISON_HEAD = ("metric", "first", "second", "first - second", "95% interval", "p")


def number(value: float, digits: int = 3) -> str:
    """A number in a cell; a dash where it is undefined."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def interval(one: Estimate, digits: int = 3) -> str:
    """An interval in a cell, such as "0.412 to 0.503"."""
    return "-" if math.isnan(one.low) else f"{number(one.low, digits)} to {number(one.high, digits)}"


def cell(one: Estimate | None, digits: int = 2, signed: bool = False) -> str:
    """A value with its interval in one cell, such as "0.45 (0.41 to 0.50)"; "" where it is undefined."""
    if one is None or not math.isfinite(one.value):
        return ""
    value, low, high = (
        f"{part:{'+' if signed else ''}.{digits}f}" for part in (one.value, one.low, one.high)
    )
    return value if math.isnan(one.low) else f"{value} ({low} to {high})"


def counted(count: int, noun: str) -> str:
    """A number of things in words: "1 film", "2 films"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int = 1) -> str:
    """A Markdown table; the first columns to the left, the numbers after them to the right."""
    rule = "|---" * text_columns + "|---:" * (len(head) - text_columns) + "|"
    lines = ["|" + "|".join(f" {text} " if text else " " for text in row) + "|" for row in (head, *rows)]
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def rows_markdown(rows: Sequence[ScoreRow], columns: Sequence[str]) -> str:
    """Systems one below the other, metrics side by side; metrics that no row has are left out."""
    named = [(row.name, row.values) for row in rows]
    return _by_name(named, columns, signed=False)


def differences_markdown(found: Mapping[str, Mapping[str, Comparison]], columns: Sequence[str]) -> str:
    """Differences by title, one below the other, metrics side by side."""
    named = [(title, {name: one.difference for name, one in line.items()}) for title, line in found.items()]
    return _by_name(named, columns, signed=True)


def _by_name(
    named: Sequence[tuple[str, Mapping[str, Estimate]]], columns: Sequence[str], signed: bool
) -> str:
    kept = [name for name in columns if any(name in values for _, values in named)]
    rows = ([title, *(cell(values.get(name), signed=signed) for name in kept)] for title, values in named)
    return markdown_table(["", *kept], rows)


def terminal_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table that a pipe can read: the first column to the left, the others to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(head):
        drawn.add_column(column, justify="left" if place == 0 else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(text) for text in row))
    return drawn


def print_lines(console: Console, lines: Iterable[str]) -> None:
    """Print lines as they are, unwrapped."""
    from rich.text import Text

    for line in lines:
        console.print(Text(line), soft_wrap=True)


def print_evaluation(
    evaluation: Evaluation[Any], console: Console, notes: Iterable[str] = (), *, every: bool = False
) -> None:
    """Print n and what was left out, the metrics beside the image-blind rows, subgroups, the comparison.

    `notes` are printed first; `every` adds the rows of all aggregates.
    """
    print_lines(console, [*notes, *facts(evaluation)])
    title = "Scores; to the right, image-blind baselines"
    console.print(terminal_table(title, score_head(evaluation), score_rows(evaluation, every=every)))
    if len(evaluation.subgroups) > 1:
        console.print(terminal_table("By finding", *_subgroups(evaluation)))
    if evaluation.against is not None:
        rows = comparison_rows(evaluation, evaluation.against, every=every)
        console.print(terminal_table("First against second predictions, paired", COMPARISON_HEAD, rows))
        print_lines(console, [HOW_COMPARED])


def facts(evaluation: Evaluation[Any]) -> Iterator[str]:
    """What a reader of the table must know: n, what was left out, lengths, where intervals come from."""
    kind, pairs, resamples = evaluation.kind, evaluation.pairs, evaluation.resamples
    grouped = f" on {resamples.size:,} {pairs.grouped_by}" if pairs.grouped_by not in ("", kind.units) else ""
    yield f"n = {len(pairs.ids):,} {kind.units}{grouped}"
    for problem in pairs.problems:
        how = "left out" if problem.flag == "--allow-missing" else "allowed"
        yield f"{how} by {problem.flag}: {problem.sentence()}: {few(problem.cases)}"
    for name, why in evaluation.left_out.items():
        yield f"left out: {name}: {shown(why, 300)}"
    if kind.amount_of:
        what = f"{kind.amount_of} of the predictions / {kind.amount_of} of the references"
        yield f"length ratio {number(evaluation.length_ratio)} ({what})"
    if evaluation.identical:
        yield f"{evaluation.identical} predictions are their references, letter for letter"
    if evaluation.blind_n < len(pairs.ids):
        yield f"image-blind rows are from {evaluation.blind_n:,} of them, drawn from the seed"
    for row in evaluation.beside:
        if not row.blind:
            yield f"{row.name}: {max(row.counts.values(), default=0):,} {kind.units} have several readers"
    if evaluation.predicted.values.keys() - evaluation.predicted.results.keys():
        yield f"a name with a dot is an aggregate over all {kind.units}, as its metric defines it"
    what = pairs.grouped_by or kind.units
    yield f"95% intervals: {resamples.count:,} bootstrap resamples of {what}, seed {resamples.seed}"


def score_head(evaluation: Evaluation[Any]) -> list[str]:
    """The columns of `score_rows`."""
    return ["metric", "score", "95% interval", *(row.name for row in evaluation.beside)]


def score_rows(evaluation: Evaluation[Any], *, every: bool = False) -> Iterator[list[str]]:
    """A row a metric and aggregate: name, score, interval, and the scores of the rows beside."""
    for name, one in _chosen(evaluation.predicted, every):
        lower = " (lower is better)" if name in evaluation.kind.lower_is_better else ""
        beside = (number(row.value(name)) for row in evaluation.beside)
        yield [name + lower, number(one.value), interval(one), *beside]


def comparison_rows(
    evaluation: Evaluation[Any], against: Against[Any], *, every: bool = False
) -> Iterator[list[str]]:
    """A row a metric and aggregate, under `COMPARISON_HEAD`."""
    for name, one in _chosen(evaluation.predicted, every):
        compared = against.differences[name]
        value = compared.difference.value
        both = (number(one.value), number(against.row.value(name)))
        difference = "-" if math.isnan(value) else f"{value:+.3f}"
        yield [name, *both, difference, interval(compared.difference), _p_value(compared.p)]


def _chosen(row: ScoreRow, every: bool) -> Iterator[tuple[str, Estimate]]:
    """Metrics and, below each, its headline aggregates, or `every` one.

    A metric that no case has a score of its own for is shown by its aggregates alone.
    """
    for name, one in row.values.items():
        if name in row.results:
            chosen = row.counts[name] > 0 or not any(key.startswith(f"{name}.") for key in row.values)
        else:
            chosen = every or name.rpartition(".")[2] in _HEADLINES
        if chosen:
            yield name, one


def _subgroups(evaluation: Evaluation[Any]) -> tuple[list[str], Iterator[list[str]]]:
    """Head and rows of the scores by subgroup, beside the strongest constant, which is the mean path."""
    names = list(evaluation.predicted.results)
    chosen = ([name for name in _OF_SUBGROUPS if name in names] or names)[:2]
    blind = next((row for row in evaluation.beside if row.name == "mean path"), None)
    beside = [blind.name] if blind else []
    head = ["finding", "n", *(part for name in chosen for part in (name, "95% interval", *beside))]

    def rows() -> Iterator[list[str]]:
        for subgroup, n in evaluation.subgroups.items():
            ours = evaluation.in_subgroup(evaluation.predicted, subgroup)
            theirs = evaluation.in_subgroup(blind, subgroup) if blind else {}
            cells = [shown(subgroup) or "(no target)", f"{n:,}"]
            for name in chosen:
                cells += [number(ours[name].value), interval(ours[name])]
                cells += [number(theirs[name].value)] if blind else []
            yield cells

    return head, rows()


def _p_value(p: float) -> str:
    """A p value; small ones by their bound."""
    return "-" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"
