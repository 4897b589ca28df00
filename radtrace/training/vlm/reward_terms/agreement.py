"""What an answer is rewarded for. Every term is 0 for an answer that is no valid trace text.

`box` and `giou` pair the boxes of equal concept and side one to one so that the sum is greatest (Hungarian
method) and divide by the greater number of boxes: BoxMed-RL's spatial reward, and MedMO's. `label` is the F1
of what is claimed, with its side. `steps` follows ChestX-Reasoner's process reward: a step is right where
the reference has one at the same region that led to the same concepts; F1, so that steps made up cost as
much as steps left out. `measurement` falls linearly from 1 at the true value to 0 at 10% off.
"""

from __future__ import annotations

from radtrace.metrics.boxes.giou import box_giou
from radtrace.metrics.boxes.iou import box_iou
from radtrace.record import Measurement, Reading, label_of
from radtrace.training.vlm.reward_terms.answer import Judged, agreement, boxes_of, claimed

TOLERANCE = 0.1


def format_term(case: Judged) -> float:
    """1 for valid trace text that says something, else 0."""
    return float(case.said is not None)


def box_term(case: Judged) -> float:
    """Mean IoU of boxes paired one to one."""
    if case.said is None:
        return 0.0
    return float(box_iou([boxes_of(case.said)], [boxes_of(case.true)]).per_report[0])


def giou_term(case: Judged) -> float:
    """Mean GIoU of boxes paired one to one, moved from [-1, 1] to [0, 1]."""
    if case.said is None:
        return 0.0
    return (1 + float(box_giou([boxes_of(case.said)], [boxes_of(case.true)]).per_report[0])) / 2


def label_term(case: Judged) -> float:
    """F1 of the findings claimed, each with its side."""
    if case.said is None:
        return 0.0
    return agreement(map(label_of, claimed(case.said)), map(label_of, claimed(case.true)))


def steps_term(case: Judged) -> float:
    """F1 of the steps, each with its region and the concepts it led to."""
    return 0.0 if case.said is None else agreement(_steps(case.said), _steps(case.true))


def measurement_term(case: Judged) -> float:
    """How near the measurements are; one too many or one missing counts 0."""
    if case.said is None:
        return 0.0
    said, true = (_values(reading.measurements) for reading in (case.said, case.true))
    names = said.keys() | true.keys()
    near = [_near(said[name], true[name]) for name in sorted(said.keys() & true.keys())]
    return sum(near) / len(names) if names else 1.0


def _steps(reading: Reading) -> list[tuple[str, frozenset[str]]]:
    concepts = {finding.id: finding.concept for finding in reading.findings}
    return [(step.region, frozenset(concepts[name] for name in step.findings)) for step in reading.steps]


def _values(measurements: tuple[Measurement, ...]) -> dict[str, float]:
    return {measurement.name: measurement.value for measurement in measurements}


def _near(said: float, true: float) -> float:
    return max(0.0, 1 - abs(said - true) / (TOLERANCE * max(abs(true), 1e-6)))
