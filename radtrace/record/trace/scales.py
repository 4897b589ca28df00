"""Units and rounding in trace text.

A coordinate is an integer n from 0 to 999 for the film fraction n / 999, so 0 and 999 are the film's edges.
Times are whole milliseconds. Probabilities have three decimals, measurements six significant digits. Rounding
is idempotent.
"""

from __future__ import annotations

from dataclasses import dataclass

from radtrace.errors import BadInput
from radtrace.record.geometry import Box

TOP = 999
LONGEST_S = 1e9


@dataclass(frozen=True)
class Scale:
    """Coordinates of the right and lower edge of the picture that a text refers to."""

    x: int = TOP
    y: int = TOP

    def __post_init__(self) -> None:
        if self.x < 1 or self.y < 1:
            raise BadInput(
                f"a picture of {self.x} x {self.y} is too small for coordinates; give its size in pixels"
            )


GRID = Scale()


def to_grid(fraction: float) -> int:
    """The coordinate nearest to a film fraction."""
    return round(fraction * TOP)


def box_to_grid(box: Box) -> tuple[int, int, int, int]:
    """(x_min, y_min, x_max, y_max) as coordinates; a box thinner than one unit is widened to one."""
    x_min, x_max = _apart(to_grid(box.x_min), to_grid(box.x_max))
    y_min, y_max = _apart(to_grid(box.y_min), to_grid(box.y_max))
    return x_min, y_min, x_max, y_max


def _apart(low: int, high: int) -> tuple[int, int]:
    if low < high:
        return low, high
    return (low, low + 1) if low < TOP else (low - 1, low)


def to_ms(seconds: float) -> int:
    """Whole milliseconds.

    Raises
    ------
    BadInput
        Beyond `LONGEST_S`, where milliseconds are no longer exact.
    """
    if abs(seconds) > LONGEST_S:
        raise BadInput(f"a time of {seconds:g} s cannot be written as trace text; give less than 1e9 s")
    return round(seconds * 1000)


def share(value: float) -> str:
    """A number in [0, 1] with at most three decimals."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def number(value: float) -> str:
    """Any number with six significant digits."""
    return f"{value:.6g}"
