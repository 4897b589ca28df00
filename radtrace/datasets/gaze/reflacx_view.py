"""The screen of REFLACX's reader: image pixels, the visible part of the film, the size of a degree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from radtrace.datasets.gaze.boxes import film_box
from radtrace.datasets.gaze.cells import Floats
from radtrace.datasets.gaze.sift import Mask
from radtrace.record import Box

SHOWN = ("xmin_shown_from_image", "ymin_shown_from_image", "xmax_shown_from_image", "ymax_shown_from_image")
SCREEN = (
    "xmin_in_screen_coordinates", "ymin_in_screen_coordinates",
    "xmax_in_screen_coordinates", "ymax_in_screen_coordinates",
)  # fmt: skip
RESOLUTION = ("angular_resolution_x_pixels_per_degree", "angular_resolution_y_pixels_per_degree")
POSITION = ("x_position", "y_position")
COLUMNS = (*POSITION, *RESOLUTION, *SHOWN, *SCREEN)
# Of the authors' viewer, in screen pixels; the margins are those of their own filter.
BUTTONS = (10.0, 933.0, 650.0, 1122.0)
BUTTON_MARGIN = 50.0
NEAR_DEGREES = 0.5


@dataclass(frozen=True)
class View:
    """n gaze positions on a film of `size` (width, height) pixels.

    `cells` are the file's columns `COLUMNS`, each of shape (n,), NaN where a cell is empty.
    """

    size: tuple[float, float]
    cells: dict[str, Floats]

    @property
    def x(self) -> Floats:
        """Shape (n,), image pixels, which may lie off the film."""
        return self.cells["x_position"]

    @property
    def y(self) -> Floats:
        """As `x`, down."""
        return self.cells["y_position"]

    @property
    def lost(self) -> Mask:
        """Where tracking was lost: no position."""
        return np.isnan(self.x) | np.isnan(self.y)

    @property
    def off(self) -> Mask:
        """Where the gaze was beside the film."""
        width, height = self.size
        return ~((self.x >= 0) & (self.x < width) & (self.y >= 0) & (self.y < height))

    @property
    def near(self) -> Mask:
        """Beside the film where the authors' own filter keeps it: within half a degree of it and
        more than 50 screen pixels from the buttons."""
        width, height = self.size
        across = np.maximum(np.maximum(-self.x, self.x - width), 0.0) / self.cells[RESOLUTION[0]]
        down = np.maximum(np.maximum(-self.y, self.y - height), 0.0) / self.cells[RESOLUTION[1]]
        return self.off & (np.hypot(across, down) < NEAR_DEGREES) & (self._to_buttons() > BUTTON_MARGIN)

    def degrees(self) -> Floats:
        """Shape (n, 2): positions in degrees of visual angle, as far as one view lasts."""
        return np.stack([self.x / self.cells[RESOLUTION[0]], self.y / self.cells[RESOLUTION[1]]], axis=1)

    def number(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Shape (n,): a number that changes whenever the visible part of the film does."""
        rectangle = np.stack([self.cells[name] for name in (*SHOWN, *SCREEN)], axis=1)
        changed = ~np.isclose(rectangle[1:], rectangle[:-1], atol=1e-6, equal_nan=True).all(axis=1)
        return np.concatenate([[0], np.cumsum(changed)]).astype(np.intp)

    def degree(self, index: int) -> tuple[float, float] | None:
        """One degree at a position, as fractions of the film's width and height."""
        across, down = (float(self.cells[name][index]) for name in RESOLUTION)
        return (across / self.size[0], down / self.size[1]) if across > 0 and down > 0 else None

    def shown(self, index: int) -> Box | None:
        """The visible part of the film at a position."""
        left, top, right, bottom = (float(self.cells[name][index]) for name in SHOWN)
        return film_box((left, top, right, bottom), self.size)

    def _to_buttons(self) -> Floats:
        """Shape (n,): distance to the buttons in screen pixels."""
        x, y = (self._on_screen(axis) for axis in (0, 1))
        across = np.maximum(np.maximum(BUTTONS[0] - x, x - BUTTONS[2]), 0.0)
        down = np.maximum(np.maximum(BUTTONS[1] - y, y - BUTTONS[3]), 0.0)
        return np.hypot(across, down)

    def _on_screen(self, axis: int) -> Floats:
        shown, screen = ([self.cells[names[axis + k]] for k in (0, 2)] for names in (SHOWN, SCREEN))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (self.cells[POSITION[axis]] - shown[0]) / (shown[1] - shown[0])
        return screen[0] + share * (screen[1] - screen[0])
