"""Raw gaze samples to fixations: pymovements' I-VT and I-DT, with parameters in degrees of visual angle.

Algorithms: Salvucci and Goldberg, Identifying fixations and saccades in eye-tracking protocols,
ETRA 2000. What is done around pymovements, and why:

- Lost samples are never filled in. The detector sees stretches without a gap (a lost sample, a
  time step over `GAP` intervals, a changed view), so that no fixation spans a gap.
- Its clock is the sample number: its I-DT accepts only constant steps, which no recording has.
- Its I-DT counts the sample that broke the dispersion as the last of the fixation; it is taken off.
- Within a stretch, neighbours less than `NEAR_S` and `NEAR_DEGREES` apart are one fixation (Olsen,
  The Tobii I-VT fixation filter, 2012): noise, or the landing of a saccade, cuts fixations in two.
- Velocity is the slope of a parabola fitted over `WINDOW_S` (Savitzky-Golay, at least three
  samples): the difference of two samples at 1 kHz is noise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from radtrace.datasets.gaze.summary import Summary
from radtrace.record import BadInput

Floats = NDArray[np.float64]
Method = Literal["ivt", "idt"]
Stretches = list[tuple[int, int]]
GAP = 1.5  # sampling intervals
WINDOW_S = 0.02
FAR_DEGREES = 1e6  # farther than any fixation, so that none spans two stretches
NEAR_S = 0.075
NEAR_DEGREES = 0.5
_LIMITS = {"velocity": (0.0, 2000.0), "dispersion": (0.0, 30.0), "minimum_s": (0.0, 10.0)}


@dataclass(frozen=True)
class Geometry:
    """A flat screen, seen from straight before its middle: its size and distance in cm, its pixels."""

    width_cm: float
    height_cm: float
    columns: int
    rows: int
    distance_cm: float

    def degrees(self, x: Floats, y: Floats) -> Floats:
        """Screen fractions, shapes (n,), to degrees of visual angle from the middle, shape (n, 2)."""
        return np.stack([self._angle(x, self.width_cm), self._angle(y, self.height_cm)], axis=1)

    @property
    def pixels_per_degree(self) -> tuple[float, float]:
        """Screen pixels one degree spans in the middle of the screen, across and down."""
        degree_cm = self.distance_cm * math.tan(math.radians(1.0))
        return degree_cm * self.columns / self.width_cm, degree_cm * self.rows / self.height_cm

    def _angle(self, fraction: Floats, length_cm: float) -> Floats:
        return np.degrees(np.arctan((fraction - 0.5) * length_cm / self.distance_cm))


@dataclass(frozen=True)
class Detector:
    """How samples become fixations.

    `method` is "ivt" (rest is slower than `velocity`, degrees a second) or "idt" (rest is within
    `dispersion`, the sum of the ranges across and down, degrees); both last at least `minimum_s`.
    `geometry` is the screen, for recordings whose files do not give degrees.

    Raises
    ------
    BadInput
        If a parameter is not positive or not sensible.
    """

    method: Method
    velocity: float = 30.0
    dispersion: float = 1.0
    minimum_s: float = 0.1
    geometry: Geometry | None = None

    def __post_init__(self) -> None:
        if self.method not in ("ivt", "idt"):
            raise BadInput(f"detector {self.method!r} is not known; give ivt or idt")
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if not low < value <= high:
                raise BadInput(f"detector: {name} is {value}; give a number over {low:g} and up to {high:g}")

    def find(self, times: Floats, degrees: Floats, view: NDArray[np.intp], summary: Summary) -> list[slice]:
        """The samples of each fixation, in order.

        Parameters
        ----------
        times
            Shape (n,), seconds, rising.
        degrees
            Shape (n, 2), degrees of visual angle, NaN where tracking was lost.
        view
            Shape (n,), a number for each sample that changes when the view of the film does.
        """
        step = _interval(times)
        least = max(2, math.ceil(self.minimum_s / step - 1e-6))
        stretches = list(_stretches(times, degrees, view, step))
        whole = [(first, last) for first, last in stretches if last - first >= least]
        summary.why["stretches of samples between gaps too short for a fixation"] += len(stretches) - len(
            whole
        )
        if not whole:
            return []
        events = (self._slow if self.method == "ivt" else self._close)(degrees, whole, step, least)
        return _joined(degrees, events, {first for first, _ in whole}, step)

    def _slow(self, degrees: Floats, stretches: Stretches, step: float, least: int) -> Iterator[slice]:
        tool = _pymovements()
        velocity = [self._velocity(tool, degrees[first:last], step) for first, last in stretches]
        rows, index = _in_a_row(velocity, stretches, np.nan)
        events = tool.events.ivt(rows, minimum_duration=least - 1, velocity_threshold=self.velocity)
        for first, last in _onsets_and_offsets(events):
            yield slice(int(index[first]), int(index[last]) + 1)

    def _velocity(self, tool: Any, degrees: Floats, step: float) -> Floats:
        """Degrees a second, shape (n, 2); the gaze is taken as still beyond the ends of a stretch."""
        window = max(3, 2 * round(WINDOW_S / step / 2) + 1)
        velocity: Floats = tool.transforms.numpy.pos2vel(
            degrees, 1.0 / step, "savitzky_golay", window_length=window, polyorder=2, mode="nearest"
        )
        return velocity

    def _close(self, degrees: Floats, stretches: Stretches, step: float, least: int) -> Iterator[slice]:
        tool = _pymovements()
        rows, index = _in_a_row([degrees[first:last] for first, last in stretches], stretches, FAR_DEGREES)
        events = tool.events.idt(rows, minimum_duration=least, dispersion_threshold=self.dispersion)
        for first, last in _onsets_and_offsets(events):
            broken = float(np.ptp(rows[first : last + 1], axis=0).sum()) > self.dispersion
            yield slice(int(index[first]), int(index[last - broken]) + 1)


def detector_named(detector: Detector | Method | None, geometry: Geometry | None = None) -> Detector | None:
    """A detector by its name with the usual parameters; one that has no screen gets `geometry`."""
    if detector is None:
        return None
    if isinstance(detector, str):
        return Detector(detector, geometry=geometry)
    return detector


def _interval(times: Floats) -> float:
    steps = np.diff(times)
    return float(np.median(steps[steps > 0])) if (steps > 0).any() else math.inf


def _stretches(
    times: Floats, degrees: Floats, view: NDArray[np.intp], step: float
) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) sample of each stretch of tracked samples of one view without a gap."""
    tracked = ~np.isnan(degrees.sum(axis=1))
    steps = np.diff(times)
    broken = (steps > GAP * step) | (steps <= 0) | (np.diff(view) != 0) | (tracked[1:] != tracked[:-1])
    edges = [0, *(np.flatnonzero(broken) + 1).tolist(), len(times)]
    for first, last in pairwise(edges):
        if last > first and tracked[first]:
            yield first, last


def _in_a_row(parts: list[Floats], stretches: Stretches, between: float) -> tuple[Floats, NDArray[np.intp]]:
    """All stretches concatenated, as every call costs milliseconds; a row between them breaks fixations.

    Returns the rows, shape (m, 2), and the sample each stands for, shape (m,), -1 for those between.
    """
    wall = np.full((1, 2), between)
    rows = np.concatenate([block for part in parts for block in (part, wall)])
    index = np.concatenate([np.append(np.arange(first, last), -1) for first, last in stretches])
    return rows, index


def _joined(degrees: Floats, events: Iterator[slice], starts: set[int], step: float) -> list[slice]:
    """Events with close neighbours merged; none is merged across the start of a stretch (`starts`)."""
    joined: list[slice] = []
    for event in events:
        between = range(joined[-1].stop, event.start + 1) if joined else range(0)
        if joined and len(between) * step <= NEAR_S + step and starts.isdisjoint(between):
            apart = degrees[joined[-1]].mean(axis=0) - degrees[event].mean(axis=0)
            if math.hypot(*apart) < NEAR_DEGREES:
                event = slice(joined.pop().start, event.stop)
        joined.append(event)
    return joined


def _onsets_and_offsets(events: Any) -> list[tuple[int, int]]:
    frame = events.frame
    return list(zip(frame["onset"].to_list(), frame["offset"].to_list(), strict=True))


def _pymovements() -> Any:
    try:
        import pymovements
    except ModuleNotFoundError as error:
        raise BadInput(
            "raw samples need pymovements; in a clone: pip install -c constraints.txt '.[gaze]'"
        ) from error
    return pymovements
