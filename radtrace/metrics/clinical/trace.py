"""`trace`: our headline score, the significance-weighted agreement of findings and their attributes.

    trace = (b * S + a * A) / (b + a * A + E),   b = 0.35, a = 0.45

A is the clinical weight of the findings that both reports state; E the weight of all errors (`compare`:
false, missed, wrong side, zone, severity, size, comparison); b the credit for what both leave unmentioned; S
in [0, 1] how far the prediction confirms what the reference states. All numbers are in `weights.toml`. It is
1 for reports that state the same, two normal ones included, and falls towards 0 as errors outweigh agreement.
Its errors explain it in full.

Silence is not absence: the credit b must be earned. S is the agreed share of the reference's findings plus
that of its denials, of which the weight of one grave finding is enough ("No pneumothorax.", two lighter ones,
or "No acute abnormality.", which confirms every denial). So an empty report scores 0 against any report that
states something, normal or not, while a short report that names every finding loses nothing.

Why this form: radiologists count errors and weigh them by their consequences for the patient (GREEN,
CRIMSON), so E is not divided by the report's length; but the same error weighs less in a report that gets ten
other findings right, so A is added to b. Against an empty reference every claim is false.

Known limits: it sees only what `understand` extracts; wording, order and style do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.clinical.differences import Comparison, compare
from radtrace.metrics.clinical.weights import setting
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean_result


def trace(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """The score of each pair in [0, 1], the mean, and the errors behind it.

    Examples
    --------
    >>> reports = [Report("1", "Small left effusion.")]
    >>> trace(reports, reports).aggregate["mean"]
    1.0
    """
    compared = [compare(p, r) for p, r in zip(predictions, references, strict=True)]
    errors = tuple(comparison.differences for comparison in compared)
    return mean_result("trace", [trace_score(comparison) for comparison in compared], errors)


def trace_score(comparison: Comparison) -> float:
    """The score of one comparison."""
    base, agreed = setting("base"), setting("agreed") * comparison.agreed
    return (base * comparison.spoken + agreed) / (base + agreed + comparison.cost)
