"""The IoU of each box of an answer, and the position of its coordinates in the text.

A reward for the whole answer does not say which boxes earned it. Here every box is paired with a true one, so
that the policy gradient can credit the tokens of a box with that box alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from radtrace.metrics.boxes.assignment import assign
from radtrace.metrics.boxes.giou import labelled_gains
from radtrace.metrics.boxes.iou import iou
from radtrace.record import Presence, Reading
from radtrace.training.vlm.reward_terms.answer import boxes_of, parse_answer

_BOX = re.compile(r" box (\d+(?: \d+){3})")
Span = tuple[int, int]


@dataclass(frozen=True)
class BoxCredit:
    """A predicted box: the character span of its coordinates, its true box, and their IoU."""

    span: Span
    true: int
    iou: float


def box_credits(answer: str, truth: str) -> tuple[BoxCredit, ...]:
    """The boxes of an answer that have a true box, each with its own; both are trace text.

    True boxes are numbered in the order of the truth. Boxes are paired one to one by GIoU within concept and
    side, so that a box without overlap is paired too. A box of an absent finding is not paired.

    Raises
    ------
    BadInput
        If the truth is not valid trace text; an answer that is not has no credits.
    """
    case = parse_answer(answer, truth)
    if case.parsed is None:
        return ()
    spans = _spans(answer, case.parsed)
    if not spans:
        return ()
    said, true = boxes_of(case.parsed), boxes_of(case.truth)
    shared = iou(said.xyxy, true.xyxy)
    pairs = assign(labelled_gains(said, true).tolist())
    return tuple(BoxCredit(spans[row], column, float(shared[row, column])) for row, column in pairs)


def _spans(answer: str, said: Reading) -> tuple[Span, ...]:
    """The spans of the claimed boxes in order; empty if the lines do not match the findings."""
    lines = list(re.finditer(r"^\s*finding .*$", answer, re.MULTILINE))
    if len(lines) != len(said.findings):
        return ()
    found: list[Span] = []
    for line, finding in zip(lines, said.findings, strict=True):
        boxes = [match.span(1) for match in _BOX.finditer(answer, *line.span())]
        if len(boxes) != len(finding.boxes):
            return ()
        if finding.presence is not Presence.ABSENT:
            found += boxes
    return tuple(found)
