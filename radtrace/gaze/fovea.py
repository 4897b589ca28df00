"""Foveated vision: the share of information that one fixation resolves, by eccentricity.

The film is taken to stand 40 cm high at 65 cm from the eye, so its height spans about
34 degrees. Detectability falls off with eccentricity e (degrees) as

    d'(e) = 3 / (1 + (e / 2.5)^2)

so that it is halved at 2.5 degrees, the radius of the useful field in chest reading. A
Gaussian observation of a yes-no question that stands at one half gives, to second
order, d'^2 / (8 ln 2) bits; one look therefore resolves the share

    1 - exp(-d'^2 / (8 ln 2))

of what had not been resolved yet: 80% at the fovea, 33% at 2.5 degrees, 6% at 5.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, pi

import numpy as np
from numpy.typing import NDArray

FILM_DEGREES = 34.0
HALF_DEGREES = 2.5
PEAK_DETECTABILITY = 3.0


def resolved_share(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share in [0, 1] of the unresolved that one look resolves, at `degrees` from the fovea."""
    detectability = PEAK_DETECTABILITY / (1.0 + (degrees / HALF_DEGREES) ** 2)
    return 1.0 - np.exp(-(detectability**2) / (8.0 * log(2.0)))


@lru_cache(maxsize=8)
def share_by_offset(rows: int, columns: int, aspect: float) -> NDArray[np.float64]:
    """What one look resolves at every offset between two cells of a grid over the film.

    Parameters
    ----------
    rows, columns
        Of the grid.
    aspect
        Width of the film over its height.

    Returns
    -------
    Read-only, shape (2 * rows - 1, 2 * columns - 1): entry [rows - 1 + dy, columns - 1 + dx]
    belongs to a cell dy rows below and dx columns right of the fovea.
    """
    down = np.arange(1 - rows, rows) * (FILM_DEGREES / rows)
    across = np.arange(1 - columns, columns) * (FILM_DEGREES * aspect / columns)
    table = resolved_share(np.sqrt(down[:, None] ** 2 + across[None, :] ** 2))
    table.flags.writeable = False
    return table


def looks_in_cell(rows: int, columns: int, aspect: float) -> float:
    """Area of a cell in units of the useful field, so that bits do not depend on the grid."""
    cell = (FILM_DEGREES / rows) * (FILM_DEGREES * aspect / columns)
    return cell / (pi * HALF_DEGREES**2)
