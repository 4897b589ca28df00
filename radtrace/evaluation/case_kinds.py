"""What kind of case is scored: reports, or the boxes of films; what the scorer must know of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

import numpy as np

from radtrace.datasets.reports import Entry
from radtrace.evaluation.normal import normal_report
from radtrace.metrics.boxes.accuracy import box_accuracy
from radtrace.metrics.boxes.false_boxes import false_boxes
from radtrace.metrics.boxes.film_pairs import BoxMetric
from radtrace.metrics.boxes.giou import box_giou
from radtrace.metrics.boxes.iou import box_iou
from radtrace.metrics.boxes.mask_iou import mask_iou
from radtrace.metrics.boxes.mean_average_precision import mean_average_precision
from radtrace.metrics.clinical.entailment import Phrase, phrase, phrases_of
from radtrace.metrics.clinical.radfact import radfact_grounded
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result
from radtrace.record import BoxSet

GROUNDED = "radfact_grounded"
BOX_METRICS: dict[str, BoxMetric] = {
    "box_iou": box_iou,
    "box_giou": box_giou,
    "mask_iou": mask_iou,
    "box_accuracy": box_accuracy,
    "mean_average_precision": mean_average_precision,
    "false_boxes": false_boxes,
}


class HasId(Protocol):
    """A case of a file."""

    @property
    def id(self) -> str:
        """The id it is paired by."""


Case = TypeVar("Case", bound=HasId)
CaseMetric = Callable[[Sequence[Case], Sequence[Case]], Result]


@dataclass(frozen=True)
class Subject(Generic[Case]):
    """How cases of a kind are made, measured and told.

    `make` takes an entry of a file; `amount` counts a case's `amount_of`, for the length ratio;
    `constant` is what is said without looking, told as `constant_name`; `say` is a case said of
    another one's film; `told` its words for the
    record; `same` whether two cases say the same, letter for letter. `silent` cases are legitimate, or not.
    """

    units: str
    amount_of: str
    constant_name: str
    silent: bool
    make: Callable[[Entry], Case]
    amount: Callable[[Case], int]
    constant: Callable[[Sequence[Case]], Case]
    say: Callable[[Case, Case], Case]
    told: Callable[[Case], str]
    same: Callable[[Case, Case], bool]


@dataclass(frozen=True)
class GroundedReport(Report):
    """A report given as phrases with boxes."""

    phrases: tuple[Phrase, ...] = field(default=(), compare=False)


def grounded_boxes(predictions: Sequence[Report], references: Sequence[Report]) -> Result:
    """RadFact's six values with boxes; sentences of a report without phrases have no boxes."""
    return radfact_grounded([_phrases(one) for one in predictions], [_phrases(one) for one in references])


def _phrases(report: Report) -> Sequence[Phrase]:
    return report.phrases if isinstance(report, GroundedReport) else phrases_of(report)


def _report(entry: Entry) -> Report:
    if not entry.phrases:
        return Report(entry.id, entry.text)
    phrases = tuple(phrase(one.text, one.boxes) for one in entry.phrases)
    return GroundedReport(entry.id, entry.text, phrases)


def _boxes(entry: Entry) -> BoxSet:
    assert entry.boxes is not None
    return entry.boxes


REPORTS: Subject[Report] = Subject(
    units="reports",
    amount_of="words",
    constant_name="constant normal report",
    silent=False,
    make=_report,
    amount=lambda report: len(report.text.split()),
    constant=lambda references: Report("constant", normal_report([r.text for r in references])),
    # One object for all cases, so that it is understood once.
    say=lambda report, _case: report,
    told=lambda report: report.text,
    same=lambda one, other: one.text == other.text,
)
FILMS: Subject[BoxSet] = Subject(
    units="films",
    amount_of="boxes",
    constant_name="no boxes",
    silent=True,
    make=_boxes,
    amount=lambda film: len(film),
    constant=lambda _references: BoxSet("constant"),
    say=lambda film, case: replace(film, id=case.id),
    told=lambda film: f"the {len(film)} boxes of {film.id}" if len(film) else "no boxes",
    same=lambda one, other: len(one) > 0 and np.array_equal(one.xyxy, other.xyxy),
)
