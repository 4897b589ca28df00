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
from radtrace.evaluation.intervals import Estimate, Resamples, estimate, mean_estimates, statistic_estimate
from radtrace.metrics.auc import auc
from radtrace.metrics.calibration import expected_calibration_error
from radtrace.record import BoxSet
from radtrace.training.embedded.calibrate import Scored, crossfit
from radtrace.training.embedded.films import FINDINGS, OPACITY, TrainingFilm, opacity_boxes
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
    blind: float | None = None,
    bar: str = "",
) -> CardFigure:
    """A statistic of the films, with the interval over patients."""
    figure = statistic_estimate(lambda chosen: statistic([seen[i] for i in chosen]), _patients(seen))
    return CardFigure(name, source, figure, len(seen), blind, bar)


def _mean(
    name: str,
    source: str,
    seen: Sequence[Seen],
    value: Callable[[Seen], float],
    blind: Callable[[Seen], float] | None = None,
    bar: str = "",
) -> CardFigure:
    """The mean of what each film scores, beside the mean of its image-blind score."""
    [figure] = mean_estimates(np.array([[value(s)] for s in seen], np.float64), _patients(seen))
    baseline = None if blind is None else float(np.mean([blind(s) for s in seen]))
    return CardFigure(name, source, figure, len(seen), baseline, bar)


def _patients(seen: Sequence[Seen]) -> Resamples:
    return Resamples.of([s.film.patient for s in seen], count=RESAMPLES)


def _auc_of(seen: Sequence[Seen], k: int) -> float:
    return auc(*_pairs([s for s in seen if s.film.known[k]], k))


def _pairs(seen: Sequence[Seen], k: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Probabilities and labels of one finding."""
    return np.array([s.chance[k] for s in seen]), np.array([s.film.label[k] > 0 for s in seen])


def _stated(seen: Sequence[Seen]) -> list[int]:
    """NIH findings with enough positives and negatives among `seen`."""
    labels = np.array([s.film.label for s in seen])
    positives = labels.sum(0)
    return [k for k in range(len(FINDINGS)) if k != OPACITY and FEWEST <= positives[k] <= len(seen) - FEWEST]


def _mean_auc(seen: Sequence[Seen], source: str, bar: str) -> CardFigure:
    findings = _stated(seen)
    name = f"mean AUC, {len(findings)} NIH findings"
    return _line(
        name, source, seen, lambda part: float(np.nanmean([_auc_of(part, k) for k in findings])), 0.5, bar
    )


def _finding_auc(seen: Sequence[Seen], k: int) -> CardFigure | None:
    balanced = _of(seen, BALANCED)
    if k not in _stated(balanced):
        return None
    return _line(f"AUC {FINDINGS[k]}", BALANCED, balanced, lambda part: _auc_of(part, k), 0.5)


def _opacity_rows(seen: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    drawn = [s for s in seen if opacity_boxes(s.film)]
    blind = _mean_boxes(train)
    iou, centre = "mean best IoU of opacity boxes", "centre of the first opacity box in a radiologist's box"
    return [
        _line("AUC RSNA lung opacity", "nih, all sources", seen, lambda p: _auc_of(p, OPACITY), 0.5, "0.86"),
        _mean(
            centre,
            "RSNA boxes",
            drawn,
            lambda s: pointed(s.opacity, opacity_boxes(s.film)),
            lambda s: pointed(blind, opacity_boxes(s.film)),
            "0.65",
        ),
        _mean(
            iou,
            "RSNA boxes",
            drawn,
            lambda s: best_iou(s.opacity, opacity_boxes(s.film)),
            lambda s: best_iou(blind, opacity_boxes(s.film)),
            "0.30",
        ),
    ]


def _mean_boxes(train: Sequence[TrainingFilm]) -> BoxSet:
    """The mean box of each half of the picture, the lower one first."""
    corners = BoxSet.joined("train", map(opacity_boxes, train)).xyxy
    first = corners[:, [0, 2]].mean(axis=1) < 0.5
    means = [half.mean(axis=0) for half in (corners[first], corners[~first]) if len(half)]
    return BoxSet("mean", np.array(sorted(means, key=lambda mean: -mean[3])).reshape(-1, 4))


def _calibration_rows(nih: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    """Calibration error cross-fitted over two halves of the patients; blind: the prior for everyone."""
    fresh = _recalibrated(nih, train)
    balanced = _of(fresh, BALANCED)
    opacity = [s for s in fresh if s.film.known[OPACITY]]
    name, bar = "expected calibration error (cross-fitted)", "at most 0.08"
    return [
        _line(f"{name}, NIH findings pooled", BALANCED, balanced, _pooled_error, bar=bar),
        _line(f"{name}, NIH findings, mean", BALANCED, balanced, _mean_error, bar=bar),
        _line(f"{name}, NIH findings, mean", "nih, all sources", fresh, _mean_error),
        _line(f"{name}, lung opacity", "nih, all sources", opacity, lambda p: _error(p, OPACITY), bar=bar),
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


def _error(seen: Sequence[Seen], k: int) -> float:
    return expected_calibration_error(*_pairs(seen, k))


def _anatomy_rows(chest: Sequence[Seen], train: Sequence[TrainingFilm]) -> list[CardFigure]:
    bars = {"jsrt": "0.95", "openist": "", "covid": "0.92"}
    lungs = [_dice_row(_of(chest, source), "lungs", 3, source, train, bar) for source, bar in bars.items()]
    jsrt = _of(chest, "jsrt")
    organs = [
        _dice_row(jsrt, name, bit, "jsrt", train, "0.91" if name == "heart" else "")
        for name, bit in ORGANS.items()
    ]
    return [*lungs, *organs, _ratio_row(jsrt, train)]


def _dice_row(
    seen: Sequence[Seen], name: str, bits: int, source: str, train: Sequence[TrainingFilm], bar: str
) -> CardFigure:
    masks = [f.mask for f in train if f.source == source and f.mask is not None]
    mean = np.mean([(mask & bits) > 0 for mask in masks], axis=0) >= 0.5
    return _mean(
        f"Dice {name}",
        source,
        seen,
        lambda s: dice((s.bits & bits) > 0, _true(s, bits)),
        lambda s: dice(mean, _true(s, bits)),
        bar,
    )


def _true(seen: Seen, bits: int) -> NDArray[np.bool_]:
    assert seen.film.mask is not None
    return (seen.film.mask & bits) > 0


def _ratio_row(seen: Sequence[Seen], train: Sequence[TrainingFilm]) -> CardFigure:
    truth = {s.film.file: ratio_of(s.film) for s in seen}
    mean = float(np.mean([ratio_of(f) for f in train if f.source == "jsrt"]))
    measured = [s for s in seen if s.ratio is not None]

    return _mean(
        "cardiothoracic ratio, mean absolute error",
        "jsrt",
        measured,
        lambda s: abs((s.ratio or 0) - truth[s.film.file]),
        lambda s: abs(mean - truth[s.film.file]),
        "at most 0.02",
    )


def ratio_of(film: TrainingFilm) -> float:
    """The cardiothoracic ratio of the drawn masks."""
    assert film.mask is not None
    heart, right, left = (box_around((film.mask & bit) > 0) for bit in (4, 2, 1))
    assert heart is not None and right is not None and left is not None
    return ratio_of_boxes(heart, right, left).value


def _gate_rows(seen: Sequence[Seen], threshold: float) -> list[CardFigure]:
    sides = [s for s in seen if s.film.is_chest], [s for s in seen if not s.film.is_chest]
    names = ("frontal chest films", "all", "at most 0.015"), ("what is not a chest film", "gate_*", "0.97")
    return [
        _mean(f"rejected: {name}", source, side, lambda s: s.gate < threshold, bar=bar)
        for side, (name, source, bar) in zip(sides, names, strict=True)
    ]
