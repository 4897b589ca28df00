"""The held-out figures: every number the model card prints.

Each figure stands beside its image-blind baseline: constant probabilities (AUC 0.5), the mean training mask,
the mean training box, the mean ratio. Intervals resample patients.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.measurements import CTR_LIMIT, ratio_of_boxes
from radtrace.anatomy.organs import box_around
from radtrace.evaluation.intervals import Estimate, Resamples, estimate, statistic_estimate
from radtrace.metrics.auc import auc
from radtrace.metrics.calibration import expected_calibration_error
from radtrace.record import Box
from radtrace.training.embedded.calibrate import Scored, crossfit
from radtrace.training.embedded.films import FINDINGS, OPACITY, TrainingFilm
from radtrace.training.embedded.look import Seen
from radtrace.training.embedded.losses import source_offsets
from radtrace.training.embedded.scores import best_iou, dice, pointed

BALANCED = "nih_jrzech"
RESAMPLES = 500
FEWEST = 3  # positives and negatives, to state an AUC
ORGANS = {"left lung": 1, "right lung": 2, "heart": 4, "left clavicle": 8, "right clavicle": 16}


@dataclass(frozen=True)
class CardFigure:
    """One line of the card: what, on which source, the figure on n films, its image-blind baseline, and the
    bar if there is one ("0.70", or "at most 0.08" where less is better)."""

    name: str
    source: str
    figure: Estimate
    n: int
    blind: float | None
    bar: str = ""

    @property
    def missed(self) -> bool:
        """Whether the figure is on the wrong side of its bar."""
        if not self.bar:
            return False
        bar = float(self.bar.removeprefix("at most "))
        return self.figure.value > bar if self.bar.startswith("at most ") else self.figure.value < bar


def evaluate(seen: Sequence[Seen], train: Sequence[TrainingFilm], threshold: float) -> list[CardFigure]:
    """All rows, from held-out films that were looked at and the films trained on."""
    chest = [s for s in seen if s.film.is_chest]
    nih = [s for s in chest if s.film.source.startswith("nih_")]
    rows = [
        _mean_auc(_of(nih, BALANCED), BALANCED, "0.70"),
        _mean_auc(_of(nih, "nih_moo7x"), "nih_moo7x", ""),
    ]
    rows += [row for k in range(len(FINDINGS)) if (row := _finding_auc(nih, k)) is not None]
    rows += _opacity_rows([s for s in nih if s.film.known[OPACITY]], train)
    rows += _calibration_rows(nih, train)
    rows += _anatomy_rows(chest, train)
    return rows + _gate_rows(seen, threshold)


def _of(seen: Sequence[Seen], source: str) -> list[Seen]:
    return [s for s in seen if s.film.source == source]


def _line(
    name: str,
    source: str,
    seen: Sequence[Seen],
    statistic: Callable[[Sequence[Seen]], float],
    blind: float | None,
    bar: str = "",
) -> CardFigure:
    """A statistic of the films, with the interval over patients."""
    resamples = Resamples.of([s.film.patient for s in seen], count=RESAMPLES)
    figure = statistic_estimate(lambda chosen: statistic([seen[i] for i in chosen]), resamples)
    return CardFigure(name, source, figure, len(seen), blind, bar)


def _auc_of(seen: Sequence[Seen], k: int) -> float:
    known = [s for s in seen if s.film.known[k]]
    return auc(np.array([s.chance[k] for s in known]), np.array([s.film.label[k] > 0 for s in known]))


def _stated(seen: Sequence[Seen]) -> list[int]:
    """NIH findings with enough positives and negatives among `seen`."""
    labels = np.array([s.film.label for s in seen])
    positives = labels.sum(0)
    return [k for k in range(len(FINDINGS)) if k != OPACITY and FEWEST <= positives[k] <= len(seen) - FEWEST]


def _mean_auc(seen: Sequence[Seen], source: str, bar: str) -> CardFigure:
    findings = _stated(seen)

    def mean_auc(part: Sequence[Seen]) -> float:
        return float(np.nanmean([_auc_of(part, k) for k in findings]))

    return _line(f"mean AUC, {len(findings)} NIH findings", source, seen, mean_auc, 0.5, bar)


def _finding_auc(seen: Sequence[Seen], k: int) -> CardFigure | None:
    balanced = _of(seen, BALANCED)
    if k not in _stated(balanced):
        return None
    return _line(f"AUC {FINDINGS[k]}", BALANCED, balanced, lambda part: _auc_of(part, k), 0.5)


def _opacity_rows(seen: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    drawn = [s for s in seen if _drawn(s.film)]
    blind = _mean_boxes(train)
    return [
        _line(
            "AUC RSNA lung opacity",
            "nih, all sources",
            seen,
            lambda p: _auc_of(p, OPACITY),
            0.5,
            "0.86",
        ),
        _line(
            "centre of the first opacity box in a radiologist's box",
            "RSNA boxes",
            drawn,
            lambda part: float(np.mean([pointed(s.opacity, _drawn(s.film)) for s in part])),
            float(np.mean([pointed(blind, _drawn(s.film)) for s in drawn])),
            "0.65",
        ),
        _line(
            "mean best IoU of opacity boxes",
            "RSNA boxes",
            drawn,
            lambda part: float(np.mean([best_iou(s.opacity, _drawn(s.film)) for s in part])),
            float(np.mean([best_iou(blind, _drawn(s.film)) for s in drawn])),
            "0.30",
        ),
    ]


def _drawn(film: TrainingFilm) -> list[Box]:
    return [box for k, box in film.boxes if k == OPACITY]


def _mean_boxes(train: Sequence[TrainingFilm]) -> tuple[Box, ...]:
    """The mean box of each half of the picture, the half with more boxes first."""
    boxes = [box for film in train for box in _drawn(film)]
    halves = [[b for b in boxes if (b.centre.x < 0.5) is first] for first in (True, False)]
    means = [np.mean([(b.x_min, b.y_min, b.x_max, b.y_max) for b in half], axis=0) for half in halves if half]
    means.sort(key=lambda mean: -mean[3])
    return tuple(Box(x_min=m[0], y_min=m[1], x_max=m[2], y_max=m[3]) for m in means)


def _calibration_rows(nih: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    """Calibration error cross-fitted over two halves of the patients; blind: the prior for everyone."""
    fresh = _recalibrated(nih, train)
    balanced = _of(fresh, BALANCED)
    opacity = [s for s in fresh if s.film.known[OPACITY]]
    name = "expected calibration error (cross-fitted)"
    return [
        _line(f"{name}, NIH findings pooled", BALANCED, balanced, _pooled_error, None, "at most 0.08"),
        _line(f"{name}, NIH findings, mean", BALANCED, balanced, _mean_error, None, "at most 0.08"),
        _line(f"{name}, NIH findings, mean", "nih, all sources", fresh, _mean_error, None, ""),
        _line(
            f"{name}, lung opacity",
            "nih, all sources",
            opacity,
            _opacity_error,
            None,
            "at most 0.08",
        ),
        _ideal(opacity),
    ]


def _ideal(seen: Sequence[Seen]) -> CardFigure:
    """Calibration error of opacity if the labels were drawn from the probabilities themselves: what
    so few films leave of it. Mean and 95% of RESAMPLES draws."""
    rng, chance = np.random.default_rng(0), np.array([s.chance[OPACITY] for s in seen])
    errors = [expected_calibration_error(chance, rng.random(len(seen)) < chance) for _ in range(RESAMPLES)]
    figure = estimate(float(np.mean(errors)), np.array(errors))
    name = "the same of a perfectly calibrated reader, n as above"
    return CardFigure(name, "drawn labels", figure, len(seen), None)


def _recalibrated(nih: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[Seen]:
    offsets = source_offsets([f for f in train if f.is_chest])
    chance = np.array([s.chance for s in nih])
    scored = Scored(
        pooled=np.log(chance / (1 - chance)),
        ratio=np.full(len(nih), CTR_LIMIT),
        label=np.stack([s.film.label for s in nih]),
        known=np.stack([s.film.known for s in nih]),
        offset=np.stack([offsets[s.film.source].numpy() for s in nih]),
    )
    half = np.array([hashlib.sha256(f"half {s.film.patient}".encode()).digest()[0] % 2 == 0 for s in nih])
    return [replace(s, chance=row) for s, row in zip(nih, crossfit(scored, half), strict=True)]


def _others() -> list[int]:
    return [k for k in range(len(FINDINGS)) if k != OPACITY]


def _pooled_error(seen: Sequence[Seen]) -> float:
    chance, label = np.array([s.chance for s in seen]), np.array([s.film.label for s in seen])
    return expected_calibration_error(chance[:, _others()].ravel(), label[:, _others()].ravel() > 0)


def _mean_error(seen: Sequence[Seen]) -> float:
    return float(np.mean([_error(seen, k) for k in _others()]))


def _opacity_error(seen: Sequence[Seen]) -> float:
    return _error(seen, OPACITY)


def _error(seen: Sequence[Seen], k: int) -> float:
    return expected_calibration_error(
        np.array([s.chance[k] for s in seen]), np.array([s.film.label[k] > 0 for s in seen])
    )


def _anatomy_rows(chest: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    rows = [
        _dice_row(_of(chest, "jsrt"), "lungs", 3, "jsrt", train, "0.95"),
        _dice_row(_of(chest, "openist"), "lungs", 3, "openist", train, ""),
        _dice_row(_of(chest, "covid"), "lungs", 3, "covid", train, "0.92"),
    ]
    for name, bit in ORGANS.items():
        rows.append(
            _dice_row(_of(chest, "jsrt"), name, bit, "jsrt", train, "0.91" if name == "heart" else "")
        )
    return [*rows, _ratio_row(_of(chest, "jsrt"), train)]


def _dice_row(
    seen: Sequence[Seen], name: str, bits: int, source: str, train: Sequence[TrainingFilm], bar: str
) -> CardFigure:
    masks = [f.mask for f in train if f.source == source and f.mask is not None]
    mean = np.mean([(mask & bits) > 0 for mask in masks], axis=0) >= 0.5
    blind = float(np.mean([dice(mean, _true(s, bits)) for s in seen]))

    def mean_dice(part: Sequence[Seen]) -> float:
        return float(np.mean([dice((s.bits & bits) > 0, _true(s, bits)) for s in part]))

    return _line(f"Dice {name}", source, seen, mean_dice, blind, bar)


def _true(seen: Seen, bits: int) -> NDArray[np.bool_]:
    assert seen.film.mask is not None
    return (seen.film.mask & bits) > 0


def _ratio_row(seen: Sequence[Seen], train: Sequence[TrainingFilm]) -> CardFigure:
    truth = {s.film.file: ratio_of(s.film) for s in seen}
    mean = float(np.mean([ratio_of(f) for f in train if f.source == "jsrt"]))
    measured = [s for s in seen if s.ratio is not None]

    def mean_error(part: Sequence[Seen]) -> float:
        return float(np.mean([abs((s.ratio or 0) - truth[s.film.file]) for s in part]))

    blind = float(np.mean([abs(mean - truth[s.film.file]) for s in measured]))
    return _line(
        "cardiothoracic ratio, mean absolute error", "jsrt", measured, mean_error, blind, "at most 0.02"
    )


def ratio_of(film: TrainingFilm) -> float:
    """The cardiothoracic ratio of the drawn masks."""
    assert film.mask is not None
    heart, right, left = (box_around((film.mask & bit) > 0) for bit in (4, 2, 1))
    assert heart is not None and right is not None and left is not None
    return ratio_of_boxes(heart, right, left).value


def _gate_rows(seen: Sequence[Seen], threshold: float) -> list[CardFigure]:
    def refused(part: Sequence[Seen]) -> float:
        return float(np.mean([s.gate < threshold for s in part]))

    chest = [s for s in seen if s.film.is_chest]
    other = [s for s in seen if not s.film.is_chest]
    return [
        _line("refused: frontal chest films", "all", chest, refused, None, "at most 0.015"),
        _line("refused: what is not a chest film", "gate_*", other, refused, None, "0.97"),
    ]
