"""A scanpath as arrays: what the metrics, the models and the plots compute with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.record import Fixation, Reading

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scanpath:
    """Fixations in order of time.

    Attributes
    ----------
    x, y
        Shape (n,), fractions of the film, x right, y down, in [0, 1].
    duration_s
        Shape (n,), seconds, not negative.
    aspect
        Width of the film over its height; 1 where unknown.
    """

    x: Floats
    y: Floats
    duration_s: Floats
    aspect: float = 1.0

    def __post_init__(self) -> None:
        shapes = {self.x.shape, self.y.shape, self.duration_s.shape}
        if len(shapes) > 1 or self.x.ndim != 1:
            raise ValueError(f"x, y and duration_s must share one shape (n,), got {sorted(shapes)}")

    def __len__(self) -> int:
        return len(self.x)

    @property
    def points(self) -> Floats:
        """Shape (n, 2): x, y."""
        return np.stack([self.x, self.y], axis=1)


def scanpath_of(reading: Reading) -> Scanpath:
    """The path over the Reading's first film: its gaze, or where it has none the fixations of its steps."""
    fixations = [one for one in fixations_of(reading) if one.film == 0]
    rows, columns = reading.study.films[0].rows, reading.study.films[0].columns
    return Scanpath(
        x=np.array([one.x for one in fixations], np.float64),
        y=np.array([one.y for one in fixations], np.float64),
        duration_s=np.array([one.duration_s for one in fixations], np.float64),
        aspect=columns / rows if rows and columns else 1.0,
    )


def fixations_of(reading: Reading) -> tuple[Fixation, ...]:
    """All fixations of a Reading, in order of time."""
    if reading.gaze is not None:
        return reading.gaze.fixations
    stepped = [fixation for step in reading.steps for fixation in step.fixations]
    return tuple(sorted(stepped, key=lambda one: one.start_s))
