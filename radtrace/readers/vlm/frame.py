"""Move a Reading from the frame of a model's input image to the film frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from radtrace.readers.vlm.fit import Fit
from radtrace.record import (
    Box,
    FilmBox,
    Finding,
    Fixation,
    Gaze,
    Grounding,
    Point,
    Question,
    Reading,
    Region,
    Step,
)

Noun = TypeVar("Noun", Point, Fixation)


def on_film(reading: Reading, fit: Fit) -> tuple[Reading, tuple[str, ...]]:
    """The Reading with every point and box in the film frame, and notes on what was left out.

    Points in the padding move to the film's edge. Left out are boxes entirely outside the film, boxes on
    films that the model was not shown, and claims of tools, since no tool was run.
    """
    mover = _Mover(fit)
    if reading.tool_claims:
        mover.lost.append(f"left out {len(reading.tool_claims)} tool claims: no tool was run")
    update = {
        "regions": tuple(map(mover.region, reading.regions)),
        "steps": tuple(map(mover.step, reading.steps)),
        "measurements": tuple(
            m.model_copy(update={"landmarks": {n: mover.point(p) for n, p in m.landmarks.items()}})
            for m in reading.measurements
        ),
        "findings": tuple(map(mover.finding, reading.findings)),
        "questions": tuple(map(mover.question, reading.questions)),
        "groundings": tuple(one for grounding in reading.groundings if (one := mover.grounding(grounding))),
        "tool_claims": (),
        "gaze": reading.gaze and mover.gaze(reading.gaze),
    }
    return reading.model_copy(update=update), tuple(mover.lost)


class _Mover:
    """Moves records from image to film frame, and collects what was left out."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit
        self.lost: list[str] = []

    def point(self, place: Noun) -> Noun:
        """The point or fixation in the film frame."""
        x, y = self._clamped(place.x, place.y)
        return place.model_copy(update={"x": x, "y": y})

    def region(self, region: Region) -> Region:
        """The region; not assessed if its box is outside the film."""
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
        """The finding with its boxes on the film and their scores."""
        moved = [self._box(box, f"finding {finding.id}") for box in finding.boxes]
        boxes = tuple(box for box in moved if box is not None)
        kept = [place for place, box in enumerate(moved) if box is not None]
        scores = tuple(finding.box_scores[place] for place in kept) if finding.box_scores else ()
        unseen = len(finding.other_boxes) + len(finding.prior_boxes)
        if unseen:
            self.lost.append(
                f"left out {unseen} boxes of finding {finding.id} on films the model did not see"
            )
        update = {"boxes": boxes, "box_scores": scores, "other_boxes": (), "prior_boxes": ()}
        return finding.model_copy(update=update)

    def question(self, question: Question) -> Question:
        """The question with its answer's boxes on the film."""
        if question.answer is None:
            return question
        boxes = self._film_boxes(question.answer.boxes, f"the answer to question {question.id}")
        return question.model_copy(update={"answer": question.answer.model_copy(update={"boxes": boxes})})

    def grounding(self, grounding: Grounding) -> Grounding | None:
        """The phrase with its boxes on the film; None if it had some and none is left."""
        boxes = self._film_boxes(grounding.boxes, f"phrase {grounding.id}")
        return grounding.model_copy(update={"boxes": boxes}) if boxes or not grounding.present else None

    def gaze(self, gaze: Gaze) -> Gaze:
        """The gaze and its target's box in the film frame."""
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

    def _film_boxes(self, boxes: Sequence[FilmBox], whose: str) -> tuple[FilmBox, ...]:
        shown = [box for box in boxes if box.film == 0]
        if len(shown) < len(boxes):
            self.lost.append(f"left out boxes of {whose} on films the model did not see")
        moved = ((box, self._box(box.box, whose)) for box in shown)
        return tuple(FilmBox(**place.model_dump(), score=box.score) for box, place in moved if place)

    def _box(self, box: Box, whose: str) -> Box | None:
        corners = (box.x_min, box.y_min), (box.x_max, box.y_max)
        on_film = Box.clipped(*(edge for x, y in corners for edge in self._fit.to_film(x, y)))
        if on_film is not None:
            return on_film
        self.lost.append(f"left out a box of {whose} outside the film")
        return None

    def _clamped(self, x: float, y: float) -> tuple[float, float]:
        x, y = self._fit.to_film(x, y)
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
