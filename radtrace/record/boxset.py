"""A set of boxes as arrays, for metrics, rewards, data sets and training.

The pydantic `Box` is the JSON form of one box, `BoxSet` the array form of many. Constructors (`from_boxes`,
`from_xywh`, `from_pixels`, `from_coco`, `from_findings`) convert every other form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radtrace.errors import BadInput
from radtrace.record.findings import Finding, Presence
from radtrace.record.geometry import Box

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BoxSet:
    """n boxes of one study, or of one phrase about it.

    Attributes
    ----------
    id
        The film's or phrase's id; metrics pair sets by it.
    xyxy
        float64, shape (n, 4): x_min, y_min, x_max, y_max, fractions of the film; positive area.
    labels
        str, shape (n,). Default: "" for every box.
    scores
        float64, shape (n,), on any scale: they only rank boxes. Default: 1 for every box.
    films
        intp, shape (n,): the index of each box's film in its study. Default: film 0.

    Raises
    ------
    BadInput
        With the set, the expected and the actual shape, or the first invalid box.

    Examples
    --------
    >>> boxes = BoxSet.from_xywh("7", [[100, 50, 200, 100]], size=(1000, 500), labels=["mass"])
    >>> boxes.xyxy.tolist(), len(boxes)
    ([[0.1, 0.1, 0.3, 0.3]], 1)
    """

    id: str
    xyxy: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    labels: NDArray[np.object_] = field(default_factory=lambda: np.zeros(0, np.object_))
    scores: Floats = field(default_factory=lambda: np.zeros(0))
    films: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))

    def __post_init__(self) -> None:
        xyxy = self._set("xyxy", self.xyxy, np.float64)
        if xyxy.ndim != 2 or xyxy.shape[1] != 4:
            raise BadInput(f"boxes of {self.id!r}: expected xyxy of shape (n, 4), got {xyxy.shape}")
        # Python strings, not numpy's fixed-width ones: one long label would widen all others.
        self._set_column("labels", np.object_, "")
        scores = self._set_column("scores", np.float64, 1.0)
        films = self._set_column("films", np.intp, 0)
        inside = ((xyxy >= 0) & (xyxy <= 1)).all(axis=1)
        self._reject(~(inside & has_area(xyxy)), xyxy, "expected 0 <= x_min < x_max <= 1, same for y")
        self._reject(~np.isfinite(scores), scores, "expected a finite score")
        self._reject(films < 0, films, "expected a film index from 0")

    def _set(self, name: str, given: ArrayLike, dtype: Any) -> NDArray[Any]:
        try:
            array = np.array(given, dtype)
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"boxes of {self.id!r}: {name} cannot be converted to an array ({error})"
            ) from error
        array.setflags(write=False)
        object.__setattr__(self, name, array)
        return array

    def _set_column(self, name: str, dtype: Any, default: object) -> NDArray[Any]:
        count, given = len(self.xyxy), np.asarray(getattr(self, name), dtype)
        if not given.size:
            given = np.full(count, default, dtype)
        if given.shape != (count,):
            raise BadInput(f"boxes of {self.id!r}: expected {name} of shape ({count},), got {given.shape}")
        return self._set(name, given, dtype)

    def _reject(self, wrong: NDArray[np.bool_], values: NDArray[Any], expected: str) -> None:
        if wrong.any():
            first = int(wrong.argmax())
            raise BadInput(f"box {first + 1} of {self.id!r}: {expected}, got {values[first].tolist()}")

    def __len__(self) -> int:
        return len(self.xyxy)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BoxSet):
            return NotImplemented
        columns = ("xyxy", "labels", "scores", "films")
        same = (np.array_equal(getattr(self, name), getattr(other, name)) for name in columns)
        return self.id == other.id and all(same)

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> BoxSet:
        """The boxes selected by a mask, indices or a slice."""
        return BoxSet(
            self.id, self.xyxy[chosen], self.labels[chosen], self.scores[chosen], self.films[chosen]
        )

    def on_film(self, film: int) -> BoxSet:
        """The boxes on one film of the study."""
        return self[self.films == film]

    def to_boxes(self) -> tuple[Box, ...]:
        """The boxes in their JSON form."""
        return tuple(Box(x_min=a, y_min=b, x_max=c, y_max=d) for a, b, c, d in self.xyxy.tolist())

    @classmethod
    def from_boxes(
        cls,
        id: str,
        boxes: Iterable[Box],
        labels: Sequence[str] = (),
        scores: Sequence[float] = (),
        films: Sequence[int] = (),
    ) -> BoxSet:
        """From boxes in their JSON form."""
        corners = [(box.x_min, box.y_min, box.x_max, box.y_max) for box in boxes]
        return cls(id, _rows(corners), *_columns(labels, scores, films))

    @classmethod
    def from_pixels(
        cls,
        id: str,
        xyxy: ArrayLike,
        size: tuple[float, float],
        labels: Sequence[str] = (),
        scores: Sequence[float] = (),
        films: Sequence[int] = (),
    ) -> BoxSet:
        """From (n, 4) pixels on a film of `size` (width, height), clipped to it.

        Boxes with no area left on the film are dropped, with their labels, scores and films.
        """
        corners = np.clip(_rows(xyxy) / np.array([*size, *size], np.float64), 0.0, 1.0)
        kept = has_area(corners)
        columns = _columns(labels, scores, films)
        return cls(id, corners[kept], *(c[kept] if len(c) == len(kept) else c for c in columns))

    @classmethod
    def from_xywh(
        cls,
        id: str,
        xywh: ArrayLike,
        size: tuple[float, float],
        labels: Sequence[str] = (),
        scores: Sequence[float] = (),
        films: Sequence[int] = (),
    ) -> BoxSet:
        """From (n, 4) x, y, width, height in pixels; `size` is (width, height) of the film. See
        `from_pixels`.
        """
        rows = _rows(xywh)
        corners = np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:]], axis=1)
        return cls.from_pixels(id, corners, size, labels, scores, films)

    @classmethod
    def from_coco(
        cls,
        id: str,
        annotations: Sequence[Mapping[str, Any]],
        size: tuple[float, float],
        categories: Mapping[str, str],
    ) -> BoxSet:
        """From COCO annotations of one film of `size` (width, height) pixels; `categories`: names by id as
        text.
        """
        ids = ["" if one.get("category_id") is None else str(one["category_id"]) for one in annotations]
        return cls.from_xywh(
            id,
            [one["bbox"] for one in annotations],
            size,
            [categories.get(one, one) for one in ids],
            [float(one.get("score", 1.0)) for one in annotations],
        )

    @classmethod
    def from_findings(cls, id: str, findings: Iterable[Finding]) -> BoxSet:
        """The boxes of present and uncertain findings, labelled by concept and side."""
        rows = [
            (box, label_of(finding), score, film)
            for finding in findings
            if finding.presence is not Presence.ABSENT
            for box, score, film in _boxes_of(finding)
        ]
        boxes, labels, scores, films = zip(*rows, strict=True) if rows else ((),) * 4
        return cls.from_boxes(id, boxes, labels, scores, films)

    @classmethod
    def joined(cls, id: str, sets: Iterable[BoxSet]) -> BoxSet:
        """The boxes of several sets as one set."""
        every = [cls(id), *sets]
        names = ("xyxy", "labels", "scores", "films")
        return cls(id, *(np.concatenate([getattr(one, name) for one in every]) for name in names))


def label_of(finding: Finding) -> str:
    """A finding's concept and side as one label, such as "pleural_effusion left"."""
    return f"{finding.concept} {finding.laterality or ''}".strip()


def _boxes_of(finding: Finding) -> Iterator[tuple[Box, float, int]]:
    """Every box of a finding with its score, 1 where it has none, and its film."""
    scores = finding.box_scores or (1.0,) * len(finding.boxes)
    for box, score in zip(finding.boxes, scores, strict=True):
        yield box, score, finding.film
    for other in finding.other_boxes:
        yield other, 1.0 if other.score is None else other.score, other.film


def has_area(xyxy: Floats) -> NDArray[np.bool_]:
    """Which of (n, 4) boxes have a positive width and height, (n,)."""
    return (xyxy[:, 0] < xyxy[:, 2]) & (xyxy[:, 1] < xyxy[:, 3])


def _rows(values: ArrayLike) -> Floats:
    """A list of rows, possibly empty, as an array (n, 4)."""
    rows = np.asarray(values, np.float64)
    return rows.reshape(0, 4) if not rows.size else rows


def _columns(labels: Sequence[str], scores: Sequence[float], films: Sequence[int]) -> tuple[Any, Any, Any]:
    return np.array(labels, np.object_), np.array(scores, np.float64), np.array(films, np.intp)
