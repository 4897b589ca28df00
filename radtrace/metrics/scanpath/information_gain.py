"""Information gain: how many bits a fixation the map tells beyond a baseline that has not seen the film.

    IG = mean over reference fixations of log2 P(x, y) - log2 B(x, y)

Kuemmerer, Wallis and Bethge, "Information-theoretic model comparison unifies saliency metrics", PNAS 112
(2015). Unbounded above; 0 for what the baseline knew; higher is better. NaN without reference fixations.

Conventions: B is a Gaussian around the mean of the fixations on other films, with their deviations
in x and y (`centre_gaussian`). A path's map is no probability: it is all but 0 where the path was not.
P is therefore 9/10 of the map and 1/10 of B, so the worst is log2(1/10) = -3.3 bits, and an empty
prediction, which is B, gains 0. pysaliency's information gain is this formula on densities as they are.
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.maps import GRID, Cells, Floats, density

BASELINE_SHARE = 0.1
_LEAST_SD = 0.02


def information_gain(predicted: Floats, baseline: Floats, fixated: Cells) -> float:
    """Bits a fixation of a predicted map over a baseline map, both (rows, columns)."""
    if not len(fixated):
        return float("nan")
    blind = density(baseline)
    shares = density(predicted) if predicted.any() else blind
    mixed = (1 - BASELINE_SHARE) * shares + BASELINE_SHARE * blind
    return bits(mixed, blind, fixated)


def bits(one: Floats, other: Floats, fixated: Cells) -> float:
    """Mean of log2 one - log2 other at the cells, of two densities."""
    where = fixated.rows, fixated.columns
    return float((np.log2(one[where]) - np.log2(other[where])).mean())


def centre_gaussian(mean: tuple[float, float], deviation: tuple[float, float], grid: int = GRID) -> Floats:
    """A Gaussian over the film as a density (grid, grid); mean and deviations (x, y) in fractions.

    Deviations are at least 0.02, so that no cell of a film has a chance of 0.
    """
    middles = (np.arange(grid) + 0.5) / grid
    across, down = (
        -0.5 * ((middles - centre) / max(spread, _LEAST_SD)) ** 2
        for centre, spread in zip(mean, deviation, strict=True)
    )
    logs = down[:, None] + across[None, :]
    return density(np.exp(np.maximum(logs - logs.max(), -600.0)))
