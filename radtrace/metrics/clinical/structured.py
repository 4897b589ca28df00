"""A structured score with change over time, after Lunguage.

Every mention is a row: concept, status (present or not), certainty, location (sides and zones), severity,
onset ("new"), improved, worsened, no change, placement (where a device lies), measurement. The similarity of
two rows is

    s = c * sum(w_a g_a) / sum(w_a)      over the attributes a that either row states

with c = 1 for the same concept, 0.5 for a concept and an ancestor in the vocabulary, else 0; g_a = 1 where
both state the same value, 0 where they differ or one is missing, the Jaccard index for sets of places. Rows
are matched one to one for the greatest sum (`assignment`, exact), and

    score = 2 sum(s) / (rows of the prediction + rows of the reference)

References   Moon et al. 2025 (Lunguage: WEIGHTS, matching by assignment). Departures: rows are found by
             rules, similarity of concepts is by the vocabulary, not by embeddings, and change is read from
             this one report: Lunguage's order of studies and episodes (temporal sequence and episode, 0.5
             each) needs a patient's series.
Per report   that score; 1 where neither report has a row, 0 where one has none.
Aggregates   `mean`; `micro`, the same formula on sums over reports.
Quirks       identical rows count once. Status is on every row and is half the weight of a bare one, so a
             denied finding matched with a claimed one still earns the certainty's part.
Blind to     wording, the order of sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.language import Mention
from radtrace.metrics.boxes.assignment import assign
from radtrace.metrics.clinical.facts import is_a, places
from radtrace.metrics.f1 import ratio, totals
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean
from radtrace.record import Presence, concept_by_id

WEIGHTS = {
    "status": 0.5,
    "location": 0.2,
    "severity": 0.15,
    "onset": 0.15,
    "improved": 0.15,
    "worsened": 0.15,
    "placement": 0.15,
    "certainty": 0.1,
    "no change": 0.1,
    "measurement": 0.05,
}
RELATED = 0.5  # similarity of a concept and its ancestor
_CHANGES = {
    "new": "onset",
    "decreased": "improved",
    "resolved": "improved",
    "increased": "worsened",
    "unchanged": "no change",
}


@dataclass(frozen=True, slots=True)
class _Row:
    concept: str
    attributes: frozenset[tuple[str, Any]]


def lunguage_like(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """Agreement of rows and their attributes, change included. See the module for the formula."""
    parts = [_compare(_rows(p), _rows(r)) for p, r in zip(predictions, references, strict=True)]
    sums = np.array(parts, np.float64).reshape(len(parts), 2)
    per_report = ratio(2 * sums[:, 0], sums[:, 1], empty=1.0)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        agreed, rows = totals(sums, chosen)
        return {"mean": mean(per_report, chosen), "micro": float(ratio(2 * agreed, rows, empty=0.0))}

    return Result("lunguage_like", per_report, resample)


def _rows(report: Report) -> list[_Row]:
    """The report's distinct rows, in order of appearance."""
    return list(
        dict.fromkeys(_Row(m.concept, frozenset(_attributes(m).items())) for m in report.understood.mentions)
    )


def _attributes(mention: Mention) -> dict[str, Any]:
    """The attributes the mention states, by their names in WEIGHTS."""
    stated: dict[str, Any] = {
        "status": mention.presence is not Presence.ABSENT,
        "certainty": mention.hedge is None,
        _placing(mention.concept): places(mention),
        "severity": mention.severity,
        "measurement": mention.size_mm,
    }
    if mention.change in _CHANGES:
        stated[_CHANGES[mention.change]] = mention.change
    return {name: value for name, value in stated.items() if value or value is False}


def _placing(concept: str) -> str:
    known = concept_by_id().get(concept)
    return "placement" if known and known.regions == ("devices",) else "location"


def _compare(predicted: list[_Row], stated: list[_Row]) -> tuple[float, int]:
    """The agreement of two reports' rows, summed over the best matching, and the number of rows."""
    gains = [[_agreement(p, r) for r in stated] for p in predicted]
    return sum(gains[i][j] for i, j in assign(gains)), len(predicted) + len(stated)


def _agreement(row: _Row, other: _Row) -> float:
    likeness = _likeness(row.concept, other.concept)
    if not likeness:
        return 0.0
    mine, theirs = dict(row.attributes), dict(other.attributes)
    names = [name for name in WEIGHTS if name in mine or name in theirs]
    agreed = sum(WEIGHTS[name] * _same(mine.get(name), theirs.get(name)) for name in names)
    return likeness * agreed / sum(WEIGHTS[name] for name in names)


def _likeness(concept: str, other: str) -> float:
    if concept == other:
        return 1.0
    return RELATED if is_a(concept, other) or is_a(other, concept) else 0.0


def _same(value: Any, other: Any) -> float:
    if isinstance(value, frozenset) and isinstance(other, frozenset):
        return len(value & other) / len(value | other)
    return float(value == other)
