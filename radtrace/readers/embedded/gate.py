"""The input gate: is this a frontal chest film, or else a lateral one?

A logistic model on two outputs of the network: the mean of its deepest features, and the shape of the anatomy
(two lungs of similar size side by side, the heart between them). A picture that fools one rarely fools the
other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import Organs
from radtrace.readers.embedded.evidence import Evidence, probability
from radtrace.readers.embedded.model import GateCard, LateralCard

LATERAL_FROM = 0.7  # of 1,724 frontal films that the model was not trained on, the highest had 0.3


def gate_score(evidence: Evidence, card: GateCard) -> float:
    """Gate score in [0, 1]; 1 is certainly a frontal chest film."""
    inputs = gate_inputs(evidence)
    return float(probability(np.float64(inputs @ np.array(card.weights) + card.bias)))


def is_lateral(evidence: Evidence, card: LateralCard) -> bool:
    """Whether the film is a lateral chest film with a probability of two thirds or more."""
    return float(gate_inputs(evidence) @ np.array(card.weights)) + card.bias >= LATERAL_FROM


def gate_inputs(evidence: Evidence) -> NDArray[np.float64]:
    """The gate's inputs, float64 (c + 8,): features, then the shape of the anatomy."""
    return np.concatenate([evidence.features.astype(np.float64), _shape(evidence)])


def _shape(evidence: Evidence) -> NDArray[np.float64]:
    organs = evidence.organs
    left, right = organs.area("left_lung"), organs.area("right_lung")
    certainty = float(np.abs(2 * evidence.anatomy[:3] - 1).mean())
    balance = min(left, right) / max(left, right, 1e-6)
    return np.array(
        [left, right, balance, organs.area("heart"), _clavicles(organs), certainty, *_standing(organs)]
    )


def _clavicles(organs: Organs) -> float:
    return organs.area("left_clavicle") + organs.area("right_clavicle")


def _standing(organs: Organs) -> tuple[float, float]:
    """Horizontal distance of the lungs' centres, and how much their heights overlap."""
    left, right = organs.box("left_lung"), organs.box("right_lung")
    if left is None or right is None:
        return -0.5, -0.5
    shared = min(left.y_max, right.y_max) - max(left.y_min, right.y_min)
    tallest = max(left.y_max - left.y_min, right.y_max - right.y_min)
    return left.centre.x - right.centre.x, max(shared, -tallest) / tallest
