"""Logistic regression with an L2 penalty, by Newton's method; scikit-learn is not a core dependency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Newton's method takes about ten steps; more mean that the classes are nearly separable.
STEPS = 50
DONE = 1e-8
_HALVINGS = 20


@dataclass(frozen=True, eq=False)
class Logistic:
    """A fitted regression: `weights` (m,), `bias`, and the features' own `mean` and `scale` (m,)."""

    weights: Floats
    bias: float
    mean: Floats
    scale: Floats

    def probability(self, features: Floats) -> Floats:
        """Probability of yes for (n, m) features, shape (n,)."""
        logits = ((features - self.mean) / self.scale) @ self.weights + self.bias
        return _sigmoid(logits)


def fit_logistic(features: Floats, yes: NDArray[np.bool_], ridge: float = 1.0) -> Logistic:
    """The regression with the least summed log loss plus ridge / 2 * |weights|^2, features standardised.

    Equal to scikit-learn's `LogisticRegression(C=1 / ridge)` after its `StandardScaler`; the bias is not
    penalised. With one answer only, the bias alone says it.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    if yes.all() or not yes.any():
        return Logistic(np.zeros(features.shape[1]), 20.0 if yes.all() else -20.0, mean, scale)
    inputs = np.hstack([(features - mean) / scale, np.ones((len(features), 1))])
    penalty = np.append(np.full(features.shape[1], ridge), 0.0)
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        weights, moved = _newton(inputs, yes.astype(np.float64), weights, penalty)
        if moved < DONE:
            break
    return Logistic(weights[:-1], float(weights[-1]), mean, scale)


def _newton(inputs: Floats, yes: Floats, weights: Floats, penalty: Floats) -> tuple[Floats, float]:
    """One step, halved until it does not raise the loss; the weights and how far they moved."""
    chance = _sigmoid(inputs @ weights)
    slope = inputs.T @ (chance - yes) + penalty * weights
    curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
    step = np.linalg.solve(curvature, slope)
    before = _loss(inputs, yes, weights, penalty)
    for halving in range(_HALVINGS):
        moved = weights - step / 2**halving
        if _loss(inputs, yes, moved, penalty) <= before:
            return moved, float(np.abs(moved - weights).max())
    return weights, 0.0


def _loss(inputs: Floats, yes: Floats, weights: Floats, penalty: Floats) -> float:
    logits = inputs @ weights
    return float((np.logaddexp(0.0, logits) - yes * logits).sum() + (penalty * weights**2).sum() / 2)


def _sigmoid(logits: Floats) -> Floats:
    value: Floats = 0.5 * (1.0 + np.tanh(0.5 * logits))
    return value
