"""The chest frame and its position on the film.

The chest frame: x from the patient's midline, positive to the patient's left (the picture's right), y
down, both in widths of the film before the patient is scaled, turned and moved. The film frame is the
record's: fractions, origin top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.curves import Curve

Mask = NDArray[np.bool_]
Map = NDArray[np.float32]

_MIDDLE = np.array([0.0, 0.5])
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
        """Chest frame to film frame, (..., 2) to (..., 2)."""
        moved: Curve = (points - _MIDDLE) @ self._turn
        moved += self._to
        return moved

    @cached_property
    def _turn(self) -> Curve:
        cos, sin = np.cos(self.tilt) * self.scale, np.sin(self.tilt) * self.scale
        return np.array([[cos, sin], [-sin, cos]])

    @cached_property
    def _to(self) -> Curve:
        return np.array([0.5 + self.dx, 0.5 + self.dy])

    def grids(self) -> tuple[Map, Map]:
        """The chest-frame x and y of every pixel's centre, each (size, size), not to be written to."""
        return _grids(self)

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
        for points, level in zip(self._each_fixed(outlines), each, strict=True):
            cv2.fillPoly(canvas, [points], level, cv2.LINE_AA, _BITS)
        return np.multiply(canvas, np.float32(1 / 255), dtype=np.float32)

    def strokes(self, canvas: NDArray[np.uint8], lines: Curve, level: int, width: float) -> None:
        """Draw lines (n, points, 2) `width` wide (chest frame) on `canvas`; below a pixel they fade."""
        pixels = width * self.scale * self.size
        level = round(level * min(1.0, max(pixels, 0.25)))
        cv2.polylines(
            canvas, list(self._fixed(lines)), False, level, max(1, round(pixels)), cv2.LINE_AA, _BITS
        )

    def pixels(self, length: float) -> float:
        """A length of the chest frame in pixels."""
        return length * self.scale * self.size

    def _each_fixed(self, outlines: Sequence[Curve]) -> list[NDArray[np.int32]]:
        together, ends = self._fixed(np.concatenate(outlines)), accumulate(map(len, outlines), initial=0)
        return [together[start:end] for start, end in pairwise(ends)]

    def _fixed(self, outline: Curve) -> NDArray[np.int32]:
        # A pixel's centre is half a pixel from its corner; OpenCV counts from centres.
        at = self.to_film(outline)
        at *= self.size
        at -= 0.5
        at *= 1 << _BITS
        return np.rint(at, out=at).astype(np.int32)


@lru_cache(maxsize=2)
def _grids(frame: Frame) -> tuple[Map, Map]:
    centres = ((np.arange(frame.size) + 0.5) / frame.size).astype(np.float32)
    x, y = centres[None, :] - np.float32(0.5 + frame.dx), centres[:, None] - np.float32(0.5 + frame.dy)
    cos, sin = np.cos(frame.tilt) / frame.scale, np.sin(frame.tilt) / frame.scale
    return (
        x * np.float32(cos) + y * np.float32(sin),
        y * np.float32(cos) - x * np.float32(sin) + np.float32(0.5),
    )
