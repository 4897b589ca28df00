"""What a data folder is made of, one film at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Reading


@dataclass(frozen=True, eq=False)
class Case:
    """A film, what is true of it, and on which side of the split it is.

    `pixels` are uint8 (rows, columns); `cover` (structures, cells, cells) is the share of each cell that a
    structure covers, uint8 of 255, or None where no masks are known; `questions` are pairs with answers.
    """

    name: str
    pixels: NDArray[np.uint8]
    reading: Reading
    split: str
    questions: tuple[tuple[str, str], ...] = ()
    cover: NDArray[np.uint8] | None = None
