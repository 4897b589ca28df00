"""Similarity of a predicted map and the reference's: CC, SIM and KL, as in the MIT/Tuebingen benchmark.

With P and Q the maps scaled to sum to 1 (an empty map becomes uniform),

    CC  = Pearson's correlation of the two maps            in [-1, 1], 1 best
    SIM = sum over cells of min(P, Q)                      in [0, 1], 1 best
    KL  = sum over cells of Q * ln(eps + Q / (P + eps))    from 0, LOWER is better, in nats

eps = 2.2204e-16. Bylinskii, Judd, Oliva, Torralba and Durand, "What do different evaluation metrics tell us
about saliency models?", PAMI 41 (2019). Equal to pysaliency's `CC`, `SIM` and `MIT_KLDiv`. CC is 0 if one map
is constant, NaN if both are. KL is harsh: where the reference looked and the prediction is 0, a cell costs up
to 36 Q, so a sharp map near the right place can lose to a uniform one.
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.maps import Floats, constant, density

EPS = 2.2204e-16  # the benchmark's: machine epsilon of float64


def cc(predicted: Floats, reference: Floats) -> float:
    """Pearson correlation of two maps of the same shape."""
    flat = constant(predicted), constant(reference)
    if any(flat):
        return float("nan") if all(flat) else 0.0
    one, other = predicted - predicted.mean(), reference - reference.mean()
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum()))


def sim(predicted: Floats, reference: Floats) -> float:
    """Similarity of two maps of the same shape: the mass they share, in [0, 1]."""
    return float(np.minimum(density(predicted), density(reference)).sum())


def kl(predicted: Floats, reference: Floats) -> float:
    """KL divergence of the predicted map from the reference's, in nats; lower is better."""
    shares, true = density(predicted), density(reference)
    return float((true * np.log(EPS + true / (shares + EPS))).sum())
