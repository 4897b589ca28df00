"""Predictions scored against references: metrics with intervals, image-blind rows, a paired comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic

import numpy as np

from radtrace.evaluation.blind import blind_references, standard_baselines
from radtrace.evaluation.intervals import (
    RESAMPLES,
    Comparison,
    Estimate,
    Floats,
    Resamples,
    compare_aggregates,
    compare_means,
    estimate,
    mean_estimates,
)
from radtrace.evaluation.kind import Baseline, Case, CaseKind, CaseMetric, Undefined
from radtrace.evaluation.pairing import Pairs
from radtrace.metrics.result import Result
from radtrace.record import BadInput

Progress = Callable[[str], None]


def no_progress(_what: str) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, eq=False)
class ScoreRow:
    """The scores of one system or baseline.

    Keys of `values` are a metric's name (the mean of its scores per case) or `name.aggregate`. `counts` are
    the cases that have a score, by metric. `drawn` holds what each value was in every resample, where it is
    needed to compare it; `resamples` are those it was drawn from. `texts` as in `Baseline`.
    """

    name: str
    values: Mapping[str, Estimate]
    counts: Mapping[str, int] = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict, repr=False)
    drawn: Mapping[str, Floats] = field(default_factory=dict, repr=False)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    blind: bool = False
    resamples: Resamples | None = field(default=None, repr=False)

    def value(self, name: str) -> float:
        """The value of a metric or aggregate, NaN where it was not computed."""
        return self.values[name].value if name in self.values else float("nan")


@dataclass(frozen=True, eq=False)
class Against(Generic[Case]):
    """A second system on the same pairs, and the first minus the second under the keys of `values`."""

    pairs: Pairs[Case]
    row: ScoreRow
    differences: Mapping[str, Comparison]


@dataclass(frozen=True, eq=False)
class Evaluation(Generic[Case]):
    """Everything that was computed: the predictions' row, the rows beside it, a second system.

    `blind_n` is on how many of the cases the rows beside were scored; `left_out` why metrics are missing.
    """

    kind: CaseKind[Case]
    pairs: Pairs[Case]
    predicted: ScoreRow
    beside: tuple[ScoreRow, ...]
    blind_n: int
    against: Against[Case] | None
    left_out: Mapping[str, str]
    resamples: Resamples

    def __repr__(self) -> str:
        """The means of the predictions, short enough for a prompt or a notebook."""
        estimates = self.predicted.values.items()
        means = ", ".join(f"{name} {estimate.value:.3f}" for name, estimate in estimates if "." not in name)
        return f"<Evaluation of {len(self.pairs.ids):,} {self.kind.units}: {means}>"

    @property
    def identical(self) -> int:
        """How many predictions have exactly the content of their references."""
        pairs = zip(self.pairs.predictions, self.pairs.references, strict=True)
        return sum(self.kind.same(ours, theirs) for ours, theirs in pairs)

    @property
    def length_ratio(self) -> float:
        """The amount (words, boxes) of the predictions over that of the references."""
        ours, theirs = (
            sum(map(self.kind.amount, side)) for side in (self.pairs.predictions, self.pairs.references)
        )
        return ours / theirs if theirs else float("nan")

    @property
    def subgroups(self) -> dict[str, int]:
        """The subgroups by their number of cases, the most frequent first."""
        names, counts = np.unique(self._subgroup_names(), return_counts=True)
        return {str(names[i]): int(counts[i]) for i in np.argsort(-counts, kind="stable")}

    def in_subgroup(self, row: ScoreRow, name: str) -> dict[str, Estimate]:
        """The means of a row over one subgroup's cases."""
        chosen = np.flatnonzero(self._subgroup_names() == name).tolist()
        groups = [self.pairs.groups[place] for place in chosen]
        resamples = Resamples.of(groups, self.resamples.seed, self.resamples.count)
        table = np.column_stack([result.per_report for result in row.results.values()])
        return dict(zip(row.results, _means(table[chosen], resamples), strict=True))

    def _subgroup_names(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        of = self.kind.subgroup
        return np.array([of(case) for case in self.pairs.references] if of else [], np.str_)


def evaluate(
    kind: CaseKind[Case],
    pairs: Pairs[Case],
    metrics: Mapping[str, CaseMetric[Case]] | None = None,
    *,
    against: Pairs[Case] | None = None,
    development: Sequence[Case] = (),
    strict: bool = False,
    seed: int = 0,
    count: int = RESAMPLES,
    progress: Progress = no_progress,
) -> Evaluation[Case]:
    """Score the pairs, with intervals, the image-blind rows and, if given, a second system.

    Parameters
    ----------
    metrics
        Some of the kind's metrics, or others on its cases; all of the kind's by default.
    against
        A second system's pairs: the same references in the same order.
    development
        References to choose the best constant on.
    strict
        Whether a metric that cannot run here is an error; otherwise it is left out with the reason.
    seed, count
        Of the bootstrap resamples and of what the baselines draw.

    Raises
    ------
    BadInput
        If a metric cannot run here and `strict` is set, or none can.
    """
    chosen = kind.metrics if metrics is None else metrics
    resamples = Resamples.of(pairs.groups, seed, count)
    results, left_out = _run(chosen, pairs, strict, progress)
    running = {name: chosen[name] for name in results}
    progress("intervals")
    predicted = score_row("predictions", results, resamples)
    second = _against(against, predicted, running, resamples, progress) if against else None
    progress("image-blind rows")
    places = blind_references(kind, pairs.references, seed)
    references = [pairs.references[place] for place in places]
    baselines = (
        standard_baselines(kind, running, references, development, seed)
        if kind.baselines is None
        else kind.baselines(references, seed)
    )
    of_blind = Resamples.of([pairs.groups[place] for place in places], seed, count)
    beside = tuple(_baseline_row(kind, one, running, references, of_blind) for one in baselines)
    return Evaluation(kind, pairs, predicted, beside, len(references), second, left_out, resamples)


def score_row(name: str, results: Mapping[str, Result], resamples: Resamples) -> ScoreRow:
    """A system's row from its results: means and aggregates, all with intervals."""
    values, drawn = _mean_values(results, resamples)
    for metric, result in results.items():
        own = own_aggregates(result)
        in_resamples = resamples.aggregates(result.resample) if own and resamples.size > 1 else {}
        for key, value in own.items():
            drawn[f"{metric}.{key}"] = in_resamples.get(key, np.empty(0))
            values[f"{metric}.{key}"] = estimate(value, drawn[f"{metric}.{key}"])
    return ScoreRow(name, values, _counts(results), results, drawn, resamples=resamples)


def paired_differences(first: ScoreRow, second: ScoreRow) -> dict[str, Comparison]:
    """First minus second in all that both rows have; both were scored on the same cases and resamples."""
    names = [name for name in first.results if name in second.results]
    compared: dict[str, Comparison] = {}
    alike = [name for name in names if _unweighted(first, name) and _unweighted(second, name)]
    if alike and first.resamples is not None:
        ours, theirs = (_columns({name: row.results[name] for name in alike}) for row in (first, second))
        compared = dict(zip(alike, compare_means(ours, theirs, first.resamples), strict=True))
    for key in first.drawn:
        if key in second.drawn and key not in compared:
            value = first.value(key) - second.value(key)
            compared[key] = compare_aggregates(value, first.drawn[key], second.drawn[key])
    return compared


def own_aggregates(result: Result) -> dict[str, float]:
    """The aggregates, without the mean of the scores per case, which every row has."""
    return {name: value for name, value in result.aggregate.items() if name != "mean"}


def _unweighted(row: ScoreRow, name: str) -> bool:
    return row.results[name].weights is None


def _run(
    metrics: Mapping[str, CaseMetric[Case]], pairs: Pairs[Case], strict: bool, progress: Progress
) -> tuple[dict[str, Result], dict[str, str]]:
    results: dict[str, Result] = {}
    left_out: dict[str, str] = {}
    for name, metric in metrics.items():
        progress(name)
        try:
            results[name] = metric(pairs.predictions, pairs.references)
        except BadInput as error:
            if strict and not isinstance(error, Undefined):
                raise
            left_out[name] = str(error)
    if not results:
        raise BadInput(f"no metric can run here: {'; '.join(left_out.values()) or 'none is known'}")
    return results, left_out


def _against(
    against: Pairs[Case],
    first: ScoreRow,
    metrics: Mapping[str, CaseMetric[Case]],
    resamples: Resamples,
    progress: Progress,
) -> Against[Case]:
    progress("second predictions")
    results = {name: metric(against.predictions, against.references) for name, metric in metrics.items()}
    second = score_row("second predictions", results, resamples)
    return Against(against, second, paired_differences(first, second))


def _baseline_row(
    kind: CaseKind[Case],
    baseline: Baseline[Case],
    metrics: Mapping[str, CaseMetric[Case]],
    references: Sequence[Case],
    resamples: Resamples,
) -> ScoreRow:
    """A baseline's row; its aggregates have no intervals, unless the kind asks for them."""
    results = {name: metric(baseline.predictions[name], references) for name, metric in metrics.items()}
    if kind.blind_intervals:
        row = score_row(baseline.name, results, resamples)
        return replace(row, texts=baseline.texts, blind=baseline.blind)
    values, _ = _mean_values(results, resamples)
    for name, result in results.items():
        values |= {f"{name}.{key}": Estimate(value) for key, value in own_aggregates(result).items()}
    return ScoreRow(
        baseline.name, values, _counts(results), results, texts=baseline.texts, blind=baseline.blind
    )


def _mean_values(
    results: Mapping[str, Result], resamples: Resamples
) -> tuple[dict[str, Estimate], dict[str, Floats]]:
    """The mean of every metric, and in every resample that of the weighted ones."""
    plain = {name: result for name, result in results.items() if result.weights is None}
    found = dict(zip(plain, _means(_columns(plain), resamples), strict=True)) if plain else {}
    drawn: dict[str, Floats] = {}
    for name, result in results.items():
        if result.weights is not None:
            parts = np.nan_to_num(result.per_report) * result.weights
            drawn[name] = resamples.ratios(parts[:, None], result.weights[:, None])[:, 0]
            value = float(parts.sum() / result.weights.sum()) if result.weights.any() else float("nan")
            found[name] = estimate(value, drawn[name])
    return {name: found[name] for name in results}, drawn


def _means(table: Floats, resamples: Resamples) -> list[Estimate]:
    """Means with intervals; one group alone, such as one patient, has no interval."""
    means = mean_estimates(table, resamples)
    return means if resamples.size > 1 else [Estimate(one.value) for one in means]


def _counts(results: Mapping[str, Result]) -> dict[str, int]:
    return {name: int((~np.isnan(result.per_report)).sum()) for name, result in results.items()}


def _columns(results: Mapping[str, Result]) -> Floats:
    """The scores per case, (n, metrics)."""
    return np.column_stack([result.per_report for result in results.values()])
