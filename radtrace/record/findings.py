"""What is on a film: regions, inspection steps, measurements, findings.

Boxes and points are in the film frame (see `geometry`), times are seconds, lengths millimetres. Parts of the
Reading are referred to by id.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from radtrace.record.change import Change
from radtrace.record.gaze import Fixation
from radtrace.record.geometry import Box, FilmBox, FilmIndex, Fraction, Point, Record, Text


class Presence(StrEnum):
    """Whether a concept is present."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


class Laterality(StrEnum):
    """The patient's side."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"
    MIDLINE = "midline"


class Region(Record):
    """A region of the protocol on this film.

    `box` is None if the region was not found; then `assessed` is False and `reason` says why. `polygons`
    outline its mask, as points in the film frame.
    """

    id: Text
    film: FilmIndex = 0
    box: Box | None = None
    polygons: tuple[tuple[Point, ...], ...] = ()
    assessed: bool = True
    reason: str | None = None


class Step(Record):
    """One stop of the inspection.

    `looked_for` are concept ids; `findings` are ids of the findings it led to.

    Examples
    --------
    >>> radtrace.Step(id="step1", region="heart", looked_for=("cardiomegaly",), seen="Enlarged.").assessed
    True
    """

    id: Text
    region: Text
    looked_for: tuple[str, ...] = ()
    fixations: tuple[Fixation, ...] = ()
    seen: str
    findings: tuple[str, ...] = ()
    assessed: bool = True


class Measurement(Record):
    """A measurement on the film, with what is needed to reproduce it.

    `landmarks` are named points in the film frame; `limit` is the upper limit of normal.
    """

    id: Text
    name: Text
    value: float
    unit: str | None = None
    limit: float | None = None
    landmarks: dict[str, Point] = Field(default_factory=dict)
    film: FilmIndex = 0


class Finding(Record):
    """One scored concept.

    `probability` is calibrated, or None. The concept is present at or above `present_from`, absent below
    `absent_below`, and uncertain between. `boxes` come best first, with their `box_scores`; if `outline` is
    "ellipse", each box encloses the ellipse that was drawn. `certainty` is a human reader's stated certainty,
    as a fraction of the data set's scale. `evidence` are ids of steps; `measurement` is the id of one.

    Examples
    --------
    >>> finding = radtrace.Finding(id="f1", concept="pleural_effusion", presence="present", laterality="left")
    >>> str(finding.presence), finding.boxes
    ('present', ())
    """

    id: Text
    concept: Text
    presence: Presence
    probability: Fraction | None = None
    absent_below: Fraction | None = None
    present_from: Fraction | None = None
    laterality: Laterality | None = None
    zones: tuple[str, ...] = ()
    severity: str | None = None
    change: Change | None = None
    measurement: str | None = None
    certainty: Fraction | None = None
    boxes: tuple[Box, ...] = ()
    box_scores: tuple[Fraction, ...] = ()
    other_boxes: tuple[FilmBox, ...] = ()
    prior_boxes: tuple[FilmBox, ...] = ()
    outline: Literal["box", "ellipse"] = "box"
    evidence: tuple[str, ...] = ()
    critical: bool = False
    film: FilmIndex = 0

    @model_validator(mode="after")
    def _scores_match(self) -> Finding:
        if self.box_scores and len(self.box_scores) != len(self.boxes):
            counts = f"{len(self.boxes)} boxes but {len(self.box_scores)} box_scores"
            raise ValueError(f"finding {self.id}: {counts}")
        if any(box.film == self.film for box in self.other_boxes):
            raise ValueError(f"finding {self.id}: boxes on its own film {self.film} belong in boxes")
        return self

    def boxes_on(self, film: int) -> tuple[Box, ...]:
        """The finding's boxes on one film of the study."""
        own = self.boxes if film == self.film else ()
        return (*own, *(box.box for box in self.other_boxes if box.film == film))
