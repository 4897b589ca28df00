"""mAP: average precision over recall, IoU thresholds and labels, as COCO computes it.

For each label and IoU threshold (0.50 to 0.95 in steps of 0.05): a film's boxes, at most 100 by falling
score, each match the free reference box they overlap most, if IoU reaches the threshold. Over all films by
falling score, precision (made monotone) is read at recalls 0, 0.01, … 1 and averaged. mAP is the mean over
thresholds and labels (macro). Lin et al., ECCV 2014; equal to pycocotools' COCOeval ("bbox", all areas, 100
boxes). In [0, 1].

Aggregates: `mAP`, `mAP50`, `mAP75`, and `AP LABEL` for each label if there are several. Per film: mAP of that
film alone; without reference boxes, 1 if nothing is predicted, else 0.

Known quirks, shared with COCO: a label without any reference box is left out, false boxes included; without
any reference box at all mAP is NaN (COCO: -1); boxes of equal score rank by film id, so provide scores; a
film drawn twice in a resample counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.metrics.boxes.film_pairs import check_films
from radtrace.metrics.boxes.iou import labelled_iou
from radtrace.metrics.result import Result
from radtrace.record import BoxSet

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
MOST_BOXES = 100  # COCO's maxDets
Floats = NDArray[np.float64]
Hits = NDArray[np.bool_]


@dataclass(frozen=True)
class _Label:
    """All boxes of one label over n films, film by film and by falling score within each.

    `film` (d,); `hits` (10, d): whether each box matched a reference box, by threshold; `order` (d,): by
    falling score over all films; `expected` (n,): number of reference boxes of each film.
    """

    film: NDArray[np.intp]
    hits: Hits
    order: NDArray[np.intp]
    expected: NDArray[np.intp]


def mean_average_precision(predictions: Sequence[BoxSet], references: Sequence[BoxSet]) -> Result:
    """mAP as COCO computes it; see the module. Raises BadInput if the films differ."""
    check_films(predictions, references)
    ids = np.array([reference.id for reference in references], np.str_)
    pairs = list(zip(predictions, references, strict=True))
    names = sorted({label for reference in references for label in reference.labels})
    labels = {name: _gather(pairs, name, np.argsort(np.argsort(ids, kind="stable"))) for name in names}

    def resample(chosen: NDArray[np.intp]) -> dict[str, float]:
        times = np.bincount(chosen, minlength=len(pairs))
        return _aggregates({name: _drawn_precision(label, times) for name, label in labels.items()})

    return Result("mean_average_precision", _per_film(labels, predictions), resample)


def _gather(pairs: Sequence[tuple[BoxSet, BoxSet]], label: str, rank: NDArray[np.intp]) -> _Label:
    """The boxes of `label`; `rank` (n) orders films whose boxes score the same."""
    ranked = [_rank(*pair, label) for pair in pairs]
    scores = np.concatenate([scores for scores, _ in ranked])
    film = np.repeat(np.arange(len(pairs)), [len(scores) for scores, _ in ranked])
    expected = np.array([np.count_nonzero(reference.labels == label) for _, reference in pairs], np.intp)
    order = np.lexsort((rank[film], -scores))
    return _Label(film, np.concatenate([hits for _, hits in ranked], axis=1), order, expected)


def _rank(prediction: BoxSet, reference: BoxSet, label: str) -> tuple[Floats, Hits]:
    """One film's boxes of `label` by falling score: scores (d) and hits (10, d)."""
    predicted, true = (side[side.labels == label] for side in (prediction, reference))
    ranked = predicted[np.argsort(-predicted.scores, kind="stable")[:MOST_BOXES]]
    return ranked.scores, _hits(labelled_iou(ranked, true))


def _hits(overlaps: Floats) -> Hits:
    """Which boxes match, (10, d), from IoU (d, g): the free box of greatest IoU, the last one on ties."""
    hits = np.zeros((len(THRESHOLDS), len(overlaps)), np.bool_)
    free, every = np.ones((len(THRESHOLDS), overlaps.shape[1]), np.bool_), np.arange(len(THRESHOLDS))
    for place, row in enumerate(overlaps if overlaps.size else ()):
        values = np.where(free, row, -1.0)
        best = len(row) - 1 - values[:, ::-1].argmax(axis=1)
        hits[:, place] = values[every, best] >= THRESHOLDS
        free[every, best] &= ~hits[:, place]
    return hits


def _drawn_precision(label: _Label, times: NDArray[np.intp]) -> Floats:
    """Average precision (10,) with film i counted `times[i]` times."""
    drawn = np.repeat(label.order, times[label.film[label.order]])
    return _average_precision(label.hits[:, drawn], int(times @ label.expected))


def _average_precision(hits: Hits, expected: int) -> Floats:
    """Average precision (10) of hits (10, d) by falling score; NaN without reference boxes."""
    if not expected:
        return np.full(len(THRESHOLDS), np.nan)
    found = hits.cumsum(axis=1)
    precision = found / np.arange(1, hits.shape[1] + 1)
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    padded = np.hstack([falling, np.zeros((len(THRESHOLDS), 1))])
    reached = [np.searchsorted(recall, RECALLS) for recall in found / expected]
    return np.array([row[at].mean() for row, at in zip(padded, reached, strict=True)])


def _aggregates(precisions: dict[str, Floats]) -> dict[str, float]:
    """The aggregates of each label's average precisions (10), those without reference boxes left out."""
    known = [values for values in precisions.values() if not np.isnan(values[0])]
    macro = np.mean(known, axis=0) if known else np.full(len(THRESHOLDS), np.nan)
    whole = {"mAP": macro.mean(), "mAP50": macro[0], "mAP75": macro[5]}
    parts = {f"AP {label}": values.mean() for label, values in precisions.items() if len(precisions) > 1}
    return {name: float(value) for name, value in (whole | parts).items()}


def _per_film(labels: dict[str, _Label], predictions: Sequence[BoxSet]) -> Floats:
    """mAP of each film by itself, (n)."""
    return np.array(
        [_film_score(labels.values(), i, len(predicted) > 0) for i, predicted in enumerate(predictions)]
    )


def _film_score(labels: Iterable[_Label], film: int, any_box: bool) -> float:
    parts = [
        _average_precision(
            label.hits[:, slice(*np.searchsorted(label.film, (film, film + 1)))], label.expected[film]
        )
        for label in labels
        if label.expected[film]
    ]
    return float(np.mean(parts)) if parts else float(not any_box)
