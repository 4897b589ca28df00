"""`trace`: our headline score, the significance-weighted agreement of findings and their attributes.

    trace = (b * S + a * A) / (b + a * A + E),   b = 0.35, a = 0.45

A is the clinical weight of the findings both reports state, E the weight of all errors (`compare`:
false, missed, wrong side, zone, degree, size, comparison), b what both have right by not mentioning it, and
S in [0, 1] how far the prediction confirms what the reference states. All numbers are in `weights.toml`.
It is 1 for reports that say the same, two normal ones included, and falls towards 0 as errors outweigh
what agrees; its errors explain it, to the last term.

Silence is not absence: b is earned by speaking. S is the agreed share of the reference's findings plus that
of its denials, of which one grave finding's weight is enough ("No pneumothorax.", two lighter ones, or "No
acute abnormality.", which confirms every denial). So an empty report scores 0 against any report that
states something, be it normal or not, while a short report that names every finding loses nothing.

Why this form: radiologists count errors and weigh them by what they would do to the patient (GREEN,
CRIMSON), so E is not divided by the report's length; but the same error weighs less in a report that
has got ten other findings right, so A stands beside b. An empty reference makes all that is claimed false.

Known limits: it sees what `understand` sees; wording, order and style are free.
"""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.metrics.clinical.differences import Comparison, compare
from radtrace.metrics.clinical.weights import setting
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean_result


def trace(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """The score of each pair in [0, 1], its mean, and the errors behind it."""
    compared = [compare(p, r) for p, r in zip(predictions, references, strict=True)]
    errors = tuple(comparison.differences for comparison in compared)
    return mean_result("trace", [trace_score(comparison) for comparison in compared], errors)


def trace_score(comparison: Comparison) -> float:
    """The score of one comparison."""
    base, agreed = setting("base"), setting("agreed") * comparison.agreed
    return (base * comparison.spoken + agreed) / (base + agreed + comparison.cost)
