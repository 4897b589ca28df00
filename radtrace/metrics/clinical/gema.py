"""GEMA-like score: entities in four aspects, and how the report reads.

Aspects, each an F1 of two sets over the mentions (2 |P & R| / (|P| + |R|)):

    disease       (concept, denied or not)
    location      (concept, side or zone), of findings not denied
    severity      (concept, severity), of findings not denied
    uncertainty   (concept, certain or possible), of findings not denied

Terms, each in [0, 1], measured on both reports and taken relative to the reference, at most 1, so a report is
not penalised for reading like its reference:

    completeness  share of the reference's concepts that the prediction mentions, present or absent
    terminology   share of sentences that state a concept of the vocabulary
    readability   share of sentences that do not repeat an earlier one verbatim

    score = sum(w_i v_i) / sum(w_i)     over the aspects and terms that are defined, with WEIGHTS below

References   Zhang et al. 2025 (GEMA-Score: four agents of a language model, NER-F1 on the four aspects, an
             agent for completeness, readability and terminology). GEMA's weights and prompts are unpublished:
             these weights are ours, and the language model's three ratings are replaced by the counts above.
             The judge in `judges.gema` asks a model for them.
Per report   that score. An aspect that neither report has is undefined and left out. Both reports without a
             sentence: 1. One of them without: 0.
Aggregates   `mean` (of the score), and `disease` ... `readability`, the mean of each where defined.
Blind to     size, change over time; the order of sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.language import Mention
from radtrace.metrics.clinical.facts import places
from radtrace.metrics.f1 import f1, ratio, set_counts
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, mean
from radtrace.record import Presence

WEIGHTS = {
    "disease": 0.35,
    "location": 0.15,
    "severity": 0.15,
    "uncertainty": 0.1,
    "completeness": 0.15,
    "terminology": 0.05,
    "readability": 0.05,
}


def gema_like(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """Entities in four aspects and three reading terms. See the module for the formula."""
    parts = [_parts(p, r) for p, r in zip(predictions, references, strict=True)]
    values = np.array(parts, np.float64).reshape(len(parts), len(WEIGHTS))
    per_report = weighted(values)

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        each = {name: mean(values[:, i], chosen) for i, name in enumerate(WEIGHTS)}
        return {"mean": mean(per_report, chosen)} | each

    return Result("gema_like", per_report, resample)


def weighted(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted mean of values (n, len(WEIGHTS)) that are not NaN, (n); 1 where all are."""
    weights = ~np.isnan(values) * np.array(list(WEIGHTS.values()))
    return ratio((np.nan_to_num(values) * weights).sum(axis=1), weights.sum(axis=1), empty=1.0)


def _parts(prediction: Report, reference: Report) -> list[float]:
    """The values of one pair in the order of WEIGHTS; NaN where undefined."""
    if not (prediction.understood.sentences and reference.understood.sentences):
        empty = not (prediction.understood.sentences or reference.understood.sentences)
        return [float("nan") if empty else 0.0] * len(WEIGHTS)
    pairs = zip(_aspects(prediction), _aspects(reference), strict=True)
    aspects = [float(f1(np.array(set_counts(*pair), np.float64), empty=np.nan)) for pair in pairs]
    return [*aspects, *_terms(prediction, reference)]


def _aspects(report: Report) -> list[set[tuple[Any, ...]]]:
    mentions = report.understood.mentions
    claimed = [m for m in mentions if m.presence is not Presence.ABSENT]
    return [
        {(m.concept, m.presence is Presence.ABSENT) for m in mentions},
        {(m.concept, place) for m in claimed for place in places(m)},
        {(m.concept, m.severity) for m in claimed if m.severity},
        {(m.concept, m.presence) for m in claimed},
    ]


def _terms(prediction: Report, reference: Report) -> list[float]:
    return [
        _completeness(prediction.understood.mentions, reference.understood.mentions),
        _relative(_terminology(prediction), _terminology(reference)),
        _relative(_readability(prediction), _readability(reference)),
    ]


def _completeness(prediction: Sequence[Mention], reference: Sequence[Mention]) -> float:
    expected = {m.concept for m in reference}
    mentioned = {m.concept for m in prediction}
    return len(expected & mentioned) / len(expected) if expected else float("nan")


def _terminology(report: Report) -> float:
    understood = report.understood
    return len({m.sentence for m in understood.mentions}) / len(understood.sentences)


def _readability(report: Report) -> float:
    understood = report.understood
    texts = {understood.sentence_text(i).strip().lower() for i in range(len(understood.sentences))}
    return len(texts) / len(understood.sentences)


def _relative(value: float, reference: float) -> float:
    return min(1.0, value / reference) if reference else 1.0
