"""One film through the network: anatomy, calibrated evidence maps, probabilities, gate features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.measurements import CTR_LIMIT, cardiothoracic_ratio
from radtrace.anatomy.organs import Organs, organs
from radtrace.readers.embedded.frame import Letterbox, letterbox, standardise, to_square
from radtrace.readers.embedded.model import FindingCard, Model, ModelCard
from radtrace.record import Film, Measurement

# Channel order after mirroring, which swaps left and right organs.
_MIRRORED = (1, 0, 2, 4, 3)


@dataclass(frozen=True)
class Evidence:
    """The network's output for one film, in the film frame.

    Attributes
    ----------
    anatomy
        float32 (5, h, w): probability of left lung, right lung, heart, left and right clavicle.
    maps
        For each concept a float32 (h, w) map of calibrated logits.
    probabilities
        For each concept the pooled probability of its map; see `pool`.
    organs
        The cleaned organ masks.
    ratio
        The cardiothoracic ratio, or None if heart or lungs were not found.
    features
        float32 (c,): the mean of the deepest features, for the gate.
    """

    anatomy: NDArray[np.float32]
    maps: dict[str, NDArray[np.float32]]
    probabilities: dict[str, float]
    features: NDArray[np.float32]
    organs: Organs
    ratio: Measurement | None


def gather(film: Film, model: Model) -> Evidence:
    """Run the network on the film and on its mirror image, and average."""
    square = standardise(to_square(film.pixels, model.card.size))
    batch = np.stack([square, square[:, ::-1]])[:, None]
    anatomy, maps, features = model.session.run(None, {"film": batch})
    frame = letterbox(film.pixels, model.card.size)
    return _evidence(_unmirror(anatomy, _MIRRORED), _unmirror(maps), features.mean(0), frame, model.card)


def _unmirror(pair: NDArray[np.float32], order: tuple[int, ...] | None = None) -> NDArray[np.float32]:
    mirrored = pair[1, :, :, ::-1]
    mean: NDArray[np.float32] = (pair[0] + (mirrored if order is None else mirrored[list(order)])) / 2
    return mean


def _evidence(
    anatomy: NDArray[np.float32],
    maps: NDArray[np.float32],
    features: NDArray[np.float32],
    frame: Letterbox,
    card: ModelCard,
) -> Evidence:
    seen = probability(anatomy[(slice(None), *frame.window(anatomy.shape[1]))])
    outlined = organs(seen)
    ratio = cardiothoracic_ratio(outlined)
    window = frame.window(maps.shape[1])
    calibrated = {
        row.concept: _calibrated(maps[(index, *window)], row, ratio)
        for index, row in enumerate(card.findings)
    }
    chances = {row.concept: pool(calibrated[row.concept], row) for row in card.findings}
    return Evidence(seen, calibrated, chances, features, outlined, ratio)


def _calibrated(
    logits: NDArray[np.float32], row: FindingCard, ratio: Measurement | None
) -> NDArray[np.float32]:
    measured = 0.0 if ratio is None else row.ratio_weight * (ratio.value - CTR_LIMIT)
    return (row.slope * logits + (row.intercept + measured)).astype(np.float32)


def pool(calibrated: NDArray[np.float32], row: FindingCard) -> float:
    """The finding's probability: log-mean-exp pooling of its calibrated map, through the sigmoid.

    `sharpness / slope` makes this equal to calibrating the pooled raw map, so the map drawn on the film adds
    up to the reported probability. Pinheiro & Collobert 2015.
    """
    sharpness = row.sharpness / row.slope
    scaled = calibrated.astype(np.float64) * sharpness
    peak = scaled.max()
    pooled = (peak + np.log(np.mean(np.exp(scaled - peak)))) / sharpness
    return float(probability(pooled))


def probability(logit: NDArray[np.floating[Any]] | np.float64) -> NDArray[np.float32]:
    """The logistic function, clipped at ±60 to avoid overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(logit), -60, 60))), np.float32)
