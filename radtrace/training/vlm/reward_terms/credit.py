"""What each box of an answer is worth by itself, and where in the answer it stands.

A reward of the whole answer cannot say which of its boxes earned it. Here every box is paired with a true
one, so that a policy's gradient can credit the words of a box with that box alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from radtrace.metrics.boxes.assignment import assign
from radtrace.metrics.boxes.giou import labelled_gains
from radtrace.metrics.boxes.iou import iou
from radtrace.record import Presence, Reading
from radtrace.training.vlm.reward_terms.answer import boxes_of, judged

_BOX = re.compile(r" box (\d+(?: \d+){3})")
Span = tuple[int, int]


@dataclass(frozen=True)
class BoxCredit:
    """A box that was said: its numbers' place in the answer (characters), its true box, and their IoU."""

    span: Span
    true: int
    iou: float


def box_credits(answer: str, truth: str) -> tuple[BoxCredit, ...]:
    """The boxes of an answer that have a true box, each with its own; both are trace text.

    True boxes are numbered as they come in the truth. They are paired one to one by GIoU, with boxes of
    their own concept and side, so that a box far off is paired too. A box of what is not there has none.

    Raises
    ------
    BadInput
        If the truth is not valid trace text; an answer that is not has no credits.
    """
    case = judged(answer, truth)
    if case.said is None:
        return ()
    spans = _spans(answer, case.said)
    if not spans:
        return ()
    said, true = boxes_of(case.said), boxes_of(case.true)
    shared = iou(said.xyxy, true.xyxy)
    pairs = assign(labelled_gains(said, true).tolist())
    return tuple(BoxCredit(spans[row], column, float(shared[row, column])) for row, column in pairs)


def _spans(answer: str, said: Reading) -> tuple[Span, ...]:
    """Where the boxes of what is claimed stand, in their order; none if the lines are not the findings'."""
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
