"""A Reading in the frame of a model's picture, moved to the film's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from radtrace.readers.vlm.fit import Fit
from radtrace.record import Box, Finding, Fixation, Gaze, Point, Reading, Region, Step

Noun = TypeVar("Noun", Point, Fixation)


def on_film(reading: Reading, fit: Fit) -> tuple[Reading, tuple[str, ...]]:
    """The Reading with every point and box in the film frame, and what could not be moved, a sentence each.

    What lies beside the film, in the padding, is moved to its edge; a box of which nothing lies on the
    film is left out.
    """
    mover = _Mover(fit)
    update = {
        "regions": tuple(map(mover.region, reading.regions)),
        "steps": tuple(map(mover.step, reading.steps)),
        "measurements": tuple(
            m.model_copy(update={"landmarks": {n: mover.point(p) for n, p in m.landmarks.items()}})
            for m in reading.measurements
        ),
        "findings": tuple(map(mover.finding, reading.findings)),
        "gaze": reading.gaze and mover.gaze(reading.gaze),
    }
    return reading.model_copy(update=update), tuple(mover.lost)


class _Mover:
    """Moves nouns from picture to film, and keeps what was lost."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit
        self.lost: list[str] = []

    def point(self, place: Noun) -> Noun:
        """The point or fixation on the film."""
        x, y = self._held(place.x, place.y)
        return place.model_copy(update={"x": x, "y": y})

    def region(self, region: Region) -> Region:
        """The region; not assessed if its box is not on the film."""
        if region.box is None:
            return region
        box = self._box(region.box, f"region {region.id}")
        outlines = tuple(tuple(map(self.point, outline)) for outline in region.polygons)
        gone = {} if box else {"assessed": False, "reason": "the model's box is not on the film"}
        return region.model_copy(update={"box": box, "polygons": outlines, **gone})

    def step(self, step: Step) -> Step:
        """The step with its fixations moved."""
        return step.model_copy(update={"fixations": self._path(step.fixations)})

    def finding(self, finding: Finding) -> Finding:
        """The finding with the boxes that are on the film, and their scores."""
        moved = [self._box(box, f"finding {finding.id}") for box in finding.boxes]
        boxes = tuple(box for box in moved if box is not None)
        kept = [place for place, box in enumerate(moved) if box is not None]
        scores = tuple(finding.box_scores[place] for place in kept) if finding.box_scores else ()
        return finding.model_copy(update={"boxes": boxes, "box_scores": scores})

    def gaze(self, gaze: Gaze) -> Gaze:
        """The gaze, and the box of its target."""
        update: dict[str, Any] = {"fixations": self._path(gaze.fixations)}
        if gaze.target is not None and gaze.target.box is not None:
            box = self._box(gaze.target.box, "the target")
            update["target"] = gaze.target.model_copy(update={"box": box})
        return gaze.model_copy(update=update)

    def _path(self, fixations: Iterable[Fixation]) -> tuple[Fixation, ...]:
        return tuple(self._fixation(fixation) for fixation in fixations)

    def _fixation(self, fixation: Fixation) -> Fixation:
        update: dict[str, Any] = {}
        if fixation.degree is not None:
            x, y = fixation.degree
            fit = self._fit
            update["degree"] = (x * fit.width / fit.columns, y * fit.height / fit.rows)
        if fixation.shown is not None:
            update["shown"] = self._box(fixation.shown, "what was shown")
        return self.point(fixation).model_copy(update=update)

    def _box(self, box: Box, whose: str) -> Box | None:
        x_min, y_min = self._held(box.x_min, box.y_min)
        x_max, y_max = self._held(box.x_max, box.y_max)
        if x_min < x_max and y_min < y_max:
            return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
        self.lost.append(f"left out a box of {whose}, which lies beside the film")
        return None

    def _held(self, x: float, y: float) -> tuple[float, float]:
        x, y = self._fit.to_film(x, y)
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
