"""Likeness of a predicted map to the reference's: CC, SIM and KL, as the MIT/Tuebingen benchmark has them.

With P and Q the maps scaled to sum to 1 (an empty map is the same everywhere),

    CC  = Pearson's correlation of the two maps            in [-1, 1], 1 best
    SIM = sum over cells of min(P, Q)                      in [0, 1], 1 best
    KL  = sum over cells of Q * ln(eps + Q / (P + eps))    from 0, LOWER is better, in nats

eps = 2.2204e-16. Bylinskii, Judd, Oliva, Torralba and Durand, "What do different evaluation metrics tell
us about saliency models?", PAMI 41 (2019). Equal to pysaliency's `CC`, `SIM` and `MIT_KLDiv`. CC of a
constant map with another is 0, of two constant maps NaN. KL is harsh: where the reference looked and
the prediction has nothing, a cell costs up to 36 Q, so a sharp map near the right place can lose to a
flat one.
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.maps import Floats, constant, density

EPS = 2.2204e-16


def cc(predicted: Floats, reference: Floats) -> float:
    """Correlation of two maps of one shape."""
    flat = constant(predicted), constant(reference)
    if any(flat):
        return float("nan") if all(flat) else 0.0
    one, other = predicted - predicted.mean(), reference - reference.mean()
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum()))


def sim(predicted: Floats, reference: Floats) -> float:
    """Similarity of two maps of one shape: what their shares have in common."""
    return float(np.minimum(density(predicted), density(reference)).sum())


def kl(predicted: Floats, reference: Floats) -> float:
    """Divergence of the predicted map from the reference's, in nats; lower is better."""
    shares, true = density(predicted), density(reference)
    return float((true * np.log(EPS + true / (shares + EPS))).sum())
