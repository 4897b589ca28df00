"""Points and boxes in the film frame.

The film frame: fractions of the film, x right, y down, origin top left, in [0, 1].
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]
FilmIndex = Annotated[int, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


def without_examples(schema: dict[str, Any]) -> None:
    """Remove the Python examples of a docstring from the description in the JSON Schema."""
    if "description" in schema:
        schema["description"] = schema["description"].partition("\n\nExamples\n")[0]


class Record(BaseModel):
    """Base of all record types: immutable, and an unknown field is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, json_schema_extra=without_examples
    )


class Point(Record):
    """A point in the film frame."""

    x: Fraction
    y: Fraction


class Box(Record):
    """An axis-aligned box in the film frame, with positive width and height.

    Examples
    --------
    >>> box = radtrace.Box(x_min=0.1, y_min=0.2, x_max=0.5, y_max=0.7)
    >>> round(box.area, 2), box.centre.x
    (0.2, 0.3)
    """

    x_min: Fraction
    y_min: Fraction
    x_max: Fraction
    y_max: Fraction

    @model_validator(mode="after")
    def _ordered(self) -> Box:
        if not (self.x_min < self.x_max and self.y_min < self.y_max):
            raise ValueError(f"box needs x_min < x_max and y_min < y_max, got {self}")
        return self

    @classmethod
    def clipped(cls, x_min: float, y_min: float, x_max: float, y_max: float) -> Box | None:
        """The part of a rectangle that is on the film; None if there is none, or an edge is NaN.

        >>> Box.clipped(-0.5, 0.0, 0.5, 2.0)
        Box(x_min=0.0, y_min=0.0, x_max=0.5, y_max=1.0)
        """
        left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in (x_min, y_min, x_max, y_max))
        if not (left < right and top < bottom):
            return None
        return Box(x_min=left, y_min=top, x_max=right, y_max=bottom)

    @property
    def area(self) -> float:
        """Area as a fraction of the film's."""
        return (self.x_max - self.x_min) * (self.y_max - self.y_min)

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return Point(x=(self.x_min + self.x_max) / 2, y=(self.y_min + self.y_max) / 2)

    def intersection(self, other: Box) -> float:
        """Area shared with `other`, as a fraction of the film's."""
        width = min(self.x_max, other.x_max) - max(self.x_min, other.x_min)
        height = min(self.y_max, other.y_max) - max(self.y_min, other.y_min)
        return max(width, 0.0) * max(height, 0.0)

    def iou(self, other: Box) -> float:
        """Intersection over union with `other`, in [0, 1]."""
        shared = self.intersection(other)
        return shared / (self.area + other.area - shared)

    def contains(self, point: Point) -> bool:
        """Whether `point` lies in the box, edges included."""
        return self.x_min <= point.x <= self.x_max and self.y_min <= point.y <= self.y_max


class FilmBox(Box):
    """A box and the index of its film in the study (for `prior_boxes`: in the prior study)."""

    film: FilmIndex = 0
    score: Fraction | None = None

    @property
    def box(self) -> Box:
        """The box alone."""
        return Box(x_min=self.x_min, y_min=self.y_min, x_max=self.x_max, y_max=self.y_max)
