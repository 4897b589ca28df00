"""Where the chest lies on the film.

The chest frame: x from the patient's midline, positive to the patient's left (the picture's right), y
down, both in widths of the film before the patient is scaled, turned and moved. The film frame is the
record's: fractions, origin top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.curves import Curve

Mask = NDArray[np.bool_]
Map = NDArray[np.float32]

_BITS = 4  # of a pixel, in the polygons that are filled


@dataclass(frozen=True)
class Frame:
    """An affine map from the chest to a square film of `size` pixels.

    `tilt` is in radians, `dx` and `dy` in widths of the film.
    """

    size: int
    scale: float
    tilt: float
    dx: float
    dy: float

    def to_film(self, points: Curve) -> Curve:
        """Chest frame to film frame, (n, 2) to (n, 2)."""
        cos, sin = np.cos(self.tilt) * self.scale, np.sin(self.tilt) * self.scale
        x, y = points[:, 0], points[:, 1] - 0.5
        return np.stack([cos * x - sin * y + 0.5 + self.dx, sin * x + cos * y + 0.5 + self.dy], 1)

    def grids(self) -> tuple[Map, Map]:
        """The chest-frame x and y of every pixel's centre, each (size, size)."""
        cos, sin = np.cos(self.tilt) / self.scale, np.sin(self.tilt) / self.scale
        columns, rows = _centres(self.size)
        x, y = columns - np.float32(0.5 + self.dx), rows - np.float32(0.5 + self.dy)
        return (
            x * np.float32(cos) + y * np.float32(sin),
            y * np.float32(cos) - x * np.float32(sin) + np.float32(0.5),
        )

    def mask(self, *outlines: Curve) -> Mask:
        """The pixels inside the outlines, (size, size)."""
        canvas = np.zeros((self.size, self.size), np.uint8)
        for outline in outlines:
            cv2.fillPoly(canvas, [self._fixed(outline)], 1, shift=_BITS)
        return canvas.view(np.bool_)

    def shade(self, outlines: Sequence[Curve], levels: Sequence[int] | int) -> Map:
        """Outlines filled one over the other with smooth edges, level / 255 each; (size, size)."""
        canvas = np.zeros((self.size, self.size), np.uint8)
        each = [levels] * len(outlines) if isinstance(levels, int) else levels
        for outline, level in zip(outlines, each, strict=True):
            cv2.fillPoly(canvas, [self._fixed(outline)], level, cv2.LINE_AA, _BITS)
        return canvas.astype(np.float32) * np.float32(1 / 255)

    def strokes(self, canvas: NDArray[np.uint8], lines: Sequence[Curve], level: int, width: float) -> None:
        """Draw lines `width` wide (chest frame) on `canvas`; thinner than a pixel is fainter."""
        pixels = width * self.scale * self.size
        level = round(level * min(1.0, max(pixels, 0.25)))
        points = [self._fixed(line) for line in lines]
        cv2.polylines(canvas, points, False, level, max(1, round(pixels)), cv2.LINE_AA, _BITS)

    def pixels(self, length: float) -> float:
        """A length of the chest frame in pixels."""
        return length * self.scale * self.size

    def _fixed(self, outline: Curve) -> NDArray[np.int32]:
        # A pixel's centre is half a pixel from its corner; OpenCV counts from centres.
        return np.rint((self.to_film(outline) * self.size - 0.5) * (1 << _BITS)).astype(np.int32)


@cache
def _centres(size: int) -> tuple[Map, Map]:
    """The film-frame x (1, size) and y (size, 1) of the pixels' centres."""
    centres = ((np.arange(size) + 0.5) / size).astype(np.float32)
    return centres[None, :], centres[:, None]
