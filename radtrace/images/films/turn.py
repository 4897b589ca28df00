"""Turning a picture upright: a transpose and two mirrors make every quarter turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Turn:
    """First swap rows and columns, then mirror left to right, then top to bottom."""

    transpose: bool = False
    mirror: bool = False
    flip: bool = False

    def __call__(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The turned picture, (rows, columns) or (columns, rows), contiguous."""
        pixels = pixels.T if self.transpose else pixels
        pixels = pixels[:, ::-1] if self.mirror else pixels
        pixels = pixels[::-1] if self.flip else pixels
        return np.ascontiguousarray(pixels)
