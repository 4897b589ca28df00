"""Film frame to network frame and back.

The network's input is a square: the film is scaled to fit (aspect kept), centred, and padded with black. Both
frames are fractions; `Letterbox` maps between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REDUCING_GAP = 2.0  # Pillow shrinks large films in two steps, which takes a third of the time
LOW, HIGH = 0.5, 99.5  # percentiles of the film that map to 0 and 1


@dataclass(frozen=True)
class Letterbox:
    """Where a film of (rows, columns) lies in the network's square of side `size` pixels."""

    rows: int
    columns: int
    size: int

    @property
    def scaled(self) -> tuple[int, int]:
        """(rows, columns) of the film within the square, in pixels."""
        longest = max(self.rows, self.columns)
        return max(1, round(self.rows * self.size / longest)), max(
            1, round(self.columns * self.size / longest)
        )

    @property
    def offset(self) -> tuple[int, int]:
        """(row, column) of the film's top left corner within the square, in pixels."""
        rows, columns = self.scaled
        return (self.size - rows) // 2, (self.size - columns) // 2

    def window(self, cells: int) -> tuple[slice, slice]:
        """The part of a (cells, cells) output map that covers the film, whole cells only."""
        (top, left), (rows, columns) = self.offset, self.scaled
        unit = self.size / cells
        return (
            slice(int(top / unit), max(int(top / unit) + 1, round((top + rows) / unit))),
            slice(int(left / unit), max(int(left / unit) + 1, round((left + columns) / unit))),
        )


def letterbox(pixels: NDArray[np.float32], size: int) -> Letterbox:
    """Where these pixels (rows, columns) lie in a square of side `size`."""
    rows, columns = pixels.shape
    return Letterbox(rows, columns, size)


def grey_range(pixels: NDArray[np.float32]) -> tuple[np.float32, np.float32]:
    """(low, high): the 0.5 and 99.5 percentiles of the film.

    Computed on a subsample of at most about 65,000 pixels, so large films cost no more.
    """
    step = max(1, int(np.sqrt(pixels.size / 65_536)))
    low, high = np.percentile(pixels[::step, ::step], (LOW, HIGH))
    return np.float32(low), np.float32(high)


def stretch(pixels: NDArray[np.float32], low: np.float32, high: np.float32) -> NDArray[np.float32]:
    """Pixels scaled so that low and high become 0 and 1, clipped."""
    scaled = (pixels - low) / max(high - low, np.float32(1e-6))
    return np.asarray(np.clip(scaled, 0.0, 1.0), np.float32)


def to_square(pixels: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The film in the network's square: float32 (size, size) in [0, 1], stretched to its grey range."""
    from PIL import Image

    box = letterbox(pixels, size)
    rows, columns = box.scaled
    small = np.asarray(
        Image.fromarray(pixels).resize((columns, rows), Image.Resampling.BILINEAR, reducing_gap=REDUCING_GAP)
    )
    square = np.zeros((size, size), np.float32)
    top, left = box.offset
    square[top : top + rows, left : left + columns] = stretch(small, *grey_range(pixels))
    return square


def standardise(square: NDArray[np.float32]) -> NDArray[np.float32]:
    """Zero mean and unit variance over the square, which removes exposure and contrast."""
    centred: NDArray[np.float32] = (square - square.mean()) / (square.std() + np.float32(1e-3))
    return centred.astype(np.float32)
