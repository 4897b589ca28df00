"""Target-present search sequences from a recorded reading (the idea of GazeSearch).

A recording of a whole reading holds many findings and many fixations. GazeSearch keeps, for one finding that
is present, a short sequence like that of a target-present visual search. The paper's abstract gives the idea
but no numbers; ours are:

1. Fixations less than one degree from the mean of those just before are merged: positions averaged by dwell,
   durations added.
2. A look is on the target if it lies in the finding's outline (box or ellipse), or within one degree of it.
3. The sequence ends with the first unbroken run of looks on the target. A recording that never reaches the
   target has no sequence.
4. Of more than six looks, the first on the target and the longest of the others are kept, in order of time.
   GazeSearch's seventh, the start at the film's centre, is not invented here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.heat import Looks
from radtrace.record import Box, Finding

Floats = NDArray[np.float64]

# One degree is about the radius of the fovea, and the accuracy of eye trackers.
RADIUS_DEGREES = 1.0
# The longest sequence in GazeSearch.
MOST = 6


def search_sequence(
    finding: Finding, looked: Looks, radius: float = RADIUS_DEGREES, most: int = MOST
) -> Looks | None:
    """The looks that lead to a finding, at most `most`; None where its boxes are never reached."""
    looked = merge_close(looked, radius)
    reached = on_target(finding, looked, radius)
    if not reached.any():
        return None
    entry = int(np.argmax(reached))
    stay = np.flatnonzero(~reached[entry:])
    end = entry + int(stay[0]) if stay.size else len(looked)
    return _shortened(looked.some(np.arange(end)), entry, most)


def time_to_target(finding: Finding, looked: Looks, radius: float = RADIUS_DEGREES) -> float:
    """Seconds from the start of the first fixation to that of the first on the finding; NaN if never."""
    reached = on_target(finding, looked, radius)
    if not reached.any():
        return float("nan")
    starts = looked.time_s - looked.dwell_s / 2
    return float(starts[np.argmax(reached)] - starts[0])


def on_target(finding: Finding, looked: Looks, radius: float = RADIUS_DEGREES) -> NDArray[np.bool_]:
    """Which looks lie in one of a finding's outlines, or within `radius` degrees of it, shape (n,)."""
    distance = _to_ellipse if finding.outline == "ellipse" else _to_box
    near = np.zeros(len(looked), bool)
    for box in finding.boxes:
        near |= distance(box, looked, radius) <= 1e-9
    return near


def merge_close(looked: Looks, radius: float = RADIUS_DEGREES) -> Looks:
    """Looks with neighbours closer than `radius` degrees merged; the total dwell is unchanged."""
    groups = list(_groups(looked, radius))
    parts = [looked.some(group) for group in groups]
    starts = looked.time_s - looked.dwell_s / 2
    dwell = np.array([part.dwell_s.sum() for part in parts], np.float64)
    first = np.array([starts[group[0]] for group in groups], np.float64)
    return Looks(
        x=np.array([_middle(part.x, part.dwell_s) for part in parts], np.float64),
        y=np.array([_middle(part.y, part.dwell_s) for part in parts], np.float64),
        dwell_s=dwell,
        time_s=first + dwell / 2,
        degree=np.array([part.degree[0] for part in parts], np.float64).reshape(-1, 2),
    )


def _groups(looked: Looks, radius: float) -> Iterator[NDArray[np.intp]]:
    start = 0
    for index in range(1, len(looked)):
        group = looked.some(np.arange(start, index))
        x, y = _middle(group.x, group.dwell_s), _middle(group.y, group.dwell_s)
        size = looked.degree[index]
        if np.hypot((looked.x[index] - x) / size[0], (looked.y[index] - y) / size[1]) >= radius:
            yield np.arange(start, index)
            start = index
    if len(looked):
        yield np.arange(start, len(looked))


def _middle(values: Floats, dwell: Floats) -> float:
    return float(np.average(values, weights=dwell)) if dwell.sum() > 0 else float(values.mean())


def _to_box(box: Box, looked: Looks, radius: float) -> Floats:
    """Degrees from each look to the box, less `radius`."""
    across = np.maximum(np.maximum(box.x_min - looked.x, looked.x - box.x_max), 0.0) / looked.degree[:, 0]
    down = np.maximum(np.maximum(box.y_min - looked.y, looked.y - box.y_max), 0.0) / looked.degree[:, 1]
    distance: Floats = np.hypot(across, down) - radius
    return distance


def _to_ellipse(box: Box, looked: Looks, radius: float) -> Floats:
    """Below 0 inside the ellipse whose half axes are `radius` degrees longer than those of the box."""
    wide = (box.x_max - box.x_min) / 2 + radius * looked.degree[:, 0]
    high = (box.y_max - box.y_min) / 2 + radius * looked.degree[:, 1]
    inside: Floats = np.hypot((looked.x - box.centre.x) / wide, (looked.y - box.centre.y) / high) - 1.0
    return inside


def _shortened(looked: Looks, entry: int, most: int) -> Looks:
    if len(looked) <= most:
        return looked
    ranked = np.argsort(-looked.dwell_s, kind="stable")
    kept = [entry, *(index for index in ranked if index != entry)][:most]
    return looked.some(np.sort(np.array(kept, np.intp)))
