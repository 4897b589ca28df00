"""What is told of scores, in words and in cells, for the terminal and the page alike."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from radtrace.evaluation.intervals import FLIPS, Estimate
from radtrace.evaluation.score import Scored, Scores, Versus
from radtrace.files.lines import shown

HOW_COMPARED = (
    "Intervals of the differences: paired bootstrap. "
    f"p: two-sided; of a mean by {FLIPS:,} random swaps of the two systems within cases, "
    "of an aggregate by the bootstrap; not corrected for the number of metrics."
)
# The aggregates that papers print; the table without the others fits a page.
_HEADLINES = ("micro", "macro", "corpus", "mAP", "mAP50")
COMPARISON_HEAD = ["metric", "first", "second", "first - second", "95% interval", "p"]


def told(scores: Scores[Any]) -> Iterator[str]:
    """What is said beside the table: n, what was left out, lengths, where the rows come from."""
    subject = scores.subject
    yield f"n = {len(scores.pairs.ids)} {subject.units}"
    for problem in scores.pairs.problems:
        yield f"allowed by {problem.flag}: {problem.sentence()}: {_few(problem.cases)}"
    for name, why in scores.left_out.items():
        yield f"left out: {name}: {shown(why, 300)}"
    what = f"{subject.amount_of} of the predictions / {subject.amount_of} of the references"
    yield f"length ratio {number(scores.length_ratio)} ({what})"
    if scores.identical:
        yield f"{scores.identical} predictions are their references, letter for letter"
    if scores.blind_n < len(scores.pairs.ids):
        yield f"image-blind rows are from {scores.blind_n:,} of them, drawn from the seed"
    if any(scored.aggregates for scored in scores.scored.values()):
        yield f"a name with a dot is an aggregate over all {subject.units}, as its metric defines it"
    yield f"95% intervals: {scores.resamples:,} bootstrap resamples of {subject.units}, seed {scores.seed}"


def score_head(scores: Scores[Any]) -> list[str]:
    """The columns of `score_cells`."""
    return ["metric", "score", "95% interval", *(row.name for row in scores.blind)]


def score_cells(scores: Scores[Any], *, every: bool = False) -> Iterator[list[str]]:
    """A row a metric and aggregate (see `rows`): name, score, interval, and the image-blind scores."""
    for name, one in rows(scores.scored, every=every):
        blind = (number(row.values[name].value) for row in scores.blind)
        yield [name, number(one.value), interval(one), *blind]


def comparison_cells(scores: Scores[Any], versus: Versus[Any], *, every: bool = False) -> Iterator[list[str]]:
    """A row a metric and aggregate, under `COMPARISON_HEAD`."""
    second = dict(rows(versus.scored, every=True))
    for name, one in rows(scores.scored, every=every):
        compared = versus.differences[name]
        value = compared.difference.value
        difference = "-" if math.isnan(value) else f"{value:+.3f}"
        both = (number(one.value), number(second[name].value))
        yield [name, *both, difference, interval(compared.difference), chance(compared.p)]


def rows(scored: Mapping[str, Scored], *, every: bool = False) -> Iterator[tuple[str, Estimate]]:
    """Metrics and, below each, its micro, macro, corpus and mAP aggregates, or `every` one.

    Names are as in `BlindRow.values`.
    """
    for name, one in scored.items():
        yield name, one.mean
        for key, part in one.aggregates.items():
            if every or key in _HEADLINES:
                yield f"{name}.{key}", part


def number(value: float) -> str:
    """Three decimals; a dash for what is missing."""
    return "-" if math.isnan(value) else f"{value:.3f}"


def interval(one: Estimate) -> str:
    """The interval, such as "0.412 to 0.503"."""
    return "-" if math.isnan(one.low) else f"{number(one.low)} to {number(one.high)}"


def chance(p: float) -> str:
    """A p value; small ones by their bound."""
    return "-" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def _few(cases: tuple[str, ...], most: int = 5) -> str:
    rest = len(cases) - most
    return ", ".join(cases[:most]) + (f" and {rest} more" if rest > 0 else "")
