"""Predictions scored against references: metrics, intervals, image-blind rows, a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np

from radtrace.evaluation.blind import Said, blind_rows, judged
from radtrace.evaluation.case_kinds import Case, CaseMetric, Subject
from radtrace.evaluation.intervals import (
    Comparison,
    Estimate,
    Floats,
    Resamples,
    compare_aggregates,
    compare_means,
    estimate,
    mean_estimates,
)
from radtrace.evaluation.pairing import Pairs
from radtrace.metrics.result import Result
from radtrace.record import BadInput


@dataclass(frozen=True)
class Scored:
    """One metric's result: the mean of its scores per report, and its aggregates over all pairs.

    `aggregates` is empty where the only aggregate is that mean; `drawn` holds each one's resamples.
    """

    result: Result
    mean: Estimate
    aggregates: dict[str, Estimate]
    drawn: dict[str, Floats]


@dataclass(frozen=True)
class BlindRow:
    """What predictions made without looking get, and what was said for each metric.

    Keys of `values` are a metric's name (its mean, with an interval), or `name.aggregate`.
    """

    name: str
    values: dict[str, Estimate]
    texts: dict[str, str]


@dataclass(frozen=True)
class Versus(Generic[Case]):
    """A second system on the same pairs: its results, and the first minus the second.

    Keys of `differences` are a metric's name, or `name.aggregate`.
    """

    pairs: Pairs[Case]
    scored: dict[str, Scored]
    differences: dict[str, Comparison]


@dataclass(frozen=True)
class Scores(Generic[Case]):
    """All that is told of a run.

    `length_ratio` is the amount (words of reports, boxes of films) of the predictions over that of
    the references; `blind_n` of the cases the image-blind rows are from.
    """

    subject: Subject[Case]
    pairs: Pairs[Case]
    scored: dict[str, Scored]
    blind: tuple[BlindRow, ...]
    blind_n: int
    length_ratio: float
    versus: Versus[Case] | None
    left_out: dict[str, str]
    seed: int
    resamples: int

    @property
    def identical(self) -> int:
        """How many predictions are their references, letter for letter."""
        pairs = zip(self.pairs.predictions, self.pairs.references, strict=True)
        return sum(self.subject.same(ours, theirs) for ours, theirs in pairs)


@dataclass(frozen=True)
class Question(Generic[Case]):
    """What to score: `against` is a second system's pairs with the same references in the same order,
    `development` the references to choose constants on. Metrics that cannot run here are an error
    if `asked` for by name, otherwise left out and told."""

    subject: Subject[Case]
    pairs: Pairs[Case]
    metrics: Mapping[str, CaseMetric[Case]]
    against: Pairs[Case] | None = None
    development: Sequence[Case] = ()
    asked: bool = False
    seed: int = 0


def score(question: Question[Case], tell: Callable[[str], None] = lambda _: None) -> Scores[Case]:
    """Score the pairs; `tell` hears what is being done.

    Raises
    ------
    BadInput
        If a metric that was asked for cannot run here, or none can.
    """
    pairs, resamples = question.pairs, Resamples(len(question.pairs.ids), question.seed)
    results, left_out = _run(question, tell)
    metrics = {name: question.metrics[name] for name in results}
    tell("intervals")
    scored = _scored(results, resamples)
    versus = _versus(question.against, scored, metrics, resamples, tell) if question.against else None
    tell("image-blind rows")
    references = judged(pairs.references, question.seed)
    said = blind_rows(question.subject, metrics, references, question.development, question.seed)
    return Scores(
        subject=question.subject,
        pairs=pairs,
        scored=scored,
        blind=tuple(_row(one, metrics, references, question.seed) for one in said),
        blind_n=len(references),
        length_ratio=_length_ratio(question.subject, pairs),
        versus=versus,
        left_out=left_out,
        seed=question.seed,
        resamples=resamples.count,
    )


def _run(question: Question[Case], tell: Callable[[str], None]) -> tuple[dict[str, Result], dict[str, str]]:
    results: dict[str, Result] = {}
    left_out: dict[str, str] = {}
    for name, metric in question.metrics.items():
        tell(name)
        try:
            results[name] = metric(question.pairs.predictions, question.pairs.references)
        except BadInput as error:
            if question.asked:
                raise
            left_out[name] = str(error)
    if not results:
        raise BadInput(f"no metric can run here: {'; '.join(left_out.values()) or 'none is known'}")
    return results, left_out


def _columns(results: Mapping[str, Result]) -> Floats:
    """The scores per report, (n, metrics)."""
    return np.column_stack([result.per_report for result in results.values()])


def _scored(results: Mapping[str, Result], resamples: Resamples) -> dict[str, Scored]:
    means = mean_estimates(_columns(results), resamples)
    pairs = zip(results.items(), means, strict=True)
    return {name: _one_scored(result, mean, resamples) for (name, result), mean in pairs}


def own_aggregates(result: Result) -> dict[str, float]:
    """The aggregates, without the mean of the scores per report, which is told anyway."""
    return {name: value for name, value in result.aggregate.items() if name != "mean"}


def _one_scored(result: Result, mean: Estimate, resamples: Resamples) -> Scored:
    values = own_aggregates(result)
    drawn = resamples.aggregates(result.resample) if values else {}
    return Scored(result, mean, {name: estimate(v, drawn[name]) for name, v in values.items()}, drawn)


def _versus(
    against: Pairs[Case],
    first: Mapping[str, Scored],
    metrics: Mapping[str, CaseMetric[Case]],
    resamples: Resamples,
    tell: Callable[[str], None],
) -> Versus[Case]:
    tell("the second predictions")
    results = {name: metric(against.predictions, against.references) for name, metric in metrics.items()}
    second = _scored(results, resamples)
    ours = _columns({name: scored.result for name, scored in first.items()})
    differences = dict(zip(first, compare_means(ours, _columns(results), resamples), strict=True))
    for name, scored in first.items():
        differences |= {f"{name}.{key}": one for key, one in _compared(scored, second[name])}
    return Versus(against, second, differences)


def _compared(first: Scored, second: Scored) -> Iterator[tuple[str, Comparison]]:
    for name, ours in first.aggregates.items():
        difference = ours.value - second.aggregates[name].value
        yield name, compare_aggregates(difference, first.drawn[name], second.drawn[name])


def _row(
    said: Said[Case], metrics: Mapping[str, CaseMetric[Case]], references: Sequence[Case], seed: int
) -> BlindRow:
    results = {key: metric(said.predictions[key], references) for key, metric in metrics.items()}
    means = mean_estimates(_columns(results), Resamples(len(references), seed))
    values = dict(zip(results, means, strict=True))
    for key, result in results.items():
        values |= {f"{key}.{part}": Estimate(value) for part, value in own_aggregates(result).items()}
    return BlindRow(said.name, values, said.texts)


def _length_ratio(subject: Subject[Case], pairs: Pairs[Case]) -> float:
    ours, theirs = (
        sum(subject.amount(one) for one in side) for side in (pairs.predictions, pairs.references)
    )
    return ours / theirs if theirs else float("nan")
