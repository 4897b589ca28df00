"""The worst cases: prediction beside reference, the errors coloured and numbered in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from radtrace.evaluation.page.markup import element, text
from radtrace.evaluation.score import Evaluation
from radtrace.evaluation.tables import number
from radtrace.metrics.result import Difference, ErrorKind

SHOWN = 20
OF_OTHERS = 3
_LONGEST = 4000
KINDS = {
    ErrorKind.FALSE_FINDING: "false",
    ErrorKind.MISSED_FINDING: "missed",
    ErrorKind.WRONG_PLACE: "place",
    ErrorKind.WRONG_SEVERITY: "severity",
    ErrorKind.FALSE_COMPARISON: "comparison",
    ErrorKind.MISSED_COMPARISON: "comparison",
}


@dataclass(frozen=True)
class Worst:
    """Which cases are shown: the worst of `metric` first, then the worst of every other one.

    `under` gives for a case the metrics it is among the worst of; `errors` is the metric whose
    differences are marked, or None if no metric lists any.
    """

    metric: str
    cases: tuple[int, ...]
    under: dict[int, list[str]]
    errors: str | None


def choose(evaluation: Evaluation[Any]) -> Worst:
    """20 worst cases of the headline metric (`trace`, or the first that lists its errors), 3 of others."""
    results = evaluation.predicted.results
    listing = [name for name, result in results.items() if result.errors]
    names = list(dict.fromkeys(name for name in ("trace", *listing, *results) if name in results))
    metric, under = names[0], dict[int, list[str]]()
    for name in names:
        for case in _worst(evaluation, name, metric, SHOWN if name == metric else OF_OTHERS):
            under.setdefault(case, []).append(name)
    errors = metric if metric in listing else next(iter(listing), None)
    return Worst(metric, tuple(under), under, errors)


def _worst(evaluation: Evaluation[Any], name: str, headline: str, most: int) -> list[int]:
    """The cases of the worst scores; of equal ones those that the headline metric finds worse."""
    lower = evaluation.kind.lower_is_better
    values, first = (
        evaluation.predicted.results[one].per_report * (-1 if one in lower else 1) for one in (name, headline)
    )
    order = np.lexsort((first, values))  # NaN, which is a missing score, comes last
    return [int(case) for case in order[:most] if not np.isnan(values[case])]


def render_case(evaluation: Evaluation[Any], worst: Worst, case: int) -> str:
    """One case: its id and scores, both sides, and the list of errors."""
    results = evaluation.predicted.results
    errors = results[worst.errors].errors[case] if worst.errors else ()
    listed = element("ol", *(_error(error) for error in errors), kind="errors") if errors else ""
    body = _body(evaluation, case, errors)
    return element("article", _head(evaluation, worst, case), body, listed, kind="case")


def _body(evaluation: Evaluation[Any], case: int, errors: Sequence[Difference]) -> str:
    kind, pairs = evaluation.kind, evaluation.pairs
    prediction, reference = pairs.predictions[case], pairs.references[case]
    if kind.draw is not None:
        return kind.draw(prediction, reference)
    return element(
        "div",
        _side("Prediction", kind.text(prediction), errors, [error.prediction for error in errors]),
        _side("Reference", kind.text(reference), errors, [error.reference for error in errors]),
        kind="sides",
    )


def _head(evaluation: Evaluation[Any], worst: Worst, case: int) -> str:
    names = dict.fromkeys([worst.metric, *worst.under[case]])
    values = ((name, evaluation.predicted.results[name].per_report[case]) for name in names)
    chips = (element("span", text(f"{name} {number(float(value))}"), kind="chip") for name, value in values)
    return element("header", element("h3", text(evaluation.pairs.ids[case])), *chips)


def _side(
    title: str, report: str, errors: Sequence[Difference], spans: Sequence[tuple[int, int] | None]
) -> str:
    body = "".join(marked(report[:_LONGEST], errors, spans)) or element("i", "empty", kind="quiet")
    cut = len(report) - _LONGEST
    rest = element("p", f"{cut:,} more characters are not shown", kind="quiet") if cut > 0 else ""
    return element("section", element("h4", title), element("p", body, kind="report"), rest)


def marked(
    report: str, errors: Sequence[Difference], spans: Sequence[tuple[int, int] | None]
) -> Iterator[str]:
    """The report as markup: pieces in at least one span are marked, each span's end has its number.

    A piece in several spans has the colour of the heaviest error.
    """
    kept = {place: span for place, span in enumerate(spans) if span is not None}
    cuts = sorted({0, len(report), *(min(end, len(report)) for span in kept.values() for end in span)})
    for start, end in pairwise(cuts):
        inside = [place for place, span in kept.items() if span[0] <= start and end <= span[1]]
        yield _piece(report[start:end], [errors[place] for place in inside])
        ending = [place for place in inside if min(kept[place][1], len(report)) == end]
        yield "".join(element("sup", str(place + 1)) for place in ending)


def _piece(words: str, errors: list[Difference]) -> str:
    if not errors:
        return text(words)
    heaviest = max(errors, key=lambda error: (error.significant, error.weight))
    return element("mark", text(words), kind=_class(heaviest))


def _error(error: Difference) -> str:
    weight = f"weight {error.weight:.2f}, {'significant' if error.significant else 'not significant'}"
    kind = element("b", text(error.kind.value), kind=_class(error))
    return element("li", f"{kind} {text(error.why)} ", element("span", weight, kind="quiet"))


def _class(error: Difference) -> str:
    return f"{KINDS[error.kind]} {'heavy' if error.significant else 'light'}"
