"""The film in a model's input image, and the mapping back.

Both frames are fractions of their own width and height. `letterbox` scales the film into a square and pads it
with black, `stretch` fills the square, `patches` rounds the film's own size to whole patches (as
`smart_resize` of Qwen2-VL's image processor does), so that the model's own processor changes nothing.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.record import BadInput, Film

REDUCING_GAP = 2.0  # Pillow shrinks large films in two steps, which is faster


@dataclass(frozen=True)
class Fit:
    """Image size (height, width) in pixels, and the film's top, left, rows and columns within it."""

    height: int
    width: int
    top: int
    left: int
    rows: int
    columns: int

    def to_film(self, x: float, y: float) -> tuple[float, float]:
        """An image point in the film frame; outside [0, 1] if it lies in the padding."""
        return (x * self.width - self.left) / self.columns, (y * self.height - self.top) / self.rows

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """A film point in the image's frame."""
        return (x * self.columns + self.left) / self.width, (y * self.rows + self.top) / self.height


def letterbox(rows: int, columns: int, size: int) -> Fit:
    """The film centred in a square of side `size`, aspect kept."""
    longest = max(rows, columns)
    high, wide = max(1, round(rows * size / longest)), max(1, round(columns * size / longest))
    return Fit(size, size, (size - high) // 2, (size - wide) // 2, high, wide)


def stretch(size: int) -> Fit:
    """Any film stretched over a square of side `size`."""
    return Fit(size, size, 0, 0, size, size)


def patches(rows: int, columns: int, factor: int, least: int, most: int) -> Fit:
    """The film at its own size, its sides rounded to whole patches of `factor` pixels.

    The image has at least `least` and at most `most` pixels, as far as whole patches allow.

    Raises
    ------
    BadInput
        If one side is over 200 times the other, which Qwen's processor rejects.
    """
    if max(rows, columns) > 200 * min(rows, columns):
        raise BadInput(
            f"a film of {columns} x {rows} pixels is too narrow for the model; crop it or give another film"
        )
    high, wide = (round(side / factor) * factor for side in (rows, columns))
    if high * wide > most:
        shrink = math.sqrt(rows * columns / most)
        high, wide = (max(factor, math.floor(side / shrink / factor) * factor) for side in (rows, columns))
    elif high * wide < least:
        grow = math.sqrt(least / (rows * columns))
        high, wide = (math.ceil(side * grow / factor) * factor for side in (rows, columns))
    return Fit(high, wide, 0, 0, high, wide)


def picture(film: Film, fit: Fit) -> NDArray[np.uint8]:
    """The film as the model's input: uint8 (height, width), 0 black, padding black."""
    from PIL import Image

    scaled = Image.fromarray(film.pixels).resize(
        (fit.columns, fit.rows), Image.Resampling.BICUBIC, reducing_gap=REDUCING_GAP
    )
    canvas = np.zeros((fit.height, fit.width), np.uint8)
    grey = np.rint(np.clip(np.asarray(scaled), 0.0, 1.0) * 255).astype(np.uint8)
    canvas[fit.top : fit.top + fit.rows, fit.left : fit.left + fit.columns] = grey
    return canvas


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A grey picture, uint8 (height, width), as a PNG file."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
