"""A kind of case: all that the evaluation must know to score it.

A new task adds one `CaseKind` (its metrics, and what can be answered without the image). Pairing, intervals,
image-blind baselines, paired differences, tables, JSON and the page then work as for every other kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from radtrace.files.lines import shown
from radtrace.metrics.result import Result
from radtrace.record import BadInput


class HasId(Protocol):
    """A case of a file."""

    @property
    def id(self) -> str:
        """The id by which a prediction is paired with its reference."""


Case = TypeVar("Case", bound=HasId)
CaseMetric = Callable[[Sequence[Case], Sequence[Case]], Result]


class Undefined(BadInput):
    """A metric that the data give nothing to compute from: left out with this reason, never scored 0."""


@dataclass(frozen=True)
class Baseline(Generic[Case]):
    """A row beside the predictions: for each metric one prediction for every reference, in their order.

    `texts` says for each metric what was predicted, where that is the same for all cases. `blind` is False
    for a row that has seen the image, such as other human readers.
    """

    name: str
    predictions: Mapping[str, Sequence[Case]]
    texts: Mapping[str, str] = field(default_factory=dict)
    blind: bool = True


def _itself(case: Case, _for: Case) -> Case:
    return case


@dataclass(frozen=True)
class CaseKind(Generic[Case]):
    """One kind of case.

    Attributes
    ----------
    units
        What cases are called, in the plural: "reports".
    metrics
        The metrics by name, in the order they are printed.
    constants
        From the references, the image-blind predictions that are the same for every case, by name.
    predict_for
        A case turned into a prediction for another case (its id, if the metrics look at ids).
    text
        A case in words, for the record of constants and for the page.
    amount_of, amount
        What a case's length is counted in, for the length ratio; "" for none.
    same
        Whether two cases have exactly the same content.
    groups
        What cases without a known patient share, in the plural: "studies".
    may_be_empty
        Whether a case without content is legitimate (a film without boxes).
    baselines
        From references and seed the rows beside the predictions, in place of the standard ones: the
        constants, another case's reference, and the best constant of a development set.
    most_blind
        On how many references the baselines are scored at most, drawn from the seed; 0 for all.
    blind_intervals
        Whether the aggregates of baselines get intervals too, at the cost of as many resamples again.
    subgroup
        The subgroup of a reference, for which scores are shown apart (the target of a search).
    lower_is_better
        Metrics that are better when lower.
    draw
        Prediction and reference side by side as HTML, in place of their texts. It must escape what it shows.
    """

    units: str
    metrics: Mapping[str, CaseMetric[Case]]
    constants: Callable[[Sequence[Case]], Mapping[str, Case]] = lambda _: {}
    predict_for: Callable[[Case, Case], Case] = _itself
    text: Callable[[Case], str] = str
    amount_of: str = ""
    amount: Callable[[Case], float] = lambda _: 0.0
    same: Callable[[Case, Case], bool] = lambda one, other: one == other
    groups: str = "studies"
    may_be_empty: bool = False
    baselines: Callable[[Sequence[Case], int], Iterable[Baseline[Case]]] | None = None
    most_blind: int = 2000
    blind_intervals: bool = False
    subgroup: Callable[[Case], str] | None = None
    lower_is_better: frozenset[str] = frozenset()
    draw: Callable[[Case, Case], str] | None = None


def known_metrics(
    known: Mapping[str, CaseMetric[Case]], names: Sequence[str] | None
) -> dict[str, CaseMetric[Case]]:
    """The metrics of these names, or all of them.

    Raises
    ------
    BadInput
        If a name is not among the known ones.
    """
    if names is None:
        return dict(known)
    chosen = dict.fromkeys(name.strip() for name in names)
    for name in chosen:
        if name not in known:
            raise BadInput(f"unknown metric {shown(name)!r}; choose from {', '.join(known)}")
    return {name: known[name] for name in chosen}
