"""The reward terms. Every term is 0 for an answer that is not valid trace text.

`box` and `giou` pair the boxes of equal concept and side one to one so that the sum is greatest (Hungarian
method) and divide by the larger number of boxes: BoxMed-RL's spatial reward, and MedMO's. `label` is the F1
of what is claimed, with its side. `steps` follows ChestX-Reasoner's process reward: a step is right where
the reference has one at the same region that led to the same concepts; F1, so that invented steps cost as
much as missing ones. `measurement` falls linearly from 1 at the true value to 0 at 10% off.
"""

from __future__ import annotations

from radtrace.metrics.boxes.giou import box_giou
from radtrace.metrics.boxes.iou import box_iou
from radtrace.record import Measurement, Reading, label_of
from radtrace.training.vlm.reward_terms.answer import ParsedAnswer, agreement, boxes_of, claimed

# Relative error at which a measurement earns nothing.
TOLERANCE = 0.1


def format_term(case: ParsedAnswer) -> float:
    """1 for valid trace text that says something, else 0."""
    return float(case.parsed is not None)


def box_term(case: ParsedAnswer) -> float:
    """Mean IoU of boxes paired one to one."""
    if case.parsed is None:
        return 0.0
    return float(box_iou([boxes_of(case.parsed)], [boxes_of(case.truth)]).per_report[0])


def giou_term(case: ParsedAnswer) -> float:
    """Mean GIoU of boxes paired one to one, moved from [-1, 1] to [0, 1]."""
    if case.parsed is None:
        return 0.0
    return (1 + float(box_giou([boxes_of(case.parsed)], [boxes_of(case.truth)]).per_report[0])) / 2


def label_term(case: ParsedAnswer) -> float:
    """F1 of the findings claimed, each with its side."""
    if case.parsed is None:
        return 0.0
    return agreement(map(label_of, claimed(case.parsed)), map(label_of, claimed(case.truth)))


def steps_term(case: ParsedAnswer) -> float:
    """F1 of the steps, each with its region and the concepts it led to."""
    return 0.0 if case.parsed is None else agreement(_steps(case.parsed), _steps(case.truth))


def measurement_term(case: ParsedAnswer) -> float:
    """Closeness of the measurements; an extra or a missing one counts 0."""
    if case.parsed is None:
        return 0.0
    said, true = (_values(reading.measurements) for reading in (case.parsed, case.truth))
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
