"""Information gain: bits per fixation of a predicted map over a baseline that has not seen the film.

    IG = mean over reference fixations of log2 P(x, y) - log2 B(x, y)

Kuemmerer, Wallis and Bethge, "Information-theoretic model comparison unifies saliency metrics", PNAS 112
(2015). Unbounded above; 0 for the baseline itself; higher is better. NaN without reference fixations.

Conventions: B is a Gaussian with the mean and the standard deviations in x and y of the fixations on other
films (`centre_gaussian`). The map of a path is not a probability: it is close to 0 wherever the path was not.
P is therefore 9/10 of the map and 1/10 of B, so the worst value is log2(1/10) = -3.3 bits, and an empty
prediction, for which P is B, gains 0. pysaliency's information gain applies the formula to densities as they
are.
"""

from __future__ import annotations

import numpy as np

from radtrace.metrics.scanpath.maps import GRID, Cells, Floats, density

BASELINE_SHARE = 0.1  # bounds the loss of a wrong map at -3.3 bits, see the module
_LEAST_SD = 0.02  # keeps every cell of the baseline above 0


def information_gain(predicted: Floats, baseline: Floats, fixated: Cells) -> float:
    """Bits per fixation of a predicted map over a baseline map, both (rows, columns)."""
    if not len(fixated):
        return float("nan")
    blind = density(baseline)
    shares = density(predicted) if predicted.any() else blind
    mixed = (1 - BASELINE_SHARE) * shares + BASELINE_SHARE * blind
    return bits(mixed, blind, fixated)


def bits(one: Floats, other: Floats, fixated: Cells) -> float:
    """Mean of log2 one - log2 other at the cells, for two densities."""
    where = fixated.rows, fixated.columns
    return float((np.log2(one[where]) - np.log2(other[where])).mean())


def centre_gaussian(mean: tuple[float, float], deviation: tuple[float, float], grid: int = GRID) -> Floats:
    """A Gaussian over the film as a density (grid, grid); mean and standard deviations (x, y) in film
    fractions.

    Deviations are at least 0.02, so that no cell has probability 0.
    """
    middles = (np.arange(grid) + 0.5) / grid
    across, down = (
        -0.5 * ((middles - centre) / max(spread, _LEAST_SD)) ** 2
        for centre, spread in zip(mean, deviation, strict=True)
    )
    logs = down[:, None] + across[None, :]
    return density(np.exp(np.maximum(logs - logs.max(), -600.0)))
