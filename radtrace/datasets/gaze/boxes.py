"""Pixel rectangles as boxes of the film frame."""

from __future__ import annotations

from radtrace.record import Box

Pixels = tuple[float, float, float, float]


def inside(rectangle: Pixels, size: tuple[float, float]) -> bool:
    """Whether x_min, y_min, x_max, y_max in pixels lie on a film of (width, height) pixels."""
    left, top, right, bottom = rectangle
    return left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1]


def film_box(rectangle: Pixels, size: tuple[float, float]) -> Box | None:
    """The part of x_min, y_min, x_max, y_max (pixels) on the film, as fractions of its (width, height).

    None where nothing is left of it, or where a number is NaN.
    """
    (left, top, right, bottom), (width, height) = rectangle, size
    return Box.clipped(left / width, top / height, right / width, bottom / height)
