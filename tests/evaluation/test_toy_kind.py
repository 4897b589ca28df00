"""A new kind of case needs its metrics and its constants, and gets everything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console

from radtrace.evaluation.kind import CaseKind, Undefined
from radtrace.evaluation.output import evaluation_json
from radtrace.evaluation.page.page import render_score_page
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import Evaluation, evaluate
from radtrace.evaluation.tables import print_evaluation
from radtrace.metrics.result import Result, mean_result


@dataclass(frozen=True)
class Count:
    """How many nodules there are on a film."""

    id: str
    nodules: int


def exact(predictions: Sequence[Count], references: Sequence[Count]) -> Result:
    pairs = zip(predictions, references, strict=True)
    return mean_result("exact", [float(ours.nodules == theirs.nodules) for ours, theirs in pairs])


def undefined(_predictions: Sequence[Count], _references: Sequence[Count]) -> Result:
    raise Undefined("no film has a size")


COUNTS = CaseKind(
    units="films",
    metrics={"exact": exact, "size": undefined},
    constants=lambda _references: {"no nodule": Count("", 0)},
)
TRUE = [Count(f"film{i}", i % 3) for i in range(30)]
PATIENTS = [f"patient {i // 2}" for i in range(30)]


def counts(right: int) -> Pairs[Count]:
    """Predictions of which the first are right."""
    ours = [Count(one.id, one.nodules if i < right else 9) for i, one in enumerate(TRUE)]
    return Pairs(ours, TRUE, groups=PATIENTS, grouped_by="patients")


def evaluation() -> Evaluation[Count]:
    return evaluate(COUNTS, counts(24), against=counts(12), development=TRUE[:9])


def test_intervals_resample_patients_and_baselines_stand_beside() -> None:
    found = evaluation()
    one = found.predicted.values["exact"]
    assert one.value == 0.8 and one.low < 0.8 < one.high
    assert found.resamples.size == 15
    blind = {row.name: row.value("exact") for row in found.beside}
    assert blind["no nodule"] == 1 / 3 and blind["random reference"] < 0.8
    assert "best constant of the development set" in blind


def test_two_systems_are_compared_in_pairs() -> None:
    against = evaluation().against
    assert against is not None
    compared = against.differences["exact"]
    assert np.isclose(compared.difference.value, 0.4) and compared.difference.low > 0 and compared.p < 0.05


def test_an_undefined_metric_is_left_out_with_its_reason() -> None:
    found = evaluate(COUNTS, counts(30), strict=True)
    assert found.left_out == {"size": "no film has a size"} and set(found.predicted.values) == {"exact"}


def test_it_is_printed_written_and_drawn() -> None:
    console = Console(width=120)
    with console.capture() as printed:
        print_evaluation(evaluation(), console)
    assert "n = 30 films on 15 patients" in printed.get() and "first - second" in printed.get()
    content = json.loads(evaluation_json(evaluation(), {}))
    assert content["metrics"]["exact"]["per_report"]["film0"] == 1.0
    assert content["grouped_by"] == "patients" and content["groups"] == 15
    page = render_score_page(evaluation(), {})
    assert "Count(id=&#x27;film29&#x27;, nodules=9)" in page and "no nodule" in page
