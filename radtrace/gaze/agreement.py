"""Agreement between readers of the same films: intraclass correlation.

Shrout and Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin
86 (1979). With mean squares between films (BMS), between readers (JMS), and of what is left (EMS), for n
films and k readers:

    ICC(2,1) = (BMS - EMS) / (BMS + (k - 1) EMS + k (JMS - EMS) / n)    readers drawn from many; agreement
    ICC(3,1) = (BMS - EMS) / (BMS + (k - 1) EMS)                        these readers; consistency
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def icc_2_1(ratings: Floats) -> float:
    """ICC(2,1) of ratings of shape (n films, k readers), at most 1; NaN if nothing varies, or n or k < 2."""
    if min(ratings.shape) < 2:
        return float("nan")
    n, k = ratings.shape
    between, readers, rest = _mean_squares(ratings)
    return _ratio(between - rest, between + (k - 1) * rest + k * (readers - rest) / n)


def icc_3_1(ratings: Floats) -> float:
    """ICC(3,1) of ratings of shape (n films, k readers), at most 1; NaN if nothing varies, or n or k < 2."""
    if min(ratings.shape) < 2:
        return float("nan")
    between, _, rest = _mean_squares(ratings)
    return _ratio(between - rest, between + (ratings.shape[1] - 1) * rest)


def _mean_squares(ratings: Floats) -> tuple[float, float, float]:
    """Mean squares between films, between readers, and of the residual."""
    n, k = ratings.shape
    films = ratings.mean(axis=1) - ratings.mean()
    readers = ratings.mean(axis=0) - ratings.mean()
    rest = ratings - ratings.mean() - films[:, None] - readers[None, :]
    squares = k * (films**2).sum(), n * (readers**2).sum(), (rest**2).sum()
    return float(squares[0] / (n - 1)), float(squares[1] / (k - 1)), float(squares[2] / ((n - 1) * (k - 1)))


def _ratio(above: float, below: float) -> float:
    return above / below if abs(below) > 1e-12 else float("nan")
