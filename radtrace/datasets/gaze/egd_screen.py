"""EGD-CXR's screen: the film's position on the padded 1920 x 1080 image, and the film's size.

x_film = (FPOGX * 1920 - left) / (1920 - left - right), down likewise; beside the film where it is not
strictly between the paddings. The authors' own pixel columns, X_ORIGINAL and Y_ORIGINAL, are that
fraction times the film's size, truncated; they serve to check it and to derive the size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from radtrace.datasets.gaze.cells import Floats, given
from radtrace.datasets.gaze.sift import Mask
from radtrace.files.csv_rows import CsvRow
from radtrace.files.lines import wrong

SCREEN = (1920, 1080)
SIDES = ("left", "right", "top", "bottom")
NEEDED = 3
# Pixels near the edge are truncated by a large share of their value.
FAR_FROM_EDGE = 0.1
TOLERANCE = 2.0


@dataclass(frozen=True)
class Screen:
    """The padding around a film, in screen pixels, and the film's size in pixels where it is known.

    `exact` says whether `size` (width, height) comes from the film's header. A derived size is even, as the
    authors padded odd sides by one pixel.
    """

    left: float
    right: float
    top: float
    bottom: float
    size: tuple[int, int] | None = None
    exact: bool = False

    def on_film(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Screen fractions, shapes (n,), to film fractions, which lie outside 0 to 1 beside the film."""
        across, down = self._shown(x, y)
        return across * self._stretch(0), down * self._stretch(1)

    def off(self, x: Floats, y: Floats) -> Mask:
        """Shape (n,): whether a place on the screen is beside the film."""
        across, down = self.on_film(x, y)
        return ~((across > 0) & (across < 1) & (down > 0) & (down < 1))

    def sized(self, x: Floats, y: Floats, original_x: Floats, original_y: Floats) -> Screen:
        """With the film's size derived from the authors' pixel columns, where it is unknown."""
        if self.size is not None:
            return self
        across, down = self._shown(x, y)
        width, height = _length(across, original_x), _length(down, original_y)
        return self if width is None or height is None else replace(self, size=(width, height))

    def disagrees(self, x: Floats, y: Floats, original_x: Floats, original_y: Floats) -> Mask:
        """Shape (n,): whether the authors' pixel columns differ by more than two pixels."""
        if self.size is None:
            return np.zeros(x.shape, np.bool_)
        across, down = self._shown(x, y)
        width, height = (length + length % 2 for length in self.size)
        far = (np.abs(across * width - original_x - 0.5) > TOLERANCE) | (
            np.abs(down * height - original_y - 0.5) > TOLERANCE
        )
        return far & ~self.off(x, y)

    def degree(self, pixels_per_degree: tuple[float, float]) -> tuple[float, float]:
        """One degree, given in screen pixels across and down, as fractions of the film's width and height."""
        across, down = pixels_per_degree
        return (
            across / (SCREEN[0] - self.left - self.right) * self._stretch(0),
            down / (SCREEN[1] - self.top - self.bottom) * self._stretch(1),
        )

    def _shown(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        across = (x * SCREEN[0] - self.left) / (SCREEN[0] - self.left - self.right)
        down = (y * SCREEN[1] - self.top) / (SCREEN[1] - self.top - self.bottom)
        return across, down

    def _stretch(self, axis: int) -> float:
        """The padded length over the film's own."""
        length = self.size[axis] if self.size is not None and self.exact else 2
        return (length + length % 2) / length


def screen_of(path: Path, row: CsvRow, size: tuple[int, int] | None) -> Screen:
    """The screen by a row of the master sheet: `image_left_pad` as released, `image_left` as on GitHub.

    Raises
    ------
    BadInput
        Naming line and column, if a padding is missing or leaves no film.
    """
    left, right, top, bottom = (given(path, row, _column(path, row, side)) for side in SIDES)
    if min(left, right, top, bottom) < 0 or left + right >= SCREEN[0] or top + bottom >= SCREEN[1]:
        raise wrong(
            path,
            row.line,
            f"column image_*_pad: paddings leave no film on the {SCREEN[0]} x {SCREEN[1]} screen",
        )
    return Screen(left, right, top, bottom, size, size is not None)


def _column(path: Path, row: CsvRow, side: str) -> str:
    for name in (f"image_{side}_pad", f"image_{side}"):
        if name in row.cells:
            return name
    raise wrong(path, 1, f"has no column image_{side}_pad; give the file as it was published")


def _length(fractions: Floats, pixels: Floats) -> int | None:
    """The even length whose share `fractions` is `pixels`; None with too few usable rows."""
    use = (fractions > FAR_FROM_EDGE) & (fractions < 1) & (pixels > 0)
    if use.sum() < NEEDED:
        return None
    return max(2, 2 * round(float(np.median((pixels[use] + 0.5) / fractions[use])) / 2))
