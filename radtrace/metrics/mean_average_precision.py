"""mAP: average precision over recall, IoU thresholds and labels, as COCO computes it.

Per label and IoU threshold (0.50 to 0.95 by 0.05): a film's boxes by falling score, at most 100, each take
the free reference box they overlap most, if by the threshold or more; over all films by falling score,
precision (made to fall) is read at recalls 0, 0.01, … 1 and averaged. mAP averages thresholds and labels
(macro). Lin et al., ECCV 2014; equal to pycocotools' COCOeval ("bbox", all areas, 100 boxes). In [0, 1].

Aggregates: `mAP`, `mAP50`, `mAP75`, and `AP LABEL` of each label where boxes have several. Per film: mAP of
that film alone; without reference boxes 1 where nothing is predicted, else 0.

Known quirks, COCO's own: a label without any reference box is left out, its false boxes with it;
without any reference box at all mAP is NaN (COCO: -1); boxes of equal score rank by film id, so give
scores; the same film drawn twice in a resample counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.box_iou import iou
from radtrace.metrics.boxset import BoxSet, check_films
from radtrace.metrics.result import Result

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
MOST_BOXES = 100
Floats = NDArray[np.float64]
Hits = NDArray[np.bool_]


@dataclass(frozen=True)
class _Ranked:
    """One film's predicted boxes of one label by falling score.

    `scores` (d), `hits` (10, d): whether each found a reference box, by threshold; `wanted`: how many
    reference boxes there are.
    """

    scores: Floats
    hits: Hits
    wanted: int


def mean_average_precision(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """mAP as COCO computes it; see the module."""
    check_films(predictions, references)
    labels = sorted({label for reference in references for label in reference.labels})
    films = [
        {label: _rank(said, true, label) for label in labels}
        for said, true in zip(predictions, references, strict=True)
    ]
    by_id = np.argsort(np.array([reference.id for reference in references], np.str_), kind="stable")
    rank = np.argsort(by_id, kind="stable")

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        part = [films[i] for i in by_id[np.sort(rank[chosen])]]
        return _aggregates({label: _average_precision([film[label] for film in part]) for label in labels})

    return Result("mean_average_precision", _alone(films, predictions), resample)


def _alone(films: Sequence[dict[str, _Ranked]], predictions: Sequence[BoxSet]) -> Floats:
    """mAP of each film by itself, (n)."""
    scores = [
        _aggregates({label: _average_precision([film[label]]) for label in film})["mAP"] for film in films
    ]
    silent = [float(not prediction.boxes) for prediction in predictions]
    return np.where(np.isnan(scores), silent, scores)


def _aggregates(precisions: dict[str, Floats]) -> dict[str, float]:
    """The aggregates of each label's average precisions (10); NaN where a label has no box."""
    known = {label: values for label, values in precisions.items() if not np.isnan(values[0])}
    by_threshold = np.mean(list(known.values()), axis=0) if known else np.full(len(THRESHOLDS), np.nan)
    whole = {"mAP": by_threshold.mean(), "mAP50": by_threshold[0], "mAP75": by_threshold[5]}
    parts = {f"AP {label}": values.mean() for label, values in precisions.items() if len(precisions) > 1}
    return {name: float(value) for name, value in (whole | parts).items()}


def _average_precision(films: Sequence[_Ranked]) -> Floats:
    """Average precision of one label over films, by threshold (10); NaN without reference boxes."""
    wanted = sum(film.wanted for film in films)
    if not wanted:
        return np.full(len(THRESHOLDS), np.nan)
    order = np.argsort(-np.concatenate([film.scores for film in films]), kind="stable")
    hits = np.concatenate([film.hits for film in films], axis=1)[:, order].cumsum(axis=1)
    precision = hits / np.arange(1, len(order) + 1)
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    reached = [np.searchsorted(recall, RECALLS) for recall in hits / wanted]
    padded = np.hstack([falling, np.zeros((len(THRESHOLDS), 1))])
    return np.array([row[at].mean() for row, at in zip(padded, reached, strict=True)])


def _rank(prediction: BoxSet, reference: BoxSet, label: str) -> _Ranked:
    said, true = (
        np.array([kind == label for kind in side.labels], np.bool_) for side in (prediction, reference)
    )
    scores = np.array(prediction.scores, np.float64)[said]
    order = np.argsort(-scores, kind="stable")[:MOST_BOXES]
    overlaps = iou(prediction.corners[said][order], reference.corners[true])
    return _Ranked(scores[order], _hits(overlaps), int(true.sum()))


def _hits(overlaps: Floats) -> Hits:
    """Which boxes find a reference box, (10, d), of IoU (d, g): the best that is free, the last of equals."""
    hits = np.zeros((len(THRESHOLDS), len(overlaps)), np.bool_)
    if not overlaps.size:
        return hits
    free, every = np.ones((len(THRESHOLDS), overlaps.shape[1]), np.bool_), np.arange(len(THRESHOLDS))
    for place, row in enumerate(overlaps):
        values = np.where(free, row, -1.0)
        best = values.shape[1] - 1 - values[:, ::-1].argmax(axis=1)
        hits[:, place] = values[every, best] >= THRESHOLDS
        free[every, best] &= ~hits[:, place]
    return hits
